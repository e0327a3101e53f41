"""What a deal's amount is expected to be when it is won: as it stood on a day, and how far that usually moves.

Where deals have no amount, it is that of deals won before which are alike in the one feature that tells most.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.deals import WON, Deals, Floats, Ints
from evener.forecast.engine.known import look

AMOUNT = "amount"
MOVES = 0.25  # standard deviation of log(final / then), before there is any past: an assumption of ours
MOVES_WEIGHT = 20.0  # won deals that weigh as much
UNKNOWN = 1.0  # the same of an amount that nobody knows
ALIKE = 10.0  # won deals that weigh as much as the mean of all beside those of one kind
MOST = 2.0  # no change counts as more: a slip of the pen
WIDEST = 1.5


@dataclass(frozen=True, slots=True)
class Amounts:
    """Of each deal: `expected` (minor or whole units, as given), and the standard deviation of its logarithm.

    `moves`: how far amounts move until they are won; `settled`: on how many won deals that rests (0: the prior).
    `taken`: how many deals had no amount and got that of others.
    """

    expected: Floats
    spreads: Floats
    moves: float
    settled: int
    taken: int


def moves_of(then: Floats, final: Floats) -> tuple[float, int]:
    """Standard deviation of log(final / then), held towards the prior; and of how many won deals."""
    told = np.isfinite(then) & np.isfinite(final) & (then > 0) & (final > 0)
    change = np.clip(np.log(final[told] / then[told]), -MOST, MOST)
    return float(np.sqrt((MOVES_WEIGHT * MOVES**2 + change @ change) / (MOVES_WEIGHT + len(change)))), len(change)


def amounts_on(deals: Deals, rows: Ints, *, as_of: float, ahead: float, hidden: bool) -> Amounts:
    """`hidden`: the amount column looks like a leak, so that of an open deal counts as unknown.

    `ahead`: how many days before a deal was won its amount is compared with the last.
    """
    if AMOUNT not in deals.features or not deals.features[AMOUNT].numeric:
        nothing = np.zeros(len(rows))
        return Amounts(nothing, nothing, MOVES, 0, 0)
    final = deals.features[AMOUNT].values
    won = np.flatnonzero(deals.ended(as_of) & (deals.outcome == WON))
    moves, settled = MOVES, 0
    now = np.full(len(rows), np.nan)
    if AMOUNT in deals.history:
        day = np.maximum(deals.closed[won] - ahead, deals.created[won])
        moves, settled = moves_of(look(deals, won, day, aged=False).columns[AMOUNT].values, _last(deals, won))
        now = look(deals, rows, np.full(len(rows), as_of), aged=False).columns[AMOUNT].values
    elif not hidden:
        now = final[rows]
    known = np.isfinite(now) & (now > 0)
    expected, spreads = np.where(known, now, 0.0), np.where(known, moves, 0.0)
    paid = won[np.isfinite(_last(deals, won)) & (_last(deals, won) > 0)]
    if not known.all() and len(paid):
        mean, wide = _like_others(deals, paid, rows[~known])
        expected[~known], spreads[~known] = mean, wide
    return Amounts(expected, spreads, moves, settled, int((~known).sum()) if len(paid) else 0)


def _last(deals: Deals, rows: Ints) -> Floats:
    """The amount a deal was won for: the file's own, else the last that was known before its end."""
    last = deals.features[AMOUNT].values[rows]
    if AMOUNT not in deals.history:
        return np.asarray(last)
    before = look(deals, rows, deals.closed[rows], aged=False).columns[AMOUNT].values
    return np.where(np.isfinite(last), last, before)


def _like_others(deals: Deals, paid: Ints, rows: Ints) -> tuple[Floats, float]:
    """Mean amount of won deals of the same kind, and the standard deviation of logarithms that is left."""
    final = _last(deals, paid)
    logs = np.log(final)
    best, left = np.full(len(rows), final.mean()), float(logs.var())
    for name, column in deals.features.items():
        if column.numeric or name == AMOUNT:
            continue
        kind, asked = column.values[paid].astype(np.int64), column.values[rows].astype(np.int64)
        size = len(column.words)
        count = np.bincount(kind, minlength=size)
        sums = np.bincount(kind, logs, size)
        # Each deal told by the others of its kind.
        others = (sums[kind] - logs + ALIKE * logs.mean()) / (count[kind] - 1 + ALIKE)
        missed = float(((logs - others) ** 2).mean())
        if missed < left:
            left = missed
            best = ((np.bincount(kind, final, size) + ALIKE * final.mean()) / (count + ALIKE))[asked]
    wide = float(np.sqrt(left)) if len(paid) >= ALIKE else max(UNKNOWN, float(np.sqrt(left)))
    return best, min(wide, WIDEST)
