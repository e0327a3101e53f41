"""The months and quarters a forecast is given for. Pure."""

from __future__ import annotations

from datetime import date

from evener.forecast.engine.spans import Span
from evener.forecast.rules.horizons import month_end
from evener.forecast.rules.words import Period

QUARTERS, MONTHS = 4, 6


def spans(as_of: date) -> list[Span]:
    """The current quarter and those after it, then the current month and those after it."""
    found = []
    for later in range(QUARTERS):
        begins = quarter_of(as_of, later)
        found.append(Span(Period.QUARTER, begins.toordinal(), month_end(begins, 2).toordinal()))
    for later in range(MONTHS):
        ends = month_end(as_of, later)
        found.append(Span(Period.MONTH, ends.replace(day=1).toordinal(), ends.toordinal()))
    return found


def quarter_of(day: date, later: int = 0) -> date:
    """The first day of the quarter of `day`, or of one that comes so many quarters later."""
    months = day.year * 12 + (day.month - 1) // 3 * 3 + 3 * later
    return date(months // 12, months % 12 + 1, 1)
