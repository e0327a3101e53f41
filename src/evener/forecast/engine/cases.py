"""What is asked of the model: deals, from when and until when; what then happened; and how sure an answer may be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.deals import OPEN, Deals, Floats, Ints

LOWEST = 0.002  # no chance is given as less, nor as more than what that leaves


@dataclass(frozen=True, slots=True)
class Case:
    """Deals to predict: `start` and `until` a day for each (until None: however they end)."""

    rows: Ints
    start: Floats
    until: Floats | None


def case(deals: Deals, *, as_of: float, cohort: str, horizon: float | None, last: float = np.inf) -> Case:
    """Those open on the day, or those created after it (by its horizon, or by `last`)."""
    if cohort == "open":
        rows = deals.open_on(as_of)
        start = np.full(len(rows), as_of)
    else:
        until = as_of + horizon if horizon is not None else last
        rows = np.flatnonzero((deals.created > as_of) & (deals.created <= until))
        start = deals.created[rows]
    stop = None if horizon is None else np.full(len(rows), as_of + horizon)
    return Case(rows, start, stop)


def happened(deals: Deals, of: Case) -> Ints:
    """How each had ended by its day; OPEN: it had not. Without a day: how it ended at last."""
    if of.until is None:
        return deals.outcome[of.rows]
    return np.where(deals.closed[of.rows] <= of.until, deals.outcome[of.rows], OPEN)


def bounded(chances: Floats, *, final: bool) -> Floats:
    """Never 0 nor 1: nothing about a deal is certain before it has happened. `final`: open is no answer."""
    kinds = chances[:, :OPEN] if final else chances
    size = kinds.shape[1]
    held = LOWEST + (1 - size * LOWEST) * kinds / kinds.sum(1, keepdims=True)
    return np.concatenate([held, np.zeros((len(held), 1))], 1) if final else held
