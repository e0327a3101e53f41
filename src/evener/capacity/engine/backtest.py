"""Estimates held against what happened: every block of tasks is predicted from those before it, and then learnt from.

The level term is learnt here, since only sums show it: by how much past blocks missed their own intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np

from evener.capacity.engine.estimates import (
    LEVEL_BLOCKS,
    LEVELS,
    PRIOR_BLOCKS,
    PRIOR_LEVEL,
    SLOTS,
    Z90,
    Floats,
    RatioModel,
    learnt,
)

BLOCK = 20
DRAWS = 2000
# A past block counts half after this many later ones, in the level's mean and spread.
BLOCK_HALF_LIFE = 30.0
LEVEL_MEMORY = 100
# How far one miss moves the tail it fell into, and the ends of that: an 80 % interval starts with 10 % on each side.
STEP = 0.04
TAIL = 0.1
TAILS = (0.02, 0.3)
SPREADS: Floats = np.array([0.05, 0.08, 0.11, 0.14, 0.18, 0.22, 0.27, 0.33, 0.4, 0.5, 0.65, 0.8, 1.0])
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Tasks:
    """Finished tasks, in the order in which they were begun. Hours above zero. `groups` one for each, or empty."""

    estimates: Floats
    actuals: Floats
    groups: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.estimates)

    def part(self, start: int, end: int) -> Tasks:
        return Tasks(self.estimates[start:end], self.actuals[start:end], self.groups[start:end])


@dataclass(frozen=True, slots=True)
class Prediction:
    """Of tasks `first` to `last` (positions, both counted): the total's 10, 50 and 90 % in hours, and what it was."""

    first: int
    last: int
    p10: float
    p50: float
    p90: float
    actual: float


@dataclass(slots=True)
class Level:
    """The level term, learnt from blocks whose totals are known."""

    errors: list[float] = field(default_factory=list)
    """Log of actual total over the median predicted without a level term."""
    widths: list[float] = field(default_factory=list)
    """Standard deviation, on the log scale, of what was predicted without a level term."""
    low: float = TAIL
    high: float = TAIL

    def learn(self, *, error: float, width: float, below: bool, above: bool) -> None:
        """A miss opens its tail, a hit closes both a little: each comes to miss 10 % of blocks, whatever drifts."""
        self.errors.append(error)
        self.widths.append(width)
        self.low = float(np.clip(self.low + STEP * (TAIL - below), *TAILS))
        self.high = float(np.clip(self.high + STEP * (TAIL - above), *TAILS))

    def mean_and_spread(self) -> tuple[float, float]:
        """Mean: recent errors, drawn towards 0. Spread: with which 80 % of recent blocks would have been covered."""
        if not self.errors:
            return 0.0, PRIOR_LEVEL
        errors, widths = np.array(self.errors), np.array(self.widths)
        recent = 0.5 ** (np.arange(len(errors))[::-1] / BLOCK_HALF_LIFE)
        mean = float((recent * errors).sum() / (recent.sum() + LEVEL_BLOCKS))
        inside = np.abs(errors - mean) <= Z90 * np.sqrt(widths**2 + SPREADS[:, None] ** 2)
        usual = float(np.average(widths, weights=recent))
        believed = Z90 * np.sqrt((usual**2 + SPREADS**2) / (usual**2 + PRIOR_LEVEL**2))
        expected = np.array([2 * _NORMAL.cdf(each) - 1 for each in believed])
        covered = ((recent * inside).sum(axis=1) + PRIOR_BLOCKS * expected) / (recent.sum() + PRIOR_BLOCKS)
        return mean, float(np.interp(0.8, np.maximum.accumulate(covered) + 1e-9 * SPREADS, SPREADS))


Progress = Callable[[int, int], None]


def walk(
    tasks: Tasks, *, begin: int, block: int = BLOCK, seed: int = 1, warm_from: int = 0, progress: Progress | None = None
) -> tuple[list[Prediction], Level]:
    """Predict block after block from `begin` on, each from the tasks before it only; and the level learnt by the end.

    Blocks between `warm_from` and `begin` are predicted too, so that the level is known at `begin`, and not handed
    out. Every task before a block counts as finished when it starts. Tasks at the end that fill no block are left.
    """
    level, found = Level(), []
    starts = range(warm_from + (begin - warm_from) % block, len(tasks) - block + 1, block)
    for done, start in enumerate(starts):
        prediction = _predicted(tasks, start, start + block, level=level, seed=seed)
        if start >= begin:
            found.append(prediction)
        if progress:
            progress(done + 1, len(starts))
    return found, level


