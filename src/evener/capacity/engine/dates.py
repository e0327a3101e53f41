"""When asked work can be done: drawn many times through the queues of the pools that must do it.

Days count from 0, the first day of the pools' calendars. `docs/algorithms/dates.md` tells the same in prose, with
numbers that a test runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from evener.capacity.engine.estimates import SLOTS, RatioModel, hours_of
from evener.capacity.engine.faults import Stopped
from evener.capacity.engine.queues import Pool, Queue, Work

Array = NDArray[np.float32]
Places = NDArray[np.intp]

DRAWS = 10_000
# Of the level term's variance, the part that each pool has of its own; the rest all pools share. An assumption.
OF_POOL = 0.3
# The most points of a curve, and the share of draws that it leaves out at either end.
POINTS = 60
ENDS = 0.005
# Works whose tables are made at once, and after which `should_stop` is asked.
CHUNK = 256
# Steps in which a weight is told apart.
SHARES = 1024
# Every work reads its draws from one long row of random numbers, beginning at a place that only its id decides: so
# adding a work changes no other work's draws.
ROW = 1 << 22
NEVER = np.float32(np.inf)


@dataclass(frozen=True, slots=True)
class Ahead:
    """Work that stands before the asked one. `hours`: expected, its weight counted in. `needed`: asked waits for it."""

    id: str
    pool: str
    hours: float
    needed: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Days on which the asked work is done; None: not within the days given.

    `chance`: of being done by the day asked for, the day itself included. `curve`: (day, chance), both rising.
    `beyond`: share of draws not done within the days given. `hours`: expected hours of the asked work.
    `ahead`: what stands before it, in the queue's order.
    """

    p50: int | None
    p85: int | None
    chance: float | None
    curve: tuple[tuple[int, float], ...]
    beyond: float
    hours: float
    ahead: tuple[Ahead, ...]


def answer(
    *,
    pools: Sequence[Pool],
    works: Sequence[Work],
    asked: Work,
    by_day: int | None = None,
    model: RatioModel | None = None,
    seed: int = 1,
    draws: int = DRAWS,
    should_stop: Callable[[], bool] | None = None,
) -> Answer:
    """When `asked` is done, given all open `works`.

    Where `asked` is among them (same id), those before it in the queue count; otherwise all do, since new work comes
    last. Names in `after` that are not among them count as done; the asked work's own weight as 1.
    Raises `faults.CannotTell`. The same input and seed give the same answer.
    """
    horizon = max((len(pool.hours) for pool in pools), default=0)
    by_id = {pool.id: pool for pool in pools}
    queue = Queue(pools=by_id, works=works, asked=asked)
    calendars = {work.pool: Calendar(by_id[work.pool], days=horizon) for work in queue.needed}
    model = model or RatioModel()
    dice = Dice(model=model, seed=seed, draws=draws, should_stop=should_stop or (lambda: False))
    done = _done(queue, calendars, dice)
    counts = np.bincount(done, minlength=horizon + 1)
    by = np.cumsum(counts[:-1]) / draws
    return Answer(
        p50=_first(by, 0.50),
        p85=_first(by, 0.85),
        chance=None if by_day is None else _chance(by, by_day),
        curve=_curve(by),
        beyond=float(counts[-1] / draws),
        hours=float(_expected([queue.asked], model)[0]),
        ahead=_ahead(queue, model),
    )


class Calendar:
    """A pool's hours summed up. A place is a number of pool hours since the first day began."""

    def __init__(self, pool: Pool, *, days: int) -> None:
        hours = np.zeros(days)
        hours[: len(pool.hours)] = pool.hours
        self.people = np.float32(max(1.0, pool.people))
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


class Dice:
    """Draws that belong to an id: hours of works, levels of pools. All arrays are (draws,) float32."""

    def __init__(self, *, model: RatioModel, seed: int, draws: int, should_stop: Callable[[], bool]) -> None:
        self.draws = draws
        self._model, self._seed, self._should_stop = model, seed, should_stop
        rng = np.random.default_rng(seed)
        self._row = rng.integers(0, SHARES, ROW + draws, dtype=np.uint16).astype(np.intp)
        self._shared = self._normal("")

    def level(self, pool: str) -> Array:
        """What all works of the pool take more or less than expected, as a factor; mostly the same for all pools."""
        own = self._normal(f"pool {pool}")
        mixed = np.sqrt(1 - OF_POOL) * self._shared + np.sqrt(OF_POOL) * own
        factor: Array = np.exp(self._model.level + self._model.spread * mixed).astype(np.float32)
        return factor

    def add(self, works: Sequence[Work], to: dict[int, Array]) -> None:
        """Add the hours of each work, before its level, to the sum of its earliest day."""
        drawn = np.empty(self.draws, dtype=np.float32)
        for start in range(0, len(works), CHUNK):
            if self._should_stop():
                raise Stopped
            chunk = works[start : start + CHUNK]
            for work, table in zip(chunk, _tables(chunk, self._model), strict=True):
                np.take(table, self._shares(work.id), out=drawn, mode="clip")
                sums = to.get(work.earliest)
                if sums is None:
                    to[work.earliest] = drawn.copy()
                else:
                    sums += drawn

    def hours(self, work: Work) -> Array:
        """Hours of one work, before its level; 0 where it is not needed."""
        found: dict[int, Array] = {}
        self.add([work], found)
        return found[work.earliest]

    def _shares(self, of: str) -> Places:
        start = crc32(of.encode()) % ROW
        return self._row[start : start + self.draws]

    def _normal(self, of: str) -> Array:
        return np.random.default_rng([self._seed, crc32(of.encode())]).standard_normal(self.draws, dtype=np.float32)


