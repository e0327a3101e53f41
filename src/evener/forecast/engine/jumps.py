"""Where many deals end at the same age: a deadline somebody set, such as closing what is 30 days old by itself.

A cumulative curve shows such a day as a step; here it is found and counted, so that a page can name it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.deals import Floats

# Days that count as one deadline (a job that runs on weekdays is up to two days late), and how far around it is
# looked for what is usual.
WIDE = 3
AROUND = 15
# So many deals, so much of all that ended this way, and so many times what is usual around it.
FEWEST = 10
SHARE = 0.1
TIMES = 5.0
# What the first and the last day of it hold, at least, of the whole.
EDGE = 0.1


@dataclass(frozen=True, slots=True)
class Jump:
    """`count` of `of` deals ended at an age of `first` to `last` days."""

    first: int
    last: int
    count: int
    of: int


def jump(age: Floats) -> Jump | None:
    """The most striking pile among the ages (whole days) at which deals ended in one way, or None."""
    if len(age) < FEWEST:
        return None
    days, counts = np.unique(np.floor(age).astype(np.int64), return_counts=True)
    sums = np.concatenate([[0], np.cumsum(counts)])

    def between(first: int, last: int) -> int:
        return int(sums[np.searchsorted(days, last, side="right")] - sums[np.searchsorted(days, first, side="left")])

    pile, back = max((between(int(day), int(day) + WIDE - 1), -int(day)) for day in days)
    first, last = -back, -back + WIDE - 1
    # A deadline begins and ends on days that count, not on the usual one beside them.
    while between(first, first) < EDGE * pile:
        first += 1
    while between(last, last) < EDGE * pile:
        last -= 1
    count = between(first, last)
    # Ages below 0 do not exist: a pile in the first days is held against what follows alone.
    before = between(first - AROUND, first - 1)
    around = before + between(last + 1, last + AROUND)
    usual = around / (min(AROUND, first) + AROUND) * (last - first + 1)
    if count < FEWEST or count < SHARE * len(age) or count < TIMES * usual:
        return None
    return Jump(first, last, count, len(age))