def _predicted(tasks: Tasks, start: int, end: int, *, level: Level, seed: int) -> Prediction:
    """Predict one block, then tell `level` how it went."""
    before, now = tasks.part(0, start), tasks.part(start, end)
    model = learnt(estimates=before.estimates, actuals=before.actuals, groups=before.groups)
    rng = np.random.default_rng([seed, start])
    hours = np.log(now.estimates)[:, None] + model.ratios(now.estimates, now.groups)
    slots = rng.integers(0, SLOTS, (len(now), DRAWS))
    sums = np.log(np.exp(np.take_along_axis(hours, slots, axis=1)).sum(axis=0))
    mean, spread = level.mean_and_spread()
    totals = np.exp(sums + mean + spread * rng.standard_normal(DRAWS))
    p10, p50, p90 = np.quantile(totals, [level.low, 0.5, 1 - level.high])
    low, middle, high = np.quantile(sums, [0.1, 0.5, 0.9])
    actual = float(now.actuals.sum())
    error = float(np.log(actual) - middle)
    width = float(high - low) / 2 / Z90
    level.learn(error=error, width=width, below=actual < p10, above=actual > p90)
    return Prediction(start, end - 1, float(p10), float(p50), float(p90), actual)


def independent(tasks: Tasks, *, begin: int, block: int = BLOCK, seed: int = 1) -> list[Prediction]:
    """The baseline: one distribution of ratios for all tasks before, and a draw of its own for each task."""
    found = []
    for start in range(begin, len(tasks) - block + 1, block):
        now = tasks.part(start, start + block)
        past = np.quantile(tasks.actuals[:start] / tasks.estimates[:start], LEVELS)
        rng = np.random.default_rng([seed, start])
        totals = now.estimates @ past[rng.integers(0, SLOTS, (block, DRAWS))]
        p10, p50, p90 = np.quantile(totals, [0.1, 0.5, 0.9])
        found.append(Prediction(start, start + block - 1, float(p10), float(p50), float(p90), float(now.actuals.sum())))
    return found


def learn(tasks: Tasks, *, seed: int = 1) -> RatioModel:
    """What a team's finished tasks, oldest first, teach: the ratios of all, the level term of the last 100 blocks.

    Takes about half a second for 2,000 tasks and more; store the result (`RatioModel.plain`).
    """
    warm_from = max(0, len(tasks) - LEVEL_MEMORY * BLOCK)
    _, level = walk(tasks, begin=len(tasks), seed=seed, warm_from=warm_from)
    mean, spread = level.mean_and_spread()
    return learnt(estimates=tasks.estimates, actuals=tasks.actuals, groups=tasks.groups, level=mean, spread=spread)


@dataclass(frozen=True, slots=True)
class Score:
    """How predictions did. `width_ratio`: mean width over the width that would have covered exactly 80 %."""

    blocks: int
    coverage: float
    below: float
    above: float
    mean_width: float
    width_ratio: float
    log_bias: float


def score(predictions: Sequence[Prediction]) -> Score:
    """Shares are of blocks; `below` is actual under P10. `log_bias` is the mean log of actual total over P50.

    The width that covers exactly 80 %: all intervals scaled around their P50 by the smallest factor with which at least
    80 % of the blocks lie inside.
    """
    p10, p50, p90, actual = (
        np.array([getattr(each, name) for each in predictions]) for name in ("p10", "p50", "p90", "actual")
    )
    below, above = actual < p10, actual > p90
    reach = np.where(actual >= p50, (actual - p50) / np.maximum(p90 - p50, 1e-9), (p50 - actual) / (p50 - p10 + 1e-9))
    factor = float(np.sort(reach)[-(-4 * len(reach) // 5) - 1])
    return Score(
        blocks=len(predictions),
        coverage=float(1 - (below | above).mean()),
        below=float(below.mean()),
        above=float(above.mean()),
        mean_width=float((p90 - p10).mean()),
        width_ratio=1 / max(factor, 1e-9),
        log_bias=float(np.log(actual / p50).mean()),
    )


def training_size(count: int) -> int:
    """How many of a file's first tasks are only learnt from: a quarter, at least 200, or 40 % of a small file."""
    return max(count // 4, min(200, count * 2 // 5))
