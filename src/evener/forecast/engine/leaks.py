"""Suspects for leaks: features that tell how a deal ended because they were written when it ended.

A suspect is named with the reason and left out until a person allows it. What is looked for: a field filled almost
only on one outcome or almost only on deals that ended, a field that alone tells the outcome nearly always, and a
number that is the length of the finished deal. A field with a history is read as it was known on the day, so it is
none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from evener.forecast.engine.deals import KINDS, LOST, WON, Column, Deals, Flags, Ints
from evener.forecast.engine.scores import area

LEAST = 30  # deals on either side before anything is suspected
FILLED_APART = 0.5  # difference in how often a field is filled, between two outcomes
OPEN_APART = 0.3  # the same between deals that ended and deals of the same time that are open
TELLS = 0.98  # share of deals a field alone gets right, or the area under its ROC curve
LENGTH = 0.98  # correlation with the length of the deal


class Why(StrEnum):
    ONE_OUTCOME = "one_outcome"
    ONLY_ENDED = "only_ended"
    TELLS = "tells"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Suspect:
    """`size`: the share or correlation that made it one."""

    feature: str
    why: Why
    size: float


def suspects(deals: Deals, *, as_of: float) -> list[Suspect]:
    """One per feature at most: the first reason found. Looks only at what was known on the day."""
    there = deals.created <= as_of
    ended = deals.ended(as_of)
    found = []
    for name, column in deals.features.items():
        reason = None if name in deals.history else _reason(deals, column.since(deals.created), there, ended)
        if reason is not None:
            found.append(Suspect(name, *reason))
    return found


def _reason(deals: Deals, column: Column, there: Flags, ended: Flags) -> tuple[Why, float] | None:
    filled = _filled(column)
    kinds = [ended & (deals.outcome == kind) for kind in range(KINDS)]
    kinds = [each for each in kinds if each.sum() >= LEAST]
    shares = [float(filled[each].mean()) for each in kinds]
    if len(shares) > 1 and max(shares) - min(shares) >= FILLED_APART:
        return Why.ONE_OUTCOME, max(shares) - min(shares)
    apart = _open_apart(deals, filled, there, ended)
    if apart >= OPEN_APART:
        return Why.ONLY_ENDED, apart
    if len(kinds) > 1:
        tells = _tells(column, deals.outcome, ended)
        if tells >= TELLS:
            return Why.TELLS, tells
    length = _length(deals, column, ended)
    return (Why.LENGTH, length) if length >= LENGTH else None


def _filled(column: Column) -> Flags:
    """Not empty; of numbers, neither empty nor 0."""
    if column.numeric:
        return np.asarray(np.isfinite(column.values) & (column.values != 0))
    return np.asarray(column.values > 0)


def _open_apart(deals: Deals, filled: Flags, there: Flags, ended: Flags) -> float:
    """Difference in how often the field is filled between ended and open deals that were created in the same months."""
    waiting = there & ~ended
    if waiting.sum() < LEAST or ended.sum() < LEAST:
        return 0.0
    month = ((deals.created - deals.created.min()) // 30).astype(np.int64)
    weight = np.bincount(month[waiting], minlength=month.max() + 1).astype(float)
    both = (np.bincount(month[ended], minlength=len(weight)) > 0) & (weight > 0)
    if weight[both].sum() < LEAST:
        return 0.0
    sides = []
    for side in (ended, waiting):
        count = np.bincount(month[side], minlength=len(weight))
        full = np.bincount(month[side], filled[side].astype(float), len(weight))
        sides.append(float((weight * full / np.maximum(count, 1))[both].sum() / weight[both].sum()))
    return abs(sides[0] - sides[1])


def _tells(column: Column, outcome: Ints, ended: Flags) -> float:
    """Of words: the share got right by the commonest outcome of each; of numbers: the area under the ROC curve."""
    if not column.numeric:
        words = column.values[ended].astype(np.int64)
        table = np.zeros((len(column.words), KINDS))
        np.add.at(table, (words, outcome[ended]), 1.0)
        often = table.sum(1) >= 5
        usual = table.sum(0).max() / max(table.sum(), 1.0)
        if not often.any() or table[often].sum() < 2 * LEAST or usual > 0.9:
            return 0.0
        return float(table[often].max(1).sum() / table[often].sum())
    known = ended & np.isfinite(column.values) & np.isin(outcome, (WON, LOST))
    if known.sum() < 2 * LEAST:
        return 0.0
    found = area(column.values[known], outcome[known] == WON)
    return 0.0 if found is None else max(found, 1 - found)


def _length(deals: Deals, column: Column, ended: Flags) -> float:
    if not column.numeric:
        return 0.0
    known = ended & np.isfinite(column.values) & np.isfinite(deals.closed)
    if known.sum() < LEAST:
        return 0.0
    x, y = column.values[known], (deals.closed - deals.created)[known]
    if x.std() == 0 or y.std() == 0:
        return 0.0
    return float(abs(np.corrcoef(x, y)[0, 1]))
