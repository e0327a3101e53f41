"""What was found in the records, in words: the same for the page and for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from evener.forecast.models import Suspect
from evener.forecast.queries.hygiene import Dirty, Example, Inspected
from evener.forecast.rules.dirt import Said, say
from evener.forecast.rules.leaks import reason
from evener.forecast.rules.reasons import NAMES

NAMES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class FindingShown:
    kind: str
    said: Said
    since: datetime
    count: int
    of: int
    examples: Sequence[Example]
    more: int


@dataclass(frozen=True, slots=True)
class SuspectShown:
    """`allowed`: somebody lets it be used, and why."""

    id: int
    feature: str
    why: str
    since: datetime
    is_seen: bool
    allowed: bool
    allowed_by: str
    allowed_at: datetime | None
    reason: str


def findings(found: Inspected) -> list[FindingShown]:
    return [_finding(each) for each in found.findings]


def _finding(found: Dirty) -> FindingShown:
    what = feature_name(found.what) if found.what else _names(found.names)
    said = say(
        found.kind, count=found.count, of=found.of, at_least=found.at_least, what=what,
        at=found.at,
    )  # fmt: skip
    more = max(0, found.count - len(found.examples)) if found.examples else 0
    return FindingShown(found.kind.value, said, found.since, found.count, found.of, found.examples, more)


def _names(names: Sequence[str]) -> str:
    if len(names) <= NAMES_SHOWN:
        return ", ".join(names)
    words = {"names": ", ".join(names[:NAMES_SHOWN]), "more": len(names) - NAMES_SHOWN}
    return _("%(names)s and %(more)d more") % words


def feature_name(feature: str) -> str:
    """What a field of ours is called; a column of a file by its own name."""
    known = NAMES.get(feature)
    return str(known[0]) if known else feature


def suspects(rows: Sequence[Suspect]) -> list[SuspectShown]:
    return [
        SuspectShown(
            id=row.pk, feature=feature_name(row.feature), why=reason(row.why, row.size), since=row.since,
            is_seen=row.is_seen,
            allowed=row.allowed_by is not None, allowed_by=row.allowed_by.name if row.allowed_by else "",
            allowed_at=row.allowed_at, reason=row.reason,
        )
        for row in rows
    ]  # fmt: skip
