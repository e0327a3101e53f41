"""From the day of a look to the days asked for: in each step some of what is still open ends in one of three ways.

Deals of one age and day share what their age and the calendar say, so that is worked out once for each such group;
what is left for each deal is its scores.
"""

from __future__ import annotations

import numpy as np

from evener.forecast.engine.calendar import months_of_quarter
from evener.forecast.engine.deals import KINDS, Floats, Ints
from evener.forecast.engine.how import Ending
from evener.forecast.engine.when import Pace

STEPS = 36
FINE = 2.0  # parts of a day that ages and days are told apart by
CHUNK = 8192  # deals at a time: what is worked on stays near the processor
MOST = 5.0  # logarithm of how far a deal's pace may be from usual


def walk(pace: Pace, ending: Ending, score: Floats, scores: Floats, age: Floats, start: Floats, days: Floats) -> Floats:
    """Rows × days × (won, lost, no decision, open). `days` after the look: rows × days, ascending in each row."""
    found = np.zeros((len(age), days.shape[1], KINDS + 1))
    told = ending.of_scores(scores) if scores.shape[1] else np.zeros((len(age), KINDS))
    weight = np.exp(told - told.max(1, keepdims=True, initial=-np.inf)).T.astype(np.float32)
    score = score.astype(np.float32)
    groups = np.round(np.stack([age, start, *days.T]) * FINE) / FINE
    order = np.lexsort(groups)
    for begin in range(0, len(order), CHUNK):
        part = order[begin : begin + CHUNK]
        alike = groups[:, part]
        first = np.flatnonzero(np.append(True, (np.diff(alike) != 0).any(0)))
        size = np.diff(np.append(first, len(part)))
        found[part] = _walked(pace, ending, score[part], weight[:, part], alike[:, first].T, size)
    return found


def _walked(pace: Pace, ending: Ending, score: Floats, weight: Floats, group: Floats, size: Ints) -> Floats:
    """`group`: age, start and days of each group of deals, one after the other; `size`: deals in each."""
    age, start, days = group[:, [0]], group[:, [1]], group[:, 2:]
    cuts, stops = _steps(days, np.unique(np.append(ending.spikes, ending.spikes + 1)) - age)
    middle = (cuts[:, 1:] + cuts[:, :-1]) / 2
    month = months_of_quarter((start + middle).ravel()).reshape(middle.shape)
    usual = np.diff(pace.until(age + cuts), axis=1) * np.exp(pace.month[month])
    believed = pace.believed(age + middle, middle)
    kinds = np.exp(ending.of_time(age + middle, month))
    # What is worked out for each deal needs no more than seven digits.
    usual, believed = usual.T.astype(np.float32, order="C"), believed.T.astype(np.float32, order="C")
    kinds = kinds.transpose(1, 2, 0).astype(np.float32, order="C")
    left, ended = np.ones(len(score), np.float32), np.zeros((KINDS, len(score)), np.float32)
    found = np.empty((len(score), len(stops), KINDS + 1))
    for step in range(middle.shape[1]):
        faster = np.exp(np.clip(score * np.repeat(believed[step], size), -MOST, MOST))
        after = left * np.exp(-np.repeat(usual[step], size) * faster)
        part = np.repeat(kinds[step], size, axis=1) * weight
        ended += (left - after) / (part[0] + part[1] + part[2]) * part
        left = after
        for number in np.flatnonzero(stops == step + 1):
            found[:, number, :KINDS], found[:, number, KINDS] = ended.T, left
    return found


def _steps(days: Floats, crowded: Floats) -> tuple[Floats, Ints]:
    """Where the steps of each group begin and end, and after how many each of its days is reached.

    `crowded`: groups × days on which a day of age begins or ends on which many end; steps do not reach across.
    """
    each = max(STEPS // days.shape[1], 4)
    share = np.arange(1, each + 1) / each
    before, cuts = np.zeros((len(days), 1)), [np.zeros((len(days), 1))]
    for number in range(days.shape[1]):
        day = days[:, [number]]
        # Short steps first: what is near is asked for most.
        even = before + (day - before) * (share if number else share**1.5)
        cuts.append(np.sort(np.concatenate([even, np.clip(crowded, before, day)], 1), axis=1))
        before = day
    return np.concatenate(cuts, 1), np.arange(1, days.shape[1] + 1) * cuts[-1].shape[1]
