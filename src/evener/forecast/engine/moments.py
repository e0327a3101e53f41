"""Mean, variance and skewness of sums over many deals, on a grid of levels.

Deals whose chances are nearly alike are counted together (a cell), so a hundred thousand deals cost as much as a few
thousand cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.deals import Floats, Ints
from evener.forecast.engine.level import ACCOUNT, SIZES, Level, given

PLACES = np.linspace(-6.0, 5.0, 276)  # of Φ⁻¹(chance); before the first there is no chance
POINTS = np.linspace(-4.0, 4.0, 17)  # of the level
MIDDLE = len(POINTS) // 2
WEIGHTS = np.exp(-0.5 * POINTS**2) / np.exp(-0.5 * POINTS**2).sum()
AT_ONCE = 4_000  # cells
ALIKE = ACCOUNT**2 / (1 + ACCOUNT**2)  # correlation of two deals of an account, under one level


@dataclass(frozen=True, slots=True)
class Moments:
    """Of a sum, at each size × point of the level."""

    mean: Floats
    deviation: Floats
    skew: Floats


@dataclass(frozen=True, slots=True)
class Parts:
    """Of number and amount of one set of deals. `together`: the variance of the amount that accounts add."""

    number: Moments
    amount: Moments
    together: Floats


def at_levels(places: Floats) -> Floats:
    """Chances under each size × point."""
    return given(places[:, None, None], SIZES[:, None], POINTS)


def as_counted(places: Floats) -> Floats:
    """The same, each as the cell that it is counted in."""
    node = _node(places)
    return at_levels(PLACES[np.maximum(node - 1, 0)]) * (node > 0)[:, None, None]


def weights(level: Level) -> Floats:
    """How likely each size × point is."""
    return np.asarray(level.weights[:, None] * WEIGHTS)


@dataclass(frozen=True, slots=True)
class Draws:
    """Where each draw stands on the grid: the point before it, and how far it is to the next (0 to 1)."""

    point: Ints
    far: Floats

    def of(self, values: Floats) -> Floats:
        """Values of the grid, at each draw."""
        flat = values.ravel()
        before = flat[self.point]
        return np.asarray(before + (flat[self.point + 1] - before) * self.far)


def on_grid(sizes: Ints, levels: Floats) -> Draws:
    """`sizes`: places in `SIZES`."""
    at = np.clip((levels - POINTS[0]) / (POINTS[1] - POINTS[0]), 0.0, len(POINTS) - 1.000001)
    point = at.astype(np.int64)
    return Draws(sizes * len(POINTS) + point, at - point)


def moments_of(
    begin: Floats, end: Floats, money: Floats, spreads: Floats, accounts: Ints, sets: Ints, count: int
) -> list[Parts]:  # fmt: skip
    """For each of `count` sets of deals; `sets`: the one each deal is in. Won between the thresholds `begin`, `end`."""
    table = np.concatenate([np.zeros((1, len(SIZES), len(POINTS))), at_levels(PLACES)])
    nodes = len(table)
    first, last = _node(begin), _node(end)
    cells, place = np.unique((sets * nodes + first) * nodes + last, return_inverse=True)
    second = np.exp(spreads**2)
    worth = [np.ones(len(money)), money, money**2, money**2 * second, money**3, money**3 * second]
    worth.append(money**3 * second**3)
    held = np.stack([np.bincount(place, each, len(cells)) for each in worth])
    which, cell_last, cell_first = cells // nodes**2, cells % nodes, cells // nodes % nodes
    sums = np.zeros((6, count, len(SIZES), len(POINTS)))
    for start in range(0, len(cells), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        chance = np.maximum(table[cell_last[part]] - table[cell_first[part]], 0.0)
        n, a, aa, aam, aaa, aaam, aaamm = (each[part][:, None, None] for each in held)
        square = chance**2
        each = (
            n * chance, n * (chance - square), n * (chance - 3 * square + 2 * square * chance),
            a * chance, aam * chance - aa * square, aaamm * chance - 3 * aaam * square + 2 * aaa * square * chance,
        )  # fmt: skip
        starts = np.flatnonzero(np.diff(which[part], prepend=-1))
        for kind, values in enumerate(each):
            sums[kind, which[part][starts]] += np.add.reduceat(values, starts, axis=0)
    common = _together(table, first, last, money, accounts, sets, count)
    return [_parts(sums[:, each], common[:, each]) for each in range(count)]


def _node(place: Floats) -> Ints:
    step = PLACES[1] - PLACES[0]
    return np.asarray(np.clip(np.rint((np.maximum(place, -99.0) - PLACES[0]) / step) + 1, 0, len(PLACES)), np.int64)


def _together(
    table: Floats, first: Ints, last: Ints, money: Floats, accounts: Ints, sets: Ints, count: int
) -> Floats:  # fmt: skip
    """What deals of one account add to the variance of number and amount: (2, sets, sizes), at the middle level.

    The covariance of two deals is, to the first order, the correlation × the two densities at their thresholds.
    """
    found = np.zeros((2, count, len(SIZES)))
    rows = np.flatnonzero(accounts >= 0)
    if not len(rows):
        return found
    _, place, often = np.unique(
        sets[rows] * (accounts.max() + 1) + accounts[rows], return_inverse=True, return_counts=True
    )
    kept = often[place] > 1
    rows, place = rows[kept], place[kept]
    if not len(rows):
        return found
    order = np.argsort(place, kind="stable")
    rows, place = rows[order], place[order]
    starts = np.flatnonzero(np.diff(place, prepend=-1))
    owner = sets[rows[starts]]
    step = POINTS[1] - POINTS[0]
    # d(chance)/d(luck of the account): from how the chance moves with the level.
    slope = (table[:, :, MIDDLE + 1] - table[:, :, MIDDLE - 1]) / (2 * step * SIZES)
    density = (slope[last[rows]] - slope[first[rows]]) * np.sqrt(1 + ACCOUNT**2)
    for kind, worth in enumerate((np.ones(len(rows)), money[rows])):
        each = density * worth[:, None]
        pairs = np.add.reduceat(each, starts, axis=0) ** 2 - np.add.reduceat(each**2, starts, axis=0)
        for size in range(len(SIZES)):
            found[kind, :, size] = ALIKE * np.bincount(owner, pairs[:, size], count)
    return found


def _parts(sums: Floats, common: Floats) -> Parts:
    kinds = []
    more = []
    for kind in range(2):
        mean, variance, third = sums[3 * kind : 3 * kind + 3]
        scale = (mean / np.maximum(mean[:, [MIDDLE]], 1e-300)) ** 2
        added = common[kind][:, None] * scale
        deviation = np.sqrt(np.maximum(variance + added, 0.0))
        more.append(deviation**2 - np.maximum(variance, 0.0))
        kinds.append(Moments(mean, deviation, third / np.where(deviation > 0, deviation, 1.0) ** 3))
    return Parts(kinds[0], kinds[1], more[1])
