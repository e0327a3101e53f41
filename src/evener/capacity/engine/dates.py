"""When asked work can be done: drawn many times through the queues of the pools that must do it.

Days count from 0, the first day of the pools' calendars. `docs/algorithms/dates.md` tells the same in prose, with
numbers that a test runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from evener.capacity.engine.estimates import SLOTS, RatioModel, hours_of
from evener.capacity.engine.faults import Stopped
from evener.capacity.engine.queues import Work, checked, in_turn, place_of, waits_for

Array = NDArray[np.float32]

DRAWS = 10_000
# Of the level term's variance, the part that each pool has of its own; the rest all pools share. An assumption.
OF_POOL = 0.3
# The most points of a curve.
POINTS = 60
STOP_EVERY = 64
# Steps in which a weight is told apart.
SHARES = 1024
# Every work reads its draws from one long row of random numbers, from a place of its own that only its id and the row's
# length decide: so adding a work changes no other work's draws.
ROW = 1 << 22


@dataclass(frozen=True, slots=True)
class Pool:
    """People who can stand in for each other. `hours`: working hours of all of them on each day. `people`: how many."""

    id: str
    hours: NDArray[np.floating]
    people: float = 1.0


@dataclass(frozen=True, slots=True)
class Ahead:
    """Work that stands before the asked one: what it is expected to take, its weight counted in."""

    id: str
    pool: str
    hours: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Days on which the asked work is done; None: not within the days given.

    `chance`: of being done by the day asked for, the day itself included. `curve`: (day, chance) with both rising.
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
    """When `asked` is done, behind `works`.

    `works`: everything open and registered. Where `asked` is among them (same id) only those before it in the queue
    count, as it is: otherwise all of them. Names in `after` that are not among them count as done.
    Raises `faults.CannotTell`; the same input and seed give the same answer.
    """
    queue = checked(pools={pool.id: pool for pool in pools}, works=works, asked=asked)
    model = model or RatioModel()
    run = _Run(
        pools={pool.id: _Calendar.of(pool) for pool in pools},
        queue=queue,
        model=model,
        noise=_Noise(seed=seed, draws=draws),
        should_stop=should_stop or (lambda: False),
    )
    days = run.days_of(asked.id)
    horizon = max(len(pool.hours) for pool in pools)
    counts = np.bincount(np.minimum(days, horizon), minlength=horizon + 1)
    by = np.cumsum(counts[:-1]) / draws
    return Answer(
        p50=_first(by, 0.50),
        p85=_first(by, 0.85),
        chance=None if by_day is None else _by(by, by_day),
        curve=_curve(by),
        beyond=float(counts[-1] / draws),
        hours=run.expected(asked),
        ahead=tuple(Ahead(work.id, work.pool, run.expected(work)) for work in run.ahead_of(asked)),
    )


def _first(by: NDArray[np.float64], share: float) -> int | None:
    day = int(np.searchsorted(by, share - 1e-9))
    return day if day < len(by) else None


def _by(by: NDArray[np.float64], day: int) -> float:
    if day < 0 or not len(by):
        return 0.0
    return float(by[min(day, len(by) - 1)])


def _curve(by: NDArray[np.float64]) -> tuple[tuple[int, float], ...]:
    """From the day before the first chance to the day of the last, at most POINTS of them."""
    rising = np.flatnonzero(np.diff(by, prepend=0.0) > 0)
    if not len(rising):
        return ()
    days = np.arange(max(0, rising[0] - 1), rising[-1] + 1)
    if len(days) > POINTS:
        days = np.unique(np.linspace(days[0], days[-1], POINTS).round().astype(int))
    return tuple((int(day), float(by[day])) for day in days)


class _Noise:
    """Random numbers that belong to an id."""

    def __init__(self, *, seed: int, draws: int) -> None:
        rng = np.random.default_rng(seed)
        self.draws = draws
        self._row = rng.integers(0, SHARES, ROW + draws, dtype=np.uint16).astype(np.intp)
        self._seed = seed

    def shares(self, of: str) -> NDArray[np.intp]:
        """(draws,) numbers from 0 to SHARES - 1."""
        start = crc32(of.encode()) % ROW
        return self._row[start : start + self.draws]

    def normal(self, of: str) -> Array:
        """(draws,) normal numbers."""
        return np.random.default_rng([self._seed, crc32(of.encode())]).standard_normal(self.draws, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Calendar:
    """A pool's hours summed up: `begins[d]` have passed when day d begins. Work is placed on that scale."""

    begins: Array
    people: float

    @classmethod
    def of(cls, pool: Pool) -> _Calendar:
        summed = np.concatenate([[0.0], np.cumsum(np.asarray(pool.hours, dtype=np.float64))])
        return cls(begins=summed.astype(np.float32), people=max(1.0, pool.people))

    def at(self, day: int) -> np.float32:
        """Where day `day` begins; infinite beyond the days given."""
        return self.begins[day] if day < len(self.begins) - 1 else np.float32(np.inf)

    def at_each(self, days: NDArray[np.intp]) -> Array:
        last = len(self.begins) - 1
        return np.where(days < last, self.begins[np.minimum(days, last)], np.float32(np.inf))

    def days(self, places: Array) -> NDArray[np.intp]:
        """The day on which each place is reached; the number of days given when none is."""
        return np.searchsorted(self.begins[1:], places, side="left")


@dataclass(slots=True)
class _Run:
    """One simulation: hours of works and levels of pools are drawn when they are first needed."""

    pools: dict[str, _Calendar]
    queue: Sequence[Work]
    model: RatioModel
    noise: _Noise
    should_stop: Callable[[], bool]
    _done: dict[str, Array] = field(default_factory=dict)
    _tables: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    _levels: dict[str, Array] = field(default_factory=dict)
