"""Won amounts to come from open deals, drawn many times: numbers and money by period, for all and for each group.

`docs/algorithms/forecast.md` tells the same in prose. Each draw has one level for all deals, one luck for each account
and one for each deal. Deals that matter are drawn one by one; the sum of the many others, given the level, is drawn
from its mean, variance and skewness. One currency at a time: amounts of two are never added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evener.forecast.engine.deals import Floats, Ints
from evener.forecast.engine.level import ACCOUNT, SIZES, Level, draw_levels, spread, thresholds
from evener.forecast.engine.moments import Draws, Moments, Parts, as_counted, moments_of, on_grid, weights

DRAWS = 10_000
EXACT = 800  # deals drawn one by one, at most
BLOCK = 250
NAMED = 10
ALL = "all"
PERCENTS = np.arange(101.0)

Window = tuple[int, int]
"""Won after the end of period `first` (-1: from now on) and by the end of period `last`."""


@dataclass(frozen=True, slots=True)
class Book:
    """N open deals of one currency. `keys`: a number for each that stays the same from one run to the next.

    `chances`: N × periods, to be won by the end of each, never falling. `amounts` in minor units; what is no amount
    counts as none. `spreads`: standard deviation of log(final amount / amount); the mean stays. `accounts`, `groups`:
    codes, -1 for none.
    """

    keys: Ints
    chances: Floats
    amounts: Floats
    accounts: Ints
    spreads: Floats
    groups: Mapping[str, Ints] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def money(self) -> Floats:
        return np.where(np.isfinite(self.amounts) & (self.amounts > 0), self.amounts, 0.0)


@dataclass(frozen=True, slots=True)
class Carrier:
    """A deal (its row) and the share of the variance of the amount that is its own."""

    row: int
    share: float


@dataclass(frozen=True, slots=True)
class Line:
    """One group in one window: the mean number and amount won, and what they are at 0, 1, … 100 per cent.

    Shares of the variance of the amount: `by_level` and `by_accounts` are common, `carriers` are the deals whose own
    are largest.
    """

    group: str
    code: int
    window: Window
    deals: int
    mean_number: float
    mean_amount: float
    numbers: Floats
    amounts: Floats
    by_level: float
    by_accounts: float
    carriers: tuple[Carrier, ...]

    def reaches(self, target: float) -> float:
        """Chance that at least so much is won."""
        if target <= 0:
            return 1.0
        return float(np.clip(1 - np.interp(target, self.amounts, PERCENTS / 100, right=1.0), 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Deals drawn one by one: `period` in which each is won (their count: in none), deals × draws; and amounts."""

    rows: Ints
    period: NDArray[np.int8]
    factor: NDArray[np.float32] | None


def windows_of(periods: int) -> list[Window]:
    """Each period by itself, then from now to the end of each but the first."""
    return [(each - 1, each) for each in range(periods)] + [(-1, each) for each in range(1, periods)]


def simulate(
    book: Book,
    level: Level,
    *,
    seed: int,
    windows: Sequence[Window] | None = None,
    draws: int = DRAWS,
    exact: int = EXACT,
) -> list[Line]:
    """A line for all deals and for each code of each group, in each window (`windows_of` unless told)."""
    asked = windows_of(book.chances.shape[1]) if windows is None else list(windows)
    places = np.concatenate([np.full((len(book), 1), -np.inf), thresholds(book.chances)], 1)
    sizes, levels = draw_levels(level, seed=seed, draws=draws)
    groups = {ALL: np.zeros(len(book), np.int64), **book.groups}
    chosen = _that_matter(book, groups, exact)
    drawn = _one_by_one(book, places, chosen, sizes, levels, seed)
    grid = on_grid(sizes, levels)
    found: list[Line] = []
    for name, codes in groups.items():
        found += _lines(book, places, name, codes, asked, level, drawn, grid, seed)
    return found


