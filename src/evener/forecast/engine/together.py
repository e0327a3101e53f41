"""How often something came about in groups of deals, as if each group had the same mix of sizes and kinds of deal.

Direct standardisation: in each stratum (deals alike in size and kind) the ratio of a group is taken, and the ratios are
added up with the strata's shares of all deals compared. A group's ratio in a stratum leans on its ratio overall as if
`LEAN` more deals of that kind had been seen, so an empty stratum borrows and a thin one does not decide.
Told in words and with a worked example in `docs/algorithms/together.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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


def strata(keys: Sequence[tuple[Any, ...]]) -> Ints:
    """The stratum of each deal from what it is, the most telling first: `(size, customer, product)`.

    Deals alike in all parts form one; where these are fewer than THIN, the last part is dropped, and again.
    """
    whole = list(keys)
    for length in range(max(map(len, whole), default=0), 0, -1):
        counts = Counter(key for key in whole if len(key) == length)
        whole = [key[:-1] if len(key) == length and counts[key] < THIN else key for key in whole]
    place = {key: number for number, key in enumerate(sorted(set(whole), key=str))}
    return np.array([place[key] for key in whole], np.int64)


def compare(first: Flags, hit: Flags, stratum: Ints, *, seed: int) -> Comparison:
    """Deals of the `first` group against the others; `hit`: what is counted came about. Both groups hold deals."""
    weight = np.bincount(stratum) / len(stratum)
    random = np.random.default_rng(seed)
    ratios, draws = [], []
    for group in (first, ~first):
        deals = np.bincount(stratum[group], minlength=len(weight)).astype(float)
        hits = np.bincount(stratum[group & hit], minlength=len(weight)).astype(float)
        drawn = _draws(deals, hits, random) @ weight
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


def _draws(deals: Floats, hits: Floats, random: np.random.Generator) -> Floats:
    """Ratios per stratum that go with what was counted (draws × strata): first the overall one, then each around it.

    Half a hit and half a miss, spread over the strata, keep a group of which all were hits from being sure of it.
    """
    overall = random.beta(hits.sum() + 0.5, deals.sum() - hits.sum() + 0.5, size=(DRAWS, 1))
    overall = np.clip(overall, 1e-6, 1 - 1e-6)
    half = 0.5 * deals / deals.sum()
    drawn: Floats = random.beta(hits + LEAN * overall + half, deals - hits + LEAN * (1 - overall) + half)
    return drawn
