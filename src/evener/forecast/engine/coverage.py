"""Do the intervals hold? Forecasts made on earlier days from what was known on each, against what then happened.

On each day the level is sized by the forecasts of the days before it, as far as their outcome was known by then. The
model of each day goes without features: they tell one deal from another, and hardly move the sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.amounts import AMOUNT, Amounts, amounts_on
from evener.forecast.engine.cases import Case
from evener.forecast.engine.deals import WON, Deals, Floats, Ints
from evener.forecast.engine.leaks import suspects
from evener.forecast.engine.learners import LEAST
from evener.forecast.engine.learning import Learnt, learn
from evener.forecast.engine.level import FARTHEST, Level, Past, level_of, prior
from evener.forecast.engine.newcomers import to_come
from evener.forecast.engine.revenue import ALL, Book, simulate

PERIODS = 10  # earlier days, at most
BEFORE = 4  # days before these, for the first of them to know how large the level is
CLOSEST = 7.0  # days between two of them, at least
APART = 3.0  # of them within one period
MOST = 10_000  # deals learnt from on each day, the latest
DRAWS = 2_000
LOW, HIGH = 10, 90  # per cent
NEAREST = 1 / 3  # of a period that must have passed for it to tell something of the level
FEWEST = 5  # open deals


@dataclass(frozen=True, slots=True)
class Range:
    """P10, P50, P90 and the mean of a forecast, and what then happened."""

    low: float
    middle: float
    high: float
    mean: float
    was: float

    @property
    def covers(self) -> bool:
        return self.low <= self.was <= self.high


@dataclass(frozen=True, slots=True)
class Period:
    """From `day` on: `deals` open then (None: deals still to come), by number and by amount (None: no amounts)."""

    day: float
    until: float
    deals: int | None
    number: Range
    amount: Range | None
    periods_before: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """The periods of `ahead` days, oldest first, and the level as it stands on the day of the question."""

    ahead: float
    periods: tuple[Period, ...]
    level: Level

    @property
    def number(self) -> float | None:
        return _share([period.number for period in self.periods])

    @property
    def amount(self) -> float | None:
        return _share([period.amount for period in self.periods if period.amount is not None])


def _share(ranges: Sequence[Range]) -> float | None:
    return sum(each.covers for each in ranges) / len(ranges) if ranges else None


@dataclass(slots=True)
class _Origin:
    """A day on which it is asked, with the model as it was then."""

    day: float
    rows: Ints
    learnt: Learnt
    bare: Deals


def rolling(deals: Deals, *, as_of: float, ahead: float, cohort: str, seed: int) -> Coverage:
    """Walks back from `as_of` in steps of a part of the period (`ahead` days); asks on each day as if it were today."""
    days = _days(deals, as_of, ahead)
    shown = days[-PERIODS:]
    ends = deals.closed[np.isfinite(deals.closed)]
    last = float(max(deals.created.max(initial=0.0), ends.max(initial=0.0)))
    if cohort == "new":
        asked = [_new(deals, day, ahead, seed) for day in shown if day + ahead <= last]
        return Coverage(ahead, tuple(each for each in asked if each is not None), prior(_reach(deals, as_of, ahead)))
    origins = [found for day in days if (found := _origin(deals, day, ahead, seed)) is not None]
    hidden = any(each.feature == AMOUNT for each in suspects(deals, as_of=as_of))
    periods = [
        _open(deals, origins, place, ahead, seed, hidden=hidden)
        for place, origin in enumerate(origins) if origin.day in shown and origin.day + ahead <= last
    ]  # fmt: skip
    return Coverage(ahead, tuple(periods), _level(deals, origins, as_of, ahead))


def level_on(deals: Deals, *, as_of: float, ahead: float, seed: int) -> Level:
    """The level as earlier days' forecasts tell it, for a forecast made on `as_of`."""
    origins = [
        found
        for day in _days(deals, as_of, ahead)
        if day < as_of and (found := _origin(deals, day, ahead, seed)) is not None
    ]
    return _level(deals, origins, as_of, ahead)


def _level(deals: Deals, origins: Sequence[_Origin], day: float, ahead: float) -> Level:
    return level_of(_pasts(origins, day, ahead), reach=_reach(deals, day, ahead))


def _reach(deals: Deals, day: float, ahead: float) -> float:
    """Days asked ahead for each day on which endings were watched, up to `day`."""
    ends = deals.closed[deals.ended(day)]
    return ahead / max(day - float(ends.min()), 1.0) if len(ends) else FARTHEST