def _that_matter(book: Book, groups: Mapping[str, Ints], most: int) -> Ints:
    """Rows to be drawn one by one: those that carry the largest share of any of their groups."""
    if len(book) <= most:
        return np.arange(len(book))
    chance = book.chances[:, -1]
    share = np.zeros(len(book))
    for worth in (np.ones(len(book)), book.money):
        own = worth**2 * chance * (1 - chance) + 1e-300
        for codes in groups.values():
            inside = np.flatnonzero(codes >= 0)
            sums = np.bincount(codes[inside], own[inside])
            share[inside] = np.maximum(share[inside], own[inside] / sums[codes[inside]])
    return np.sort(np.argpartition(-share, most)[:most]) if most else np.zeros(0, np.int64)


def _one_by_one(book: Book, places: Floats, rows: Ints, sizes: Ints, levels: Floats, seed: int) -> _Drawn:
    """Each deal and each account has numbers of its own, so that without one the others' stay the same."""
    draws = len(levels)
    shared, wide = (SIZES[sizes] * levels).astype(np.float32), (1 / spread(SIZES[sizes])).astype(np.float32)
    period = np.zeros((len(rows), draws), np.int8)
    varied = bool((book.spreads[rows] > 0).any()) if len(rows) else False
    factor = np.ones((len(rows), draws), np.float32) if varied else None
    accounts: dict[int, NDArray[np.float32]] = {}
    often = np.bincount(book.accounts[rows][book.accounts[rows] >= 0]) if len(rows) else np.zeros(0, np.int64)
    for number, row in enumerate(rows):
        own = _numbers(seed, 2, int(book.keys[row]))
        luck = own.standard_normal(draws, np.float32)
        account = int(book.accounts[row])
        if account >= 0:
            if account not in accounts:
                accounts[account] = _numbers(seed, 3, account).standard_normal(draws, np.float32) * np.float32(ACCOUNT)
            luck += accounts[account]
            often[account] -= 1
            if not often[account]:
                del accounts[account]  # nobody needs it again
        else:
            luck *= np.float32(np.sqrt(1 + ACCOUNT**2))
        luck -= shared
        luck *= wide
        for place in places[row, 1:].astype(np.float32):
            period[number] += luck > place
        if factor is not None and book.spreads[row] > 0:
            deviation = float(book.spreads[row])
            factor[number] = np.exp(deviation * own.standard_normal(draws, np.float32) - deviation**2 / 2)
    return _Drawn(rows, period, factor)


def _numbers(seed: int, kind: int, key: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=[(seed << 8) + kind, key & 0xFFFF_FFFF_FFFF_FFFF]))


def _lines(
    book: Book, places: Floats, name: str, codes: Ints, asked: Sequence[Window], level: Level, drawn: _Drawn,
    grid: Draws, seed: int,
) -> Iterator[Line]:  # fmt: skip
    inside = np.flatnonzero(codes >= 0)
    kinds, group = np.unique(codes[inside], return_inverse=True)
    apart = np.zeros(len(book), bool)
    apart[drawn.rows] = True
    exact = [np.flatnonzero(codes[drawn.rows] == kind) for kind in kinds]
    members = [inside[group == number] for number in range(len(kinds))] if len(kinds) < 50 else _members(inside, group)
    money = book.money
    for window in asked:
        first, last = window[0] + 1, window[1] + 1
        of_all = moments_of(
            places[inside, first], places[inside, last], money[inside], book.spreads[inside], book.accounts[inside],
            2 * group + apart[inside], 2 * len(kinds),
        )  # fmt: skip
        for number, kind in enumerate(kinds):
            rows = members[number]
            rest, single = of_all[2 * number], of_all[2 * number + 1]
            chance = within(book, rows, window)
            counts, sums = _drawn_sums(drawn, exact[number], window, money)
            key = hash_of(name, int(kind), window)
            if len(exact[number]) < len(rows):
                luck = _numbers(seed, 4, key)
                counts += np.minimum(np.rint(_rest(rest.number, grid, luck)), len(rows) - len(exact[number]))
                sums += _rest(rest.amount, grid, luck)
            by_level, by_accounts, carriers = _shares(book, places, rows, window, rest, single, level)
            yield Line(
                name, int(kind), window, len(rows), float(chance.sum()), float(chance @ money[rows]),
                percents(counts), percents(sums), by_level, by_accounts, carriers,
            )  # fmt: skip


