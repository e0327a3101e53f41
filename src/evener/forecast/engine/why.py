"""What moves a deal's chance to be won: how much lower or higher it were if one thing about it were as it usually is.

Each feature in turn is set to what is most usual among the open deals, and the model is asked again. The difference,
in points of a hundred, is what this feature does for this deal; they need not add up, since features go together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from evener.forecast.engine.deals import WON, Column, Deals, Events, Floats, Ints
from evener.forecast.engine.known import look
from evener.forecast.engine.learning import Learnt

LEAST = 1.0  # points under which nothing is said
MOST = 6  # named per deal


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual value of a feature: a number, or the place of a word; NaN: usually there is none."""

    value: float
    words: tuple[str, ...]


def names_of(deals: Deals) -> tuple[str, ...]:
    """Features that can differ: with a history or without one."""
    return tuple(deals.features)


def usual(deals: Deals, rows: Ints, name: str, *, as_of: float) -> Usual:
    """The median of a number (as it is known of at least half of the deals), the commonest word."""
    column = look(deals, rows, np.full(len(rows), as_of), aged=True).columns[name]
    if not column.numeric:
        return Usual(float(np.bincount(column.values.astype(np.int64)).argmax()), column.words)
    known = column.values[np.isfinite(column.values)]
    return Usual(float(np.median(known)) if 2 * len(known) >= len(rows) else np.nan, ())


def as_usual(deals: Deals, rows: Ints, name: str, to: Usual) -> Deals:
    """The same deals, with this feature of `rows` as it usually is and as if it had been so from the start."""
    if name not in deals.history:
        values = deals.features[name].values.copy()
        values[rows] = to.value
        return replace(deals, features={**deals.features, name: Column(values, deals.features[name].words)})
    flat = Events(rows, deals.created[rows], Column(np.full(len(rows), to.value), to.words))
    return replace(deals, history={**deals.history, name: flat})


def moved(
    learnt: Learnt, deals: Deals, rows: Ints, won: Floats, *, as_of: float, days: float
) -> dict[str, Floats]:  # fmt: skip
    """Per feature and row: points of a hundred by which it moves the chance `won`, to be won within so many days."""
    found = {}
    start, ahead = np.full(len(rows), as_of), np.array([days])
    for name in names_of(deals):
        flat = as_usual(deals, rows, name, usual(deals, rows, name, as_of=as_of))
        found[name] = (won - learnt.paths(flat, rows, start, ahead)[:, 0, WON]) * 100.0
    return found


def strongest(moves: dict[str, Floats], row: int) -> list[str]:
    """The names of what moves this row most, either way."""
    told = [(abs(points[row]), name) for name, points in moves.items() if abs(points[row]) >= LEAST]
    return [name for _, name in sorted(told, key=lambda each: (-each[0], each[1]))[:MOST]]
