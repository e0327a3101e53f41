"""How often something came about in groups of deals, as if each group had the same mix of sizes and kinds of deal.

Direct standardisation: in each stratum (deals alike in size and kind) the ratio of a group is taken, and the ratios are
added up with the strata's shares of all deals compared. A group's ratio in a stratum leans on its ratio overall as if
`LEAN` more deals of that kind had been seen, so an empty stratum borrows and a thin one does not decide.
Told in words and with a worked example in `docs/algorithms/together.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.deals import Flags, Floats, Ints

LEAN = 2.0
# Strata of fewer deals are joined to the next coarser one.
THIN = 10
DRAWS = 4_000
LOW, HIGH = 2.5, 97.5


@dataclass(frozen=True, slots=True)
class Ratio:
    """`hits` of `deals`; `adjusted` with its 95 % interval."""

    deals: int
    hits: int
    adjusted: float
    low: float
    high: float

    @property
    def plain(self) -> float:
        return self.hits / self.deals


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two groups, and by how much the first lies above the second, with the 95 % interval of that."""

    first: Ratio
    second: Ratio
    difference: float
    low: float
    high: float

    @property
    def told_apart(self) -> bool:
        """Whether the interval of the difference leaves out 0."""
        return self.low > 0 or self.high < 0


def strata(parts: Sequence[Ints]) -> Ints:
    """The stratum of each deal from codes of what it is, the most telling first: sizes, customers, products.

    Deals alike in all parts form one; where these are fewer than THIN, the last part is dropped, and again.
    """
    alike = [np.zeros(len(parts[0]), np.int64)]
    for part in parts:
        alike.append(_codes(alike[-1] * (int(part.max(initial=0)) + 1) + part))
    kept = np.full(len(parts[0]), len(parts))
    for length in range(len(parts), 0, -1):
        counts = np.bincount(alike[length][kept == length], minlength=1)
        kept[(kept == length) & (counts[np.minimum(alike[length], len(counts) - 1)] < THIN)] = length - 1
    code = np.array(alike)[kept, np.arange(len(kept))]
    return _codes(code * (len(parts) + 1) + kept)


def _codes(values: Ints) -> Ints:
    """The same, numbered from 0 in their order."""
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def compare(first: Flags, hit: Flags, stratum: Ints, *, seed: int) -> Comparison:
    """Deals of the `first` group against the others; `hit`: what is counted came about. Both groups hold deals."""
    weight = np.bincount(stratum) / len(stratum)
    random = np.random.default_rng(seed)
    ratios, draws = [], []
    for group in (first, ~first):
        deals = np.bincount(stratum[group], minlength=len(weight)).astype(float)
        hits = np.bincount(stratum[group & hit], minlength=len(weight)).astype(float)
        drawn = _draws(deals, hits, weight, random)
        low, high = np.percentile(drawn, [LOW, HIGH])
        value = float(_leaning(deals, hits) @ weight)
        ratios.append(Ratio(int(deals.sum()), int(hits.sum()), value, min(float(low), value), max(float(high), value)))
        draws.append(drawn)
    low, high = np.percentile(draws[0] - draws[1], [LOW, HIGH])
    difference = ratios[0].adjusted - ratios[1].adjusted
    return Comparison(ratios[0], ratios[1], difference, min(float(low), difference), max(float(high), difference))


def _leaning(deals: Floats, hits: Floats) -> Floats:
    """The group's ratio in each stratum."""
    overall = hits.sum() / deals.sum()
    ratios: Floats = (hits + LEAN * overall) / (deals + LEAN)
    return ratios


def _draws(deals: Floats, hits: Floats, weight: Floats, random: np.random.Generator) -> Floats:
    """Adjusted ratios that go with what was counted: an overall ratio, then the strata around it.

    A stratum's ratio is Beta around the overall one; of their weighted sum the mean and the variance are known, and it
    is drawn from the Beta that has both (with one stratum that is the stratum's own). So a draw costs the same
    however many strata there are. Half a hit and half a miss, spread over the strata, keep a group of which all were
    hits from being sure of it.
    """
    overall = random.beta(hits.sum() + 0.5, deals.sum() - hits.sum() + 0.5, size=DRAWS)
    overall = np.clip(overall, 1e-6, 1 - 1e-6)
    half = 0.5 * deals / deals.sum()
    size = deals + LEAN + 2 * half
    # Each stratum's mean is base + slope · overall; its variance, mean · (1 - mean) / (size + 1), a square of it.
    base, slope = (hits + half) / size, LEAN / size
    part = weight**2 / (size + 1)
    mean = weight @ base + (weight @ slope) * overall
    variance = part @ (base - base**2) + part @ (slope - 2 * base * slope) * overall - part @ slope**2 * overall**2
    strength = mean * (1 - mean) / variance - 1
    drawn: Floats = random.beta(mean * strength, (1 - mean) * strength)
    return drawn
