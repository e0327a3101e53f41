"""How far all deals of a time go their own way together: the level, and how uncertain it is.

A deal is won by a day when its own luck, its account's and the level's together stay under what its chance says:

    (luck + ACCOUNT × account's luck - size × level) / spread  <=  Φ⁻¹(chance),    spread² = 1 + ACCOUNT² + size²

with all three standard normal. So the mean over all draws is the chance itself, whatever the size. How large the size
is, is told by how earlier days' forecasts of the number won turned out, beyond what independent deals would vary; held
towards a prior, and itself uncertain: with little to go by large sizes stay possible, and ranges are wider. The prior
itself is the wider, the farther the question reaches compared with how long endings have been watched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp, ndtr, ndtri

from evener.forecast.engine.deals import Floats, Ints

SIZES = np.geomspace(0.03, 1.5, 10)
TYPICAL, APART = 0.06, 1.0  # median of the prior after very long watching, and the standard deviation of its logarithm
REACHING, FARTHEST = 16.0, 8.0  # how much a reach adds to the prior's variance, and the largest reach that counts
ACCOUNT = 0.3
NODES = np.linspace(-6.0, 6.0, 301)  # of Φ⁻¹(chance)
POINTS = np.linspace(-4.5, 4.5, 181)  # of the level
LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier forecast: the chances to be won that open deals had, and how many of them then were.

    `weight`: below 1 where its time overlaps with others'.
    """

    chances: Floats
    won: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Level:
    """How likely each of `SIZES` is; `periods`: on how many separate periods that rests (0: the prior)."""

    weights: Floats
    periods: float

    @property
    def size(self) -> float:
        """Root of the mean square of the size."""
        return float(np.sqrt(self.weights @ SIZES**2))


def thresholds(chances: Floats) -> Floats:
    """Φ⁻¹ of chances; what cannot be is -infinity."""
    return np.asarray(ndtri(np.clip(chances, 0.0, 1.0 - 1e-9)))


def given(place: Floats, size: Floats, level: Floats) -> Floats:
    """Chance under one level, of a deal whose threshold is `place`; all three broadcast."""
    return np.asarray(ndtr((place * spread(size) + size * level) / np.sqrt(1.0 + ACCOUNT**2)))


def spread(size: Floats) -> Floats:
    return np.asarray(np.sqrt(1.0 + ACCOUNT**2 + size**2))


def prior(reach: float = FARTHEST) -> Level:
    return level_of([], reach=reach)


def level_of(pasts: Sequence[Past], *, reach: float) -> Level:
    """From earlier forecasts to how likely each size is. `reach`: days asked ahead for each day of watched endings."""
    typical = TYPICAL * np.sqrt(1.0 + REACHING * min(reach, FARTHEST))
    log = -0.5 * (np.log(SIZES / typical) / APART) ** 2
    heard = 0.0
    told = [past for past in pasts if len(past.chances) and past.chances.sum() > 0 and past.weight > 0]
    if told:
        each = given(NODES[:, None, None], SIZES[:, None], POINTS)
        weight = np.exp(-0.5 * POINTS**2)
        weight = np.log(weight / weight.sum())
        for past in told:
            place = np.clip(thresholds(past.chances), NODES[0], NODES[-1])
            counts = np.bincount(np.rint((place - NODES[0]) / (NODES[1] - NODES[0])).astype(int), minlength=len(NODES))
            mean = np.tensordot(counts, each, 1)
            deviation = np.sqrt(np.tensordot(counts, each * (1 - each), 1) + 1e-9)
            likely = ndtr((past.won + 0.5 - mean) / deviation) - ndtr((past.won - 0.5 - mean) / deviation)
            log = log + past.weight * logsumexp(np.log(np.maximum(likely, LEAST)) + weight, axis=1)
            heard += past.weight
    weights = np.exp(log - log.max())
    return Level(weights / weights.sum(), heard)


def draw_levels(of: Level, *, seed: int, draws: int) -> tuple[Ints, Floats]:
    """For each draw the place of a size in `SIZES`, and a level; both spread evenly over what is likely."""
    rng = np.random.default_rng([seed, 1])
    edges = np.cumsum(of.weights)[:-1]
    sizes = np.asarray(np.searchsorted(edges, (rng.permutation(draws) + 0.5) / draws), np.int64)
    return sizes, np.asarray(ndtri((rng.permutation(draws) + rng.random(draws)) / draws))
