"""Rows of the table of people, and the one that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from evener.deals.models import Deal
from evener.problems import Text
from evener.stakeholders.models import Stakeholder
from evener.stakeholders.presenting.marks import mark
from evener.stakeholders.rules.parts import (
    INFLUENCE_NAMES,
    NAMES,
    ROLE_NAMES,
    STAKES,
    STANCE_NAMES,
    UNMET,
    Influence,
    Stance,
)


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody as the table shows them. `elsewhere` is the account they are at where it is not that of the deal."""

    row: Stakeholder
    url: str
    elsewhere: str
    roles: str
    mark: SafeString
    stance: Text
    influence: Text
    boss: str
    heard: str
    stakes: str
    stakes_missing: bool
    met: date | None
    met_late: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """The person who is open in the table: the form where the viewer may change them, else what is known.

    `doing` is "change" or "remove"; `clashes` are what somebody else wrote meanwhile.
    """

    row: Stakeholder
    doing: str = "change"
    form: Any = None
    version: int = 0
    known: list[tuple[Text, str]] = field(default_factory=list)
    deals: list[Stakeholder] = field(default_factory=list)
    clashes: list[dict[str, Any]] = field(default_factory=list)
    stale: bool = False


def rows(
    found: Sequence[Stakeholder], deal: Deal, *, heard: Mapping[int, Sequence[tuple[int, str]]],
    days: Mapping[int, date], today: date,
) -> list[Row]:  # fmt: skip
    return [_row(each, deal, heard.get(each.pk, ()), days.get(each.contact_id), today=today) for each in found]


def _row(row: Stakeholder, deal: Deal, heard: Sequence[tuple[int, str]], met: date | None, *, today: date) -> Row:
    known = sum(bool(getattr(row, name)) for name in STAKES)
    late = met is None or today - met > UNMET
    return Row(
        row=row,
        url=reverse("stakeholders:page", args=[row.pk]),
        elsewhere=row.contact.account.name if row.contact.account_id != deal.account_id else "",
        roles=", ".join(str(ROLE_NAMES[role]) for role in row.roles),
        mark=mark(row.stance),
        stance=STANCE_NAMES[Stance(row.stance)],
        influence=INFLUENCE_NAMES[Influence(row.influence)],
        boss=row.reports_to.contact.name if row.reports_to else "",
        heard=", ".join(name for _id, name in heard),
        stakes=_("%(known)d of 3 known") % {"known": known},
        stakes_missing=known < len(STAKES),
        met=met,
        met_late=late and row.influence >= Influence.HIGH,
    )


def known(row: Stakeholder, heard: Sequence[tuple[int, str]]) -> list[tuple[Text, str]]:
    """All that is known of somebody, for whoever only reads; '' where nothing is."""
    return [
        (NAMES["reports_to_id"], row.reports_to.contact.name if row.reports_to else ""),
        (NAMES["listens_to_ids"], ", ".join(name for _id, name in heard)),
        *((NAMES[name], getattr(row, name)) for name in (*STAKES, "lowers_risk")),
        (NAMES["relationship_owner_id"], str(row.relationship_owner or "")),
    ]
