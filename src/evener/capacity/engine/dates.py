"""When asked work can be done: drawn many times through the queues of the pools that must do it.

Days count from 0, the first day of the pools' calendars. `docs/algorithms/dates.md` tells the same in prose, with
numbers that a test runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evener.capacity.engine.dice import Dice
from evener.capacity.engine.estimates import RatioModel
from evener.capacity.engine.flow import Array, Calendar, Load, Places, Sums, start
from evener.capacity.engine.queues import Pool, Queue, Work

DRAWS = 10_000
# The most points of a curve, and the share of draws that it leaves out at either end.
POINTS = 60
ENDS = 0.005


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
    dice = Dice(model=model or RatioModel(), seed=seed, draws=draws, should_stop=should_stop or (lambda: False))
    done = _done(queue, calendars, dice)
    counts = np.bincount(done, minlength=horizon + 1)
    by = np.cumsum(counts[:-1]) / draws
    return Answer(
        p50=_first(by, 0.50),
        p85=_first(by, 0.85),
        chance=None if by_day is None else _chance(by, by_day),
        curve=_curve(by),
        beyond=float(counts[-1] / draws),
        hours=dice.expected([queue.asked])[0],
        ahead=_ahead(queue, dice),
    )


def _done(queue: Queue, calendars: dict[str, Calendar], dice: Dice) -> Places:
    """The day on which the asked work is done in each draw."""
    levels = {pool: dice.level(pool) for pool in calendars}
    loads = _Loads(queue, calendars, dice)
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
        own = dice.hours([work])[0] * level
        begins = start(ready, loads.before(work), level=level, calendar=calendar)
        # One person works on it, and the pool's hours pass for all its people meanwhile.
        ends[work.id] = np.where(own > 0, begins + own * np.float32(calendar.people), np.float32(0))
    return calendars[queue.asked.pool].days(ends[queue.asked.id])


class _Loads:
    """The hours that go before each needed work. While nothing waits backwards, each pool is summed up once."""

    def __init__(self, queue: Queue, calendars: dict[str, Calendar], dice: Dice) -> None:
        self._queue, self._calendars, self._dice = queue, calendars, dice
        self._sums: dict[str, dict[int, Sums]] = {}
        self._added: dict[str, int] = {}

    def before(self, work: Work) -> Load:
        """Good until the next one is asked for."""
        ahead = self._queue.ahead(work)
        known = self._queue.forward and work.pool in self._sums
        sums = self._sums[work.pool] if known else self._sums.setdefault(work.pool, {})
        if not known:
            sums.clear()
        self._dice.add(ahead[self._added[work.pool] if known else 0 :], sums)
        self._added[work.pool] = len(ahead)
        # The tail is of the last day on which something arrives before the work itself may start.
        day = max((day for day in sums if day <= work.earliest), default=-1)
        count = self._calendars[work.pool].tail // len(self._queue.needed)
        tail = [each for each in ahead if each.earliest == day][-count:] if count else []
        return Load(sums, day, self._dice.hours(tail))


def _ahead(queue: Queue, dice: Dice) -> tuple[Ahead, ...]:
    needed = {work.id for work in queue.needed} - {queue.asked.id}
    works = {work.id: work for work in [*queue.ahead(queue.asked), *queue.needed] if work is not queue.asked}
    ordered = sorted(works.values(), key=queue.place)
    return tuple(
        Ahead(work.id, work.pool, hours, work.id in needed)
        for work, hours in zip(ordered, dice.expected(ordered), strict=True)
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
