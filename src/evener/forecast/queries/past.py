"""The deals a page about the past counts: which were asked for, and what they are. All of them are the viewer's own
to see; nothing else is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from evener.deals.filters import PARAMETERS
from evener.deals.models import Deal, Product
from evener.deals.rules import Outcome
from evener.forecast.rules.counting import Size, sizes
from evener.people.models import Team
from evener.people.rules import Viewer
from evener.problems import Text


@dataclass(frozen=True, slots=True)
class Asked:
    """Which deals: of a team and those below it, a product, a source, a size, opened between two days."""

    team: int | None = None
    product: int | None = None
    source: str = ""
    size: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def parameters(self) -> dict[str, str]:
        """As an address has them, without what was not asked."""
        return {each.name: str(value) for each in fields(self) if (value := getattr(self, each.name))}


def read(given: Mapping[str, str]) -> tuple[Asked, dict[str, Text]]:
    """What the address asks for, and what is wrong with it by parameter; what is wrong is left out."""
    values: dict[str, Any] = {}
    wrong: dict[str, Text] = {}
    for name, reading in _READ.items():
        text = str(given.get(name, "")).strip()
        if not text:
            continue
        try:
            values[name] = reading(text)
        except ValueError as error:
            wrong[name] = error.args[0]
    return Asked(**values), wrong


def _size(text: str) -> str:
    if text not in set(Size):
        raise ValueError(_("Choose one from the list."))
    return text


_READ: dict[str, Any] = {
    "team": PARAMETERS["team"], "product": PARAMETERS["product"], "source": lambda text: text[:80], "size": _size,
    "since": PARAMETERS["from"], "until": PARAMETERS["to"],
}  # fmt: skip


class Row(NamedTuple):
    """One deal, as read."""

    id: int
    outcome: str
    reason: str
    opened_on: date
    closed_on: date | None
    created_at: datetime
    stage_id: int
    stage_since: date
    amount_minor: int
    currency: str
    team_id: int | None
    product_id: int | None
    source: str
    account_id: int | None


@dataclass(frozen=True, slots=True)
class Past:
    """One deal with what is told of it from the others: its size, and whether its account had bought before."""

    row: Row
    size: Size
    bought_before: bool

    @property
    def ended(self) -> bool:
        return self.row.outcome != Outcome.OPEN

    def age(self, today: date) -> int:
        """Days from opening to the end, or to today; a deal closed before it was opened is 0 days old."""
        return max(0, ((self.row.closed_on or today) - self.row.opened_on).days)


_FIELDS = tuple("outcome_reason" if name == "reason" else name for name in Row._fields)


def past(viewer: Viewer, asked: Asked) -> list[Past]:
    """The deals asked for. Two statements; sizes are thirds of all deals the viewer sees, whatever was asked."""
    rows = list(map(Row._make, Deal.objects.visible_to(viewer).order_by("id").values_list(*_FIELDS)))
    teams = teams_below(asked.team)
    first_won: dict[int, date] = {}
    for row in rows:
        if row.outcome == Outcome.WON and row.account_id and row.closed_on:
            known = first_won.get(row.account_id, row.closed_on)
            first_won[row.account_id] = min(known, row.closed_on)
    found = []
    for row, size in zip(rows, sizes([(row.currency, row.amount_minor) for row in rows]), strict=True):
        if not _wanted(row, size, asked, teams):
            continue
        won_on = first_won.get(row.account_id or 0)
        found.append(Past(row, size, won_on is not None and won_on <= row.opened_on))
    return found


def teams_below(team: int | None) -> set[int]:
    if team is None:
        return set()
    return set(Team.objects.filter(path__contains=f"/{team}/").values_list("id", flat=True))


def _wanted(row: Row, size: Size, asked: Asked, teams: set[int]) -> bool:
    return not (
        (asked.team is not None and row.team_id not in teams)
        or (asked.product is not None and row.product_id != asked.product)
        or (asked.source and row.source != asked.source)
        or (asked.size and size != asked.size)
        or (asked.since is not None and row.opened_on < asked.since)
        or (asked.until is not None and row.opened_on > asked.until)
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: teams and products by name, and the sources that visible deals have."""

    teams: list[tuple[int, str]]
    products: list[tuple[int, str]]
    sources: list[str]


def choices(viewer: Viewer) -> Choices:
    seen = Deal.objects.visible_to(viewer)
    return Choices(
        list(Team.objects.order_by("path").values_list("id", "name")),
        list(Product.objects.order_by("name").values_list("id", "name")),
        list(seen.exclude(source="").order_by("source").values_list("source", flat=True).distinct()[:100]),
    )
