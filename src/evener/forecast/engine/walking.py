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

STEPS = 30
FINE = 2.0  # parts of a day that ages and days are told apart by
CHUNK = 8192  # deals at a time: what is worked on stays near the processor
MOST = 5.0  # logarithm of how far a deal's pace may be from usual


def walk(pace: Pace, ending: Ending, score: Floats, scores: Floats, age: Floats, start: Floats, days: Floats) -> Floats:
    """Rows × days × (won, lost, no decision, open). `days` after the look: rows × days, ascending in each row."""
    found = np.zeros((len(age), days.shape[1], KINDS + 1))
    told = ending.of_scores(scores) if scores.shape[1] else np.zeros((len(age), KINDS))
    weight = np.exp(told - told.max(1, keepdims=True, initial=-np.inf)).T
    order = np.lexsort((age, start, days[:, -1]))
    for begin in range(0, len(order), CHUNK):
        part = order[begin : begin + CHUNK]
        groups = np.stack([age[part], start[part], *days[part].T], 1)
        group, place = _alike(np.round(groups * FINE) / FINE)
        found[part] = _walked(pace, ending, score[part], weight[:, part], group, place)
    return found


def _alike(groups: Floats) -> tuple[Floats, Ints]:
    """The different rows, and which of them each row is."""
    place = np.zeros(len(groups), np.int64)
    for column in groups.T:
        if (column != column[0]).any():
            values, which = np.unique(column, return_inverse=True)
            place = np.unique(place * len(values) + which, return_inverse=True)[1]
    first = np.unique(place, return_index=True)[1]
    return groups[first], place


def _walked(pace: Pace, ending: Ending, score: Floats, weight: Floats, group: Floats, place: Ints) -> Floats:
    age, start, days = group[:, [0]], group[:, [1]], group[:, 2:]
    cuts, stops = _steps(days)
    middle = (cuts[:, 1:] + cuts[:, :-1]) / 2
    month = months_of_quarter((start + middle).ravel()).reshape(middle.shape)
    usual = np.diff(pace.until(age + cuts), axis=1) * np.exp(pace.month[month])
    believed = pace.believed(age + middle, middle)
    kinds = np.exp(ending.of_time(age + middle, month))
    usual, believed, kinds = usual.T.copy(), believed.T.copy(), kinds.transpose(1, 2, 0).copy()

    left, ended = np.ones(len(place)), np.zeros((KINDS, len(place)))
    found = np.empty((len(place), len(stops), KINDS + 1))
    for step in range(middle.shape[1]):
        pressure = usual[step][place] * np.exp(np.clip(score * believed[step][place], -MOST, MOST))
        after = left * np.exp(-pressure)
        part = kinds[step][:, place] * weight
        ended += (left - after) / part.sum(0) * part
        left = after
        for number in np.flatnonzero(stops == step + 1):
            found[:, number, :KINDS], found[:, number, KINDS] = ended.T, left
    return found


def _steps(days: Floats) -> tuple[Floats, Ints]:
    """Where the steps of each group begin and end, and after how many each of its days is reached."""
    size = days.shape[1]
    each = max(STEPS // size, 4)
    share = np.arange(1, each + 1) / each
    before = np.concatenate([np.zeros((len(days), 1)), days[:, :-1]], 1)
    # Short steps first: what is near is asked for most.
    shares = np.broadcast_to(share, (size, each)).copy()
    shares[0] = share**1.5
    cuts = before[:, :, None] + (days - before)[:, :, None] * shares
    return np.concatenate([np.zeros((len(days), 1)), cuts.reshape(len(days), -1)], 1), np.arange(1, size + 1) * each