def _tables(works: Sequence[Work], model: RatioModel) -> Array:
    """(len(works), SHARES) hours: 0 for the share of draws in which a work is not needed, then its quantiles."""
    hours = _quantiles(works, model)
    weights = np.array([work.weight for work in works])
    if (weights == 1).all():
        return np.repeat(hours, SHARES // SLOTS, axis=1)
    into = (np.arange(SHARES) + 0.5) / SHARES - (1 - weights[:, None])
    slots = np.clip(into / weights[:, None] * SLOTS, 0, SLOTS - 1).astype(np.intp)
    return np.where(into < 0, np.float32(0), np.take_along_axis(hours, slots, axis=1))


def _quantiles(works: Sequence[Work], model: RatioModel) -> Array:
    low, likely, high = np.array([(work.low, work.likely, work.high) for work in works]).T
    return hours_of(low=low, likely=likely, high=high, model=model, groups=[work.group for work in works])


def _expected(works: Sequence[Work], model: RatioModel) -> NDArray[np.float64]:
    """Mean hours of each work, its weight and the level counted in."""
    if not works:
        return np.zeros(0)
    weights = np.array([work.weight for work in works])
    means = _quantiles(works, model).mean(axis=1, dtype=np.float64)
    hours: NDArray[np.float64] = weights * means * np.exp(model.level + model.spread**2 / 2)
    return hours


def _done(queue: Queue, calendars: dict[str, Calendar], dice: Dice) -> Places:
    """The day on which the asked work is done in each draw."""
    levels = {pool: dice.level(pool) for pool in calendars}
    loads = _loads(queue, dice)
    ends: dict[str, Array] = {}
    for work in queue.needed:
        calendar, level = calendars[work.pool], levels[work.pool]
        ready = np.full(dice.draws, calendar.begin(work.earliest), dtype=np.float32)
        for before in queue.after(work):
            if before.pool == work.pool:
                np.maximum(ready, ends[before.id], out=ready)
            else:  # handed over: on the day after
                day = calendars[before.pool].days(ends[before.id])
                np.maximum(ready, calendar.begins(day + (ends[before.id] > 0)), out=ready)
        own = dice.hours(work) * level
        start = _start(ready, loads[work.id], level, calendar)
        # One person works on it, and the pool's hours pass for all its people meanwhile.
        ends[work.id] = np.where(own > 0, start + own * calendar.people, np.float32(0))
    return calendars[queue.asked.pool].days(ends[queue.asked.id])


def _start(ready: Array, load: dict[int, Array], level: Array, calendar: Calendar) -> Array:
    """The first place from `ready` on at which nothing that goes first is left to do.

    `load`: hours that go first, by the day from which on they can be done; what comes later than a free place does not
    hold it up.
    """
    start = np.full(len(ready), NEVER, dtype=np.float32)
    busy = np.zeros(len(ready), dtype=np.float32)
    for day in sorted(load):
        arrival = calendar.begin(day)
        free = np.maximum(busy, ready)
        np.minimum(start, np.where(free < arrival, free, NEVER), out=start)
        busy = np.maximum(busy, arrival) + load[day] * level
    return np.minimum(start, np.maximum(busy, ready))


def _loads(queue: Queue, dice: Dice) -> dict[str, dict[int, Array]]:
    """For each needed work, the hours that go first, by earliest day: each pool's queue is summed up once."""
    found: dict[str, dict[int, Array]] = {}
    simple: dict[str, list[Work]] = {}
    for work in queue.needed:
        waiting = queue.following(work)
        if any(each.id in waiting for each in queue.works[: queue.place(work)] if each.pool == work.pool):
            dice.add(queue.ahead(work), found.setdefault(work.id, {}))
        else:
            simple.setdefault(work.pool, []).append(work)
    for works in simple.values():
        sums: dict[int, Array] = {}
        added = 0
        for work in sorted(works, key=queue.place):
            ahead = queue.ahead(work)
            dice.add(ahead[added:], sums)
            added = len(ahead)
            found[work.id] = {day: hours.copy() for day, hours in sums.items()}
    return found


def _ahead(queue: Queue, model: RatioModel) -> tuple[Ahead, ...]:
    needed = {work.id for work in queue.needed} - {queue.asked.id}
    works = {work.id: work for work in [*queue.ahead(queue.asked), *queue.needed] if work is not queue.asked}
    ordered = sorted(works.values(), key=queue.place)
    return tuple(
        Ahead(work.id, work.pool, float(hours), work.id in needed)
        for work, hours in zip(ordered, _expected(ordered, model), strict=True)
    )


def _first(by: NDArray[np.float64], share: float) -> int | None:
    day = int(np.searchsorted(by, share - 1e-9))
    return day if day < len(by) else None


def _chance(by: NDArray[np.float64], day: int) -> float:
    return float(by[min(day, len(by) - 1)]) if day >= 0 and len(by) else 0.0


def _curve(by: NDArray[np.float64]) -> tuple[tuple[int, float], ...]:
    """From the last day with less than ENDS of the chance to the first with all but ENDS, at most POINTS of them."""
    first = max(0, int(np.searchsorted(by, ENDS)) - 1)
    last = min(len(by) - 1, int(np.searchsorted(by, 1 - ENDS)))
    if not len(by) or by[last] == 0:
        return ()
    days = np.arange(first, last + 1)
    if len(days) > POINTS:
        days = np.unique(np.linspace(first, last, POINTS).round().astype(int))
    return tuple((int(day), float(by[day])) for day in days)
