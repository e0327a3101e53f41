"""The days a forecast looks ahead to. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

FIXED = (30, 60, 90, 180)  # days
MONTHS = 12  # ends of months to come, the current one first


class Kind(StrEnum):
    FIXED = "fixed"
    MONTH = "month"
    QUARTER = "quarter"  # the end of a month that ends a quarter too


@dataclass(frozen=True, slots=True)
class Horizon:
    """`days` from the day of the forecast to the end of `on`."""

    days: int
    on: date
    kind: Kind


def month_end(day: date, later: int = 0) -> date:
    """The last day of the month of `day`, or of one that comes so much later."""
    month = day.year * 12 + day.month + later
    return date(month // 12, month % 12 + 1, 1) - timedelta(days=1)


def horizons(as_of: date) -> list[Horizon]:
    """In order of time; a fixed one that falls on the end of a month is there once, and as the end of a quarter."""
    ends = [month_end(as_of, later) for later in range(MONTHS)]
    found = {(end - as_of).days: Horizon((end - as_of).days, end, _kind(end)) for end in ends}
    for days in FIXED:
        if days not in found or found[days].kind == Kind.MONTH:
            found[days] = Horizon(days, as_of + timedelta(days=days), Kind.FIXED)
    return [found[days] for days in sorted(found)]


def _kind(end: date) -> Kind:
    return Kind.QUARTER if end.month % 3 == 0 else Kind.MONTH
