"""What an open deal without an amount is taken at: the mean of won deals like it.

Of the same currency and product where at least ten such deals were won with an amount, else of the same currency. Where
those are fewer than ten too, the deal counts as nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.amounts import WIDEST
from evener.forecast.engine.deals import Flags, Floats, Ints, Words
from evener.forecast.rules.filling import ANY, FEWEST, Fill


@dataclass(frozen=True, slots=True)
class Taken:
    """N deals: what each is taken at, the standard deviation of its logarithm, and which had no amount of their own."""

    minor: Ints
    spreads: Floats
    filled: Flags


def fills_of(*, currency: Words, product: Ints, amount_minor: Ints) -> tuple[Fill, ...]:
    """From deals that were won. Ordered by currency and product."""
    return tuple(_fills(currency, product, amount_minor))


def _fills(currency: Words, product: Ints, amount_minor: Ints) -> Iterator[Fill]:
    for code in sorted({*currency.tolist()}):
        mine = (currency == code) & (amount_minor > 0)
        for kind in [ANY, *np.unique(product[mine & (product != ANY)]).tolist()]:
            told = amount_minor[mine & ((product == kind) | (kind == ANY))].astype(float)
            if len(told) >= FEWEST:
                yield Fill(code, kind, round(float(told.mean())), round(float(np.log(told).std()), 4), len(told))


def take(*, currency: Words, product: Ints, amount_minor: Ints, fills: Sequence[Fill], moves: float) -> Taken:
    """`moves`: how far an amount moves until a deal is won, whether somebody wrote it down or it is that of others."""
    minor, spreads = amount_minor.copy(), np.full(len(amount_minor), moves)
    # The fill of a product takes the place of that of its currency.
    for each in sorted(fills, key=lambda fill: fill.product):
        like = (amount_minor <= 0) & (currency == each.currency) & ((product == each.product) | (each.product == ANY))
        minor[like], spreads[like] = each.minor, min(float(np.hypot(each.spread, moves)), WIDEST)
    return Taken(minor, spreads, np.asarray((amount_minor <= 0) & (minor > 0)))
