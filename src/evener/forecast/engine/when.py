"""When a deal ends: its pace (endings a day) by age, month of the quarter, and how its features stand.

log pace = bin of age + month + score × (a + b log(age) + c log(days since the look)). The score is what the learners
say of a deal beyond its age; a, b and c say how far that is believed, and are near 0 where it tells nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.deals import Floats, Ints
from evener.forecast.engine.regressions import poisson
from evener.forecast.engine.spells import Spells

GROUPS = 20  # of the score
AFTER = (0.0, 15.0, 45.0, 120.0)  # days since the look
TIMES = 12  # of the calendar, for weights by recency
FLAT, MONTH, BELIEF, DRIFT = 0.05, 4.0, 2.0, 8.0  # ridges
LOG_AGE, LOG_AFTER = float(np.log1p(60.0)), float(np.log1p(30.0))


@dataclass(frozen=True, slots=True)
class Cells:
    """Spells summed up: days and endings for each bin × month × group of the score × days since the look × time."""

    bin: Ints
    month: Ints
    score: Floats
    age: Floats
    after: Floats
    ago: Floats
    days: Floats
    endings: Floats


@dataclass(frozen=True, slots=True)
class Pace:
    """`edges` of the bins; `usual` the logarithm of the pace in each; `month`, `belief` as in the formula above."""

    edges: Floats
    usual: Floats
    month: Floats
    belief: Floats

    def until(self, age: Floats) -> Floats:
        """Endings expected from age 0 to `age` at the usual pace."""
        pace = np.exp(self.usual)
        sums = np.concatenate([[0.0], np.cumsum(np.diff(self.edges) * pace[:-1])])
        past = np.maximum(age - self.edges[-1], 0.0)
        return np.asarray(np.interp(age, self.edges, sums) + past * pace[-1])

    def believed(self, age: Floats, after: Floats) -> Floats:
        """How far a score is believed of a deal of that age, so many days after the look."""
        by_age, by_after = np.log1p(age) - LOG_AGE, np.log1p(after) - LOG_AFTER
        return np.asarray(self.belief[0] + self.belief[1] * by_age + self.belief[2] * by_after)

    def due(self, cells: Cells) -> Floats:
        """Endings expected in each cell."""
        told = self.month[cells.month] + cells.score * self.believed(cells.age, cells.after)
        return np.asarray(np.exp(self.usual[cells.bin] + told) * cells.days)


def cells(spells: Spells, score: Floats, edges: Floats, *, as_of: float) -> Cells:
    """`score`: one per look."""
    groups, means = _grouped(score)
    ago = np.maximum(as_of - spells.middle, 0.0)
    times, agos = _grouped(ago, most=TIMES)
    after = np.searchsorted(np.array(AFTER), spells.after, side="right") - 1
    shape = (len(edges), 3, len(means), len(AFTER), len(agos))
    index = np.ravel_multi_index((spells.bin, spells.month, groups[spells.look], after, times), shape)
    kept, place = np.unique(index, return_inverse=True)
    bin, month, group, since, time = np.unravel_index(kept, shape)
    upper = np.append(edges[1:], edges[-1] * 1.5 + 1)
    return Cells(
        bin, month, means[group], ((edges + upper) / 2)[bin], np.array([5.0, 30.0, 80.0, 180.0])[since], agos[time],
        summed(place, spells.days, len(kept)), summed(place, spells.ended.astype(float), len(kept)),
    )  # fmt: skip


def _grouped(values: Floats, most: int = GROUPS) -> tuple[Ints, Floats]:
    """The group of each value, by quantiles, and each group's mean."""
    if not len(values):
        return np.zeros(0, np.int64), np.zeros(1)
    cuts = np.unique(np.quantile(values, np.linspace(0, 1, most + 1)[1:-1]))
    group = np.searchsorted(cuts, values, side="right")
    group = np.unique(group, return_inverse=True)[1]
    return group, np.asarray(np.bincount(group, values) / np.bincount(group))


def fit_pace(cells: Cells, edges: Floats, *, half_life: float | None, believed: bool) -> Pace:
    """`half_life`: days after which what was seen weighs half. `believed`: whether scores are listened to."""
    weight = np.ones(len(cells.days)) if half_life is None else 0.5 ** (cells.ago / half_life)
    bins = len(edges)
    x = [cells.month == 1, cells.month == 2]
    ridge = [*np.full(bins, FLAT), MONTH, MONTH]
    if believed:
        by_age, by_after = np.log1p(cells.age) - LOG_AGE, np.log1p(cells.after) - LOG_AFTER
        x += [cells.score, cells.score * by_age, cells.score * by_after]
        ridge += [BELIEF, DRIFT, DRIFT]
    level = np.log((weight @ cells.endings + 0.5) / (weight @ cells.days + 60.0))
    found = poisson(
        cells.bin, np.stack(x, 1).astype(float), cells.endings, np.log(np.maximum(cells.days, 1e-3)) + level, weight,
        np.array(ridge),
    )  # fmt: skip
    belief = found[bins + 2 :] if believed else np.zeros(3)
    return Pace(edges, level + found[:bins], np.concatenate([[0.0], found[bins : bins + 2]]), belief)


def expected(pace: Pace, spells: Spells, looks: int) -> Floats:
    """Endings expected of each look at the usual pace of its age and month."""
    rate = np.exp(pace.usual[spells.bin] + pace.month[spells.month])
    return summed(spells.look, rate * spells.days, looks)


def summed(place: Ints, values: Floats, size: int) -> Floats:
    """The sum of the values at each place."""
    return np.asarray(np.bincount(place, values, size), float)
