"""Cumulative incidence of won, lost and no decision by age: the Aalen–Johansen estimate for competing risks.

One minus Kaplan–Meier would count a deal that was lost as one that may still be won, and the three curves would add
up to more than 1. Here each curve says what share of all deals ended that way by that age, and what is left is
open. Source: Aalen and Johansen, Scandinavian Journal of Statistics 5 (1978), 141-150.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.deals import KINDS, Floats, Ints


@dataclass(frozen=True, slots=True)
class Curves:
    """At each `age` (days, ascending): the share ended in each way by then (steps × kinds), and deals at risk."""

    age: Floats
    share: Floats
    at_risk: Ints

    def at(self, age: float) -> Floats:
        """The three shares by that age."""
        place = int(np.searchsorted(self.age, age, side="right")) - 1
        return self.share[place] if place >= 0 else np.zeros(self.share.shape[1])


def incidence(age: Floats, kind: Ints, *, kinds: Sequence[int] = tuple(range(KINDS))) -> Curves:
    """`age` at the end, or when last seen (any kind that is not among `kinds`): on that day they still count as at
    risk. Each of `kinds` is an end that competes with the others.
    """
    days = np.unique(age[np.isin(kind, kinds)])
    at_risk = len(age) - np.searchsorted(np.sort(age), days, side="left")
    ended = np.stack([_counts(days, age[kind == each]) for each in kinds], 1)
    rate = ended / np.maximum(at_risk, 1)[:, None]
    open_after = np.cumprod(1 - rate.sum(1))
    open_before = np.concatenate([[1.0], open_after[:-1]])
    return Curves(days, np.cumsum(open_before[:, None] * rate, axis=0), at_risk.astype(np.int64))


def _counts(days: Floats, values: Floats) -> Floats:
    found = np.zeros(len(days))
    np.add.at(found, np.searchsorted(days, values), 1.0)
    return found