def _days(deals: Deals, as_of: float, ahead: float) -> list[float]:
    """Oldest first, the last is `as_of`."""
    if not len(deals):
        return []
    span = as_of - float(deals.created.min())
    step = max(CLOSEST, ahead / APART, span / 2 / PERIODS)
    return [as_of - step * back for back in range(PERIODS + BEFORE - 1, -1, -1) if step * back < span]


def _origin(deals: Deals, day: float, ahead: float, seed: int) -> _Origin | None:
    """None: too little had ended, or hardly any deal was open."""
    kept = np.flatnonzero(deals.created <= day)[-MOST:] if len(deals) else np.zeros(0, np.int64)
    bare = Deals(deals.ids[kept], deals.created[kept], deals.closed[kept], deals.outcome[kept])
    rows = bare.open_on(day)
    if bare.ended(day).sum() < LEAST or len(rows) < FEWEST:
        return None
    learnt = learn(bare, as_of=day, cohort="open", horizon=ahead, seed=seed)
    return _Origin(day, rows, learnt, bare)


def _chances(of: _Origin, far: float) -> Floats:
    asked = Case(of.rows, np.full(len(of.rows), of.day), np.full(len(of.rows), of.day + far))
    return np.asarray(of.learnt.chances(of.bare, asked)[:, WON])


def _won(of: _Origin, far: float) -> Floats:
    ended = of.bare.closed[of.rows] <= of.day + far
    return np.asarray(ended & (of.bare.outcome[of.rows] == WON), float)


def _pasts(origins: Sequence[_Origin], day: float, ahead: float) -> list[Past]:
    """What the forecasts of earlier days tell on `day`, those still running as far as they have come."""
    found = []
    before = None
    for origin in origins:
        far = min(ahead, day - origin.day)
        if origin.day >= day or far < NEAREST * ahead:
            continue
        alone = 1.0 if before is None else min(1.0, (origin.day - before) / far)
        before = origin.day
        found.append(Past(_chances(origin, far), int(_won(origin, far).sum()), alone))
    return found


def _open(deals: Deals, origins: Sequence[_Origin], place: int, ahead: float, seed: int, *, hidden: bool) -> Period:
    origin = origins[place]
    level = _level(deals, origins[:place], origin.day, ahead)
    chances = _chances(origin, ahead)
    won = _won(origin, ahead)
    known = np.flatnonzero(deals.created <= origin.day)[-MOST:][origin.rows]
    amounts = amounts_on(deals, known, as_of=origin.day, ahead=ahead / 2, hidden=hidden)
    size = len(known)
    book = Book(known, chances[:, None], amounts.expected, np.full(size, -1), amounts.spreads)
    line = next(each for each in simulate(book, level, seed=seed, draws=DRAWS) if each.group == ALL)
    final = deals.features[AMOUNT].values[known] if AMOUNT in deals.features else np.full(size, np.nan)
    paid = float((won * np.where(np.isfinite(final), np.maximum(final, 0.0), 0.0)).sum())
    return Period(
        origin.day, origin.day + ahead, size, _range(line.numbers, line.mean_number, float(won.sum())),
        _range(line.amounts, line.mean_amount, paid) if _any(amounts) else None, level.periods,
    )  # fmt: skip


def _any(amounts: Amounts) -> bool:
    return bool((amounts.expected > 0).any())


def _new(deals: Deals, day: float, ahead: float, seed: int) -> Period | None:
    found = to_come(deals, as_of=day, ahead=np.array([ahead]), seed=seed, draws=DRAWS)
    if found is None:
        return None
    young = (deals.created > day) & (deals.closed <= day + ahead) & (deals.outcome == WON)
    final = deals.features[AMOUNT].values[young] if AMOUNT in deals.features else np.zeros(0)
    paid = float(final[np.isfinite(final) & (final > 0)].sum())
    number = _range(found.numbers[0], float(found.mean_number[0]), float(young.sum()))
    money = found.mean_amount[0] > 0
    return Period(
        day, day + ahead, None, number,
        _range(found.amounts[0], float(found.mean_amount[0]), paid) if money else None, float(found.tried),
    )  # fmt: skip


def _range(percents: Floats, mean: float, was: float) -> Range:
    return Range(float(percents[LOW]), float(percents[50]), float(percents[HIGH]), mean, was)
