"""How the level has moved: what happened in each stretch of the past against what was expected of it.

The level is taken as a walk with steps of unknown size, seen through counts (a local level model, Kalman's filter).
How large the steps are is weighed by how well each size would have foretold the next stretch: where nothing moved, the
level stays nearly where it is.
"""

from __future__ import annotations

import numpy as np

from evener.forecast.engine.deals import Floats, Ints

STRETCHES, PER_STRETCH = 24, 15  # at most so many, with so many endings each
STEPS = np.array([0.0, 0.03, 0.06, 0.12, 0.25, 0.5])  # of the logarithm, from one stretch to the next
LIKELY = np.array([0.1, 0.05, 0.15, 0.2, 0.25, 0.25])  # beforehand
ROUGH = np.array([0.0, 0.1])  # of what is seen in a stretch, beside the chance of small counts
FEWEST = 4  # stretches, or nothing is said of how the level moves
FIRST = 0.3  # how far the level may be off at the beginning


def stretches(at: Floats) -> Floats:
    """The days at which one stretch of the past ends and the next begins, from the days of all endings."""
    count = min(STRETCHES, len(at) // PER_STRETCH)
    return np.unique(np.quantile(at, np.linspace(0, 1, count + 1)[1:-1])) if count >= FEWEST else np.zeros(0)


def level(seen: Floats, expected: Floats) -> float:
    """The logarithm of the level now, from counts seen and expected in each stretch, the oldest first."""
    if len(seen) < 2:
        return 0.0
    value, noise = np.log((seen + 0.5) / (expected + 0.5)), 1.0 / (expected + 0.5)
    step, rough = (each.ravel() for each in np.meshgrid(STEPS, ROUGH, indexing="ij"))
    found, spread = np.zeros(len(step)), np.full(len(step), FIRST**2)
    likely = np.log(np.repeat(LIKELY, len(ROUGH)))
    for y, v in zip(value, noise, strict=True):
        spread = spread + step**2
        total = spread + v + rough**2
        likely -= 0.5 * (np.log(total) + (y - found) ** 2 / total)
        gain = spread / total
        found, spread = found + gain * (y - found), spread * (1 - gain)
    weight = np.exp(likely - likely.max())
    return float(weight @ found / weight.sum())


def by_stretch(cuts: Floats, at: Floats, values: Floats) -> Floats:
    """The sums of the values in each stretch."""
    return np.asarray(np.bincount(np.searchsorted(cuts, at, side="right"), values, len(cuts) + 1), float)


def levels(cuts: Floats, at: Floats, kind: Ints, weight: Floats, chances: Floats) -> Floats:
    """For each kind of ending the logarithm of its level now, against the chances that were expected."""
    found = []
    for each, chance in enumerate(chances.T):
        found.append(level(by_stretch(cuts, at, weight * (kind == each)), by_stretch(cuts, at, weight * chance)))
    return np.array(found)