def percents(values: Floats) -> Floats:
    """The values at 0, 1, … 100 per cent."""
    values.sort()
    return np.asarray(np.interp(PERCENTS / 100 * (len(values) - 1), np.arange(len(values)), values))


def _members(inside: Ints, group: Ints) -> list[Ints]:
    order = np.argsort(group, kind="stable")
    return np.split(inside[order], np.cumsum(np.bincount(group))[:-1])


def hash_of(name: str, code: int, window: Window) -> int:
    """A number that stays the same from one run and one machine to the next."""
    found = 1469598103934665603
    for byte in f"{name}|{code}|{window[0]}|{window[1]}".encode():
        found = ((found ^ byte) * 1099511628211) % 2**64
    return found


def within(book: Book, rows: Ints, window: Window) -> Floats:
    """Chance of each to be won in the window."""
    until = book.chances[rows, window[1]]
    before = book.chances[rows, window[0]] if window[0] >= 0 else 0.0
    return np.asarray(until - before)


def _drawn_sums(drawn: _Drawn, which: Ints, window: Window, money: Floats) -> tuple[Floats, Floats]:
    """Number and amount won in the window of deals drawn one by one, for each draw."""
    draws = drawn.period.shape[1]
    counts, sums = np.zeros(draws), np.zeros(draws)
    for begin in range(0, len(which), BLOCK):
        part = which[begin : begin + BLOCK]
        won = ((drawn.period[part] > window[0]) & (drawn.period[part] <= window[1])).astype(np.float32)
        counts += won.sum(0)
        if drawn.factor is not None:
            won *= drawn.factor[part]
        sums += money[drawn.rows[part]] @ won
    return counts, sums


def _rest(of: Moments, grid: Draws, luck: np.random.Generator) -> Floats:
    """Draws with the mean, variance and skewness that the sum has at each draw's level; never below nothing."""
    mean, deviation, skew = (grid.of(each) for each in (of.mean, of.deviation, of.skew))
    return np.asarray(np.maximum(mean + deviation * _skewed(luck.standard_normal(len(mean)), skew), 0.0))


def _skewed(normal: Floats, skew: Floats) -> Floats:
    """Standard deviates of a skewed kind (Pearson III) from normal ones, by Wilson and Hilferty."""
    held = np.clip(skew, 1e-6, 4.0)
    return np.asarray(2 / held * (np.maximum(1 + held * normal / 6 - held**2 / 36, 0.0) ** 3 - 1))


def _shares(
    book: Book, places: Floats, rows: Ints, window: Window, rest: Parts, single: Parts, level: Level
) -> tuple[float, float, tuple[Carrier, ...]]:  # fmt: skip
    likely = weights(level)
    mean = rest.amount.mean + single.amount.mean
    middle = float((likely * mean).sum())
    by_level = float((likely * (mean - middle) ** 2).sum())
    together = float((likely * (rest.together + single.together)).sum())
    total = by_level + float((likely * (rest.amount.deviation**2 + single.amount.deviation**2)).sum())
    if total <= 0:
        return 0.0, 0.0, ()
    chance, money = within(book, rows, window), book.money[rows]
    second = np.exp(book.spreads[rows] ** 2)
    rough = money**2 * second * chance * (1 - chance)
    most = np.argsort(-rough, kind="stable")[:NAMED]
    each = as_counted(places[rows[most], window[1] + 1]) - as_counted(places[rows[most], window[0] + 1])
    own = money[most] ** 2 * (second[most] * (each * likely).sum((1, 2)) - (each**2 * likely).sum((1, 2)))
    carriers = tuple(
        Carrier(int(rows[at]), float(part / total)) for at, part in zip(most, own, strict=True) if part > 0
    )
    return by_level / total, together / total, carriers
