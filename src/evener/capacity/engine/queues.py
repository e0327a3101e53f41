"""Who waits for whom: the queue of each pool, what a work needs done before, and what cannot be queued."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from evener.capacity.engine.faults import (
    MOST_HOURS,
    BadCalendar,
    BadEffort,
    BadWeight,
    Cycle,
    NoHours,
    NoSuchPool,
    Twice,
)

DAY_HOURS = 24.0


@dataclass(frozen=True, slots=True)
class Pool:
    """People who can stand in for each other. `hours`: working hours of all of them on each day; `people`: how many."""

    id: str
    hours: NDArray[np.floating]
    people: float = 1.0


@dataclass(frozen=True, slots=True)
class Work:
    """Something to be done by a pool.

    `low`, `likely`, `high`: hours with 10 %, 50 % and 90 %; three times the same where there is one number only.
    `weight`: chance that it is needed at all. `order`: its place in the queue, the smaller first; ties as they were
    given. `earliest`: day before which it cannot start. `after`: ids that must be done before. `group`: whose ratios of
    actual to estimate it follows.
    """

    id: str
    pool: str
    low: float
    likely: float
    high: float
    weight: float = 1.0
    order: float = 0.0
    earliest: int = 0
    after: tuple[str, ...] = ()
    group: str = ""


class Queue:
    """Open works in the order in which they are taken, with the asked one in its place.

    Where `asked` is among `works`, it stands where that one stands; otherwise behind all: new work moves nobody.
    Works with weight 0 are absent. Raises `faults.CannotTell` where the asked work cannot be answered for.
    """

    def __init__(self, *, pools: Mapping[str, Pool], works: Iterable[Work], asked: Work) -> None:
        asked, given = replace(asked, weight=1.0), list(works)
        known = any(work.id == asked.id for work in given)
        inside = [asked if work.id == asked.id else work for work in given if work.weight != 0 or work.id == asked.id]
        inside.sort(key=lambda work: work.order)
        self.works: list[Work] = inside if known else [*inside, asked]
        self.asked = asked
        self._place = {work.id: place for place, work in enumerate(self.works)}
        if len(self._place) < len(self.works):
            raise Twice(_repeated(self.works))
        for work in self.works:
            _check(work)
        self._afters = {
            work.id: tuple(name for name in work.after if name in self._place) for work in self.works if work.after
        }
        self.needed = self._needed()
        for work in self.needed:
            if work.pool not in pools:
                raise NoSuchPool(work.id, work.pool)
            _check_pool(pools[work.pool])
        self._of_pool: dict[str, list[Work]] = {}
        self._before: dict[str, int] = {}
        for work in self.works:
            mates = self._of_pool.setdefault(work.pool, [])
            self._before[work.id] = len(mates)
            mates.append(work)

    @cached_property
    def forward(self) -> bool:
        """Nothing waits for what stands behind it, in the whole queue."""
        return all(self._place[name] < self._place[work] for work, names in self._afters.items() for name in names)

    def place(self, work: Work) -> int:
        return self._place[work.id]

    def after(self, work: Work) -> list[Work]:
        """What it waits for and is still open."""
        return [self.works[self._place[name]] for name in self._afters.get(work.id, ())]

    def ahead(self, work: Work) -> list[Work]:
        """Works of its pool that are taken before it: those before it in the queue that do not wait for it."""
        mates = self._of_pool[work.pool][: self._before[work.id]]
        if self.forward:
            return mates
        waiting = self._following(work)
        return [each for each in mates if each.id not in waiting]

    def _following(self, work: Work) -> set[str]:
        """Ids of all that wait for it, straight or through others."""
        followers: dict[str, list[str]] = {}
        for follower, names in self._afters.items():
            for name in names:
                followers.setdefault(name, []).append(follower)
        found: set[str] = set()
        open_ends = [work.id]
        while open_ends:
            for follower in followers.get(open_ends.pop(), ()):
                if follower not in found:
                    found.add(follower)
                    open_ends.append(follower)
        return found

    def _needed(self) -> list[Work]:
        """What the asked work waits for, straight or through others, and itself; each after what it waits for."""
        found = [self.works[self._place[name]] for name in in_turn(self._afters, self.asked.id)]
        return sorted(found, key=self.place) if self.forward else found


def in_turn(afters: Mapping[str, Sequence[str]], last: str) -> list[str]:
    """`last` and all it waits for, each after what it waits for. Raises `Cycle`."""
    done: list[str] = []
    finished: set[str] = set()
    path: dict[str, int] = {last: 0}
    stack = [(last, iter(afters.get(last, ())))]
    while stack:
        name, rest = stack[-1]
        nearest = next(rest, None)
        if nearest is None:
            stack.pop()
            del path[name]
            finished.add(name)
            done.append(name)
        elif nearest in path:
            raise Cycle(tuple(list(path)[path[nearest] :]))
        elif nearest not in finished:
            path[nearest] = len(path)
            stack.append((nearest, iter(afters.get(nearest, ()))))
    return done


def find_cycle(afters: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The first cycle anywhere: each waits for the next, the last for the first. Empty when there is none."""
    for name in afters:
        try:
            in_turn(afters, name)
        except Cycle as cycle:
            return cycle.ids
    return ()


def _check(work: Work) -> None:
    hours = (work.low, work.likely, work.high)
    if not all(math.isfinite(each) and 0 < each <= MOST_HOURS for each in hours) or list(hours) != sorted(hours):
        raise BadEffort(work.id, *hours)
    if not 0 <= work.weight <= 1:
        raise BadWeight(work.id, work.weight)


def _check_pool(pool: Pool) -> None:
    hours = np.asarray(pool.hours, dtype=float)
    wrong = np.flatnonzero(~(np.isfinite(hours) & (hours >= 0) & (hours <= DAY_HOURS * max(1.0, pool.people))))
    if len(wrong):
        raise BadCalendar(pool.id, int(wrong[0]), float(hours[wrong[0]]))
    if pool.people <= 0 or not hours.sum() > 0:
        raise NoHours(pool.id)


def _repeated(works: Sequence[Work]) -> str:
    seen: set[str] = set()
    for work in works:
        if work.id in seen:
            return work.id
        seen.add(work.id)
    return ""
