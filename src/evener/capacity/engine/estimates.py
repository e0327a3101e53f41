"""How far actual hours are from estimates: a prior, learnt away by a team's own finished tasks.

All ratios are natural logarithms of actual / estimate. `docs/algorithms/estimates.md` tells the same in prose, with
numbers that a test runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

VERSION = "1"

# Quantiles of actual / estimate over 10,266 tasks of one firm (issue of the capacity room; the outermost two are
# where the straight line in log-log goes on, so that a draw has an end).
PRIOR_LEVELS = (0.002, 0.05, 0.25, 0.50, 0.75, 0.90, 0.95, 0.998)
PRIOR_RATIOS = (0.05, 0.20, 0.71, 1.00, 1.22, 2.00, 3.13, 8.00)
# The prior is worth as much as this many tasks of about the same size.
PRIOR_TASKS = 20.0
# Spread of the level term on the log scale before anything was learnt, worth PRIOR_BLOCKS blocks. Independent draws of
# the prior spread the sum of 20 tasks by 0.21; their 80 % intervals covered 62 %, so the truth spread 1.46 times as
# wide, and √(1.46² − 1) · 0.21 is missing.
PRIOR_LEVEL = 0.22
PRIOR_BLOCKS = 4.0
# A level that moved is believed once this many blocks say so.
LEVEL_BLOCKS = 10.0

SLOTS = 256
LEVELS: Floats = (np.arange(SLOTS) + 0.5) / SLOTS
# Ratios differ with size: small tasks run over, large ones come in under. One table of quantiles for each of these.
KNOT_HOURS: Floats = np.array([0.25, 0.5, 1, 2, 4, 7, 14, 28, 56, 112])
KNOTS: Floats = np.log(KNOT_HOURS)
# Width of the neighbourhood in log hours: a task counts 0.6 at twice (or half) a knot's size, 0.14 at four times.
NEIGHBOURS = 0.7
# A task counts half after this many later ones; those beyond REMEMBERED count nothing.
HALF_LIFE = 1000.0
REMEMBERED = 4000
# A group's own shift is believed by half at this many of its tasks (recent ones counted full).
GROUP_TASKS = 50.0

_NORMAL = NormalDist()
Z90 = _NORMAL.inv_cdf(0.9)
NORMAL: Floats = np.array([_NORMAL.inv_cdf(float(level)) for level in LEVELS])
PRIOR: Floats = np.interp(LEVELS, PRIOR_LEVELS, np.log(PRIOR_RATIOS))


@dataclass(frozen=True, slots=True)
class RatioModel:
    """What is believed about actual / estimate.

    `table`: (len(KNOTS), SLOTS) log ratios, by size and by quantile (LEVELS). `shifts`: what a group adds.
    `level`, `spread`: mean and standard deviation of the level term, one draw of which all tasks share.
    `tasks`: how many finished tasks it was learnt from.
    """

    table: Floats = field(default_factory=lambda: np.tile(PRIOR, (len(KNOTS), 1)))
    shifts: Mapping[str, float] = field(default_factory=dict)
    level: float = 0.0
    spread: float = PRIOR_LEVEL
    tasks: int = 0

    def ratios(self, hours: Sequence[float] | Floats, groups: Sequence[str] = ()) -> Floats:
        """(len(hours), SLOTS) log ratios of tasks of these estimated hours, without the level term."""
        place = np.interp(np.log(np.asarray(hours, dtype=float)), KNOTS, np.arange(len(KNOTS)))
        below = np.minimum(place.astype(np.intp), len(KNOTS) - 2)
        share = (place - below)[:, None]
        found: Floats = (1 - share) * self.table[below] + share * self.table[below + 1]
        if groups and self.shifts:
            found += np.array([self.shifts.get(group, 0.0) for group in groups])[:, None]
        return found

    def plain(self) -> dict[str, Any]:
        """For storing as JSON; `RatioModel.of` reads it. Values are rounded to 0.0001."""
        return {
            "version": VERSION,
            "table": np.round(self.table, 4).tolist(),
            "shifts": {group: round(shift, 4) for group, shift in self.shifts.items()},
            "level": round(self.level, 4),
            "spread": round(self.spread, 4),
            "tasks": self.tasks,
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> RatioModel:
        return cls(
            table=np.array(plain["table"], dtype=float),
            shifts=dict(plain["shifts"]),
            level=plain["level"],
            spread=plain["spread"],
            tasks=plain["tasks"],
        )


def learnt(
    *, estimates: Floats, actuals: Floats, groups: Sequence[str] = (), level: float = 0.0, spread: float = PRIOR_LEVEL
) -> RatioModel:
    """The model after these finished tasks, oldest first. Hours above zero; `groups` one for each task, or none.

    The level term is not learnt here, but from how sums were missed: `backtest.learn` does both.
    """
    count = len(estimates)
    if not count:
        return RatioModel(level=level, spread=spread)
    sizes = np.log(np.asarray(estimates, dtype=float)[-REMEMBERED:])
    ratios = np.log(np.asarray(actuals, dtype=float)[-REMEMBERED:]) - sizes
    recent = 0.5 ** (np.arange(len(sizes))[::-1] / HALF_LIFE)
    table = _table(sizes, ratios, recent)
    shifts = _shifts(sizes, ratios, recent, table, list(groups)[-REMEMBERED:]) if groups else {}
    return RatioModel(table=table, shifts=shifts, level=level, spread=spread, tasks=count)


def _table(sizes: Floats, ratios: Floats, recent: Floats) -> Floats:
    """Weighted quantiles around each knot, drawn towards the prior by how few tasks are near."""
    order = np.argsort(ratios, kind="stable")
    ranked = ratios[order]
    distance = (np.clip(sizes, KNOTS[0], KNOTS[-1])[order] - KNOTS[:, None]) / NEIGHBOURS
    weights = np.exp(-0.5 * distance**2) * recent[order]
    summed = np.cumsum(weights, axis=1)
    total = summed[:, -1]
    enough = total**2 / np.maximum((weights**2).sum(axis=1), 1e-300)
    table = np.empty((len(KNOTS), SLOTS))
    for knot in range(len(KNOTS)):
        if total[knot] < 1e-9:
            table[knot] = PRIOR
            continue
        at = np.searchsorted(summed[knot], LEVELS * total[knot])
        own = own_share(min(float(enough[knot]), float(total[knot])))
        table[knot] = own * ranked[np.minimum(at, len(ranked) - 1)] + (1 - own) * PRIOR
    return table


def own_share(tasks: float) -> float:
    """How much of a quantile is the team's own after so many tasks; the rest is the prior's."""
    return tasks / (tasks + PRIOR_TASKS)


def _shifts(sizes: Floats, ratios: Floats, recent: Floats, table: Floats, groups: list[str]) -> dict[str, float]:
    """Each group's mean distance from what its tasks' sizes let expect, drawn towards zero."""
    expected = np.interp(sizes, KNOTS, table.mean(axis=1))
    away = np.clip(ratios - expected, -2.0, 2.0) * recent
    names, which = np.unique(np.array(groups), return_inverse=True)
    sums = np.bincount(which, weights=away)
    counts = np.bincount(which, weights=recent)
    return {str(name): float(s / (n + GROUP_TASKS)) for name, s, n in zip(names, sums, counts, strict=True)}


def hours_of(
    *, low: Floats, likely: Floats, high: Floats, model: RatioModel, groups: Sequence[str] = ()
) -> NDArray[np.float32]:
    """(n, SLOTS) hours at each quantile (LEVELS) of n works, without the level term.

    `low` and `high` are read as 10 % and 90 %, `likely` as the middle: two half lognormals. At every quantile the more
    extreme of that and of the team's ratios around `likely` stands: a range may be wider than what the team's past
    shows, never narrower.
    """
    middle = np.log(likely)
    down = (middle - np.log(np.minimum(low, likely))) / Z90
    up = (np.log(np.maximum(high, likely)) - middle) / Z90
    said = np.where(NORMAL < 0, down[:, None], up[:, None]) * NORMAL
    seen = model.ratios(likely, groups)
    half = SLOTS // 2  # below it NORMAL is negative
    np.minimum(said[:, :half], seen[:, :half], out=said[:, :half])
    np.maximum(said[:, half:], seen[:, half:], out=said[:, half:])
    said += middle[:, None]
    hours: NDArray[np.float32] = np.exp(said).astype(np.float32)
    return hours
