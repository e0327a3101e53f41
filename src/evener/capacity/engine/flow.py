"""How work passes through a pool: where in its hours a work can begin.

A place is a number of the pool's working hours since the first day began; all arrays are (draws,).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evener.capacity.engine.queues import Pool

Array = NDArray[np.float32]
Sums = NDArray[np.float64]
Places = NDArray[np.intp]

NEVER = np.float32(np.inf)
# Of a pool of n people, the last 4 n works before the asked one are given to one person after the other; fewer in a
# pool of more than 20, so that people times works stays within what takes a hundredth of a second.
TAIL_EACH = 4
TAIL_STEPS = 1600


class Calendar:
    """A pool's hours summed up. A place is a number of pool hours since the first day began."""

    def __init__(self, pool: Pool, *, days: int) -> None:
        hours = np.zeros(days)
        hours[: len(pool.hours)] = pool.hours
        self.people = max(1.0, pool.people)
        self._ends = np.cumsum(hours).astype(np.float32)
        # Where each day begins; no place is there beyond the days given.
        self._begins = np.concatenate([[0.0], self._ends[:-1], [NEVER, NEVER]]).astype(np.float32)

    def begin(self, day: int) -> np.float32:
        return np.float32(self._begins[min(max(day, 0), len(self._ends))])

    def begins(self, days: Places) -> Array:
        return self._begins[np.minimum(days, len(self._ends))]

    def days(self, places: Array) -> Places:
        """The day on which each place is reached; the number of days given where none is."""
        return np.searchsorted(self._ends, places, side="left")

    @property
    def tail(self) -> int:
        """How many works before the asked one are followed person by person."""
        people = int(self.people)
        return min(TAIL_STEPS // people, TAIL_EACH * people) if people > 1 else 0


@dataclass(slots=True)
class Load:
    """Hours of what goes first, before its level.

    `sums`: by the day from which on they can be done. `tail`: of those of `tail_day`, the last works' hours one by one,
    in the queue's order; they are in the sums too.
    """

    sums: dict[int, Sums] = field(default_factory=dict)
    tail_day: int = -1
    tail: Sequence[Array] = ()


def start(ready: Array, load: Load, *, level: Array, calendar: Calendar) -> Array:
    """The first place from `ready` on at which somebody is free and nothing that goes first waits.

    The pool clears what goes first all together; only the tail is given to one person after the other, since that is
    what decides when the first of them is free. What comes later than a free place does not hold it up.
    """
    found = np.full(len(ready), NEVER, dtype=np.float32)
    busy = np.zeros(len(ready), dtype=np.float32)
    first_free = busy
    for day in sorted(load.sums):
        arrival = calendar.begin(day)
        free = np.maximum(first_free, ready)
        np.minimum(found, np.where(free < arrival, free, NEVER), out=found)
        np.maximum(busy, arrival, out=busy)
        before = busy
        busy = before + (load.sums[day] * level).astype(np.float32)
        first_free = np.minimum(busy, _first_free(before, load, level, calendar)) if day == load.tail_day else busy
    return np.minimum(found, np.maximum(first_free, ready))


def _first_free(busy: Array, load: Load, level: Array, calendar: Calendar) -> Array:
    """Where the first person is free, when all are busy until `busy` and then the tail's day comes."""
    together = load.sums[load.tail_day].copy()
    for hours in load.tail:
        together -= hours
    people = np.repeat((busy + np.maximum(together, 0) * level)[None].astype(np.float32), int(calendar.people), axis=0)
    pace = level * np.float32(calendar.people)
    earlier = np.empty_like(level)
    for hours in load.tail:  # `people` stays in order, the first to be free first
        carried = people[0] + hours * pace
        for place in range(1, len(people)):
            np.minimum(carried, people[place], out=earlier)
            np.maximum(carried, people[place], out=carried)
            people[place - 1] = earlier
        people[-1] = carried
    first: Array = people[0]
    return first
