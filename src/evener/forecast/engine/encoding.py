"""Features as matrices: one for the linear model, one for the trees.

What is fitted (means, spreads, levels, rates of many-levelled words) comes from the rows fitted on and from nowhere
else.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from sklearn.model_selection import KFold
from sklearn.preprocessing import TargetEncoder

from evener.forecast.engine.deals import Floats, Ints
from evener.forecast.engine.known import Looks

MOST_LEVELS = 30  # words with more are turned into rates, shrunk to the mean
RAREST = 5  # levels seen less often are one
SMOOTH = 20.0  # rows that weigh as much as the mean in such a rate
CLIP = 4.0  # standard deviations
LEAST = 50  # rows under which such rates are not worth having
PARTS = np.linspace(0, 1, 65)[1:-1]  # of a number's values, that the trees tell apart: more would cost and not help
STRETCH = 4.0  # brings a rate to the spread of the other columns


@dataclass(slots=True)
class Encoding:
    """How each feature is written as numbers. `fit` returns the two matrices of the rows fitted on."""

    scales: dict[str, tuple[bool, float, float]] = field(default_factory=dict)
    cuts: dict[str, Floats] = field(default_factory=dict)
    levels: dict[str, Ints] = field(default_factory=dict)
    rates: dict[str, TargetEncoder] = field(default_factory=dict)
    means: dict[str, float] = field(default_factory=dict)

    def fit(self, looks: Looks, target: Floats, *, seed: int) -> tuple[Floats, Floats]:
        """`target`: what the rates of many-levelled words are of, one number per look."""
        crossed: dict[str, Floats] = {}
        for name, column in looks.columns.items():
            if column.numeric:
                self._scale(name, column.values)
                continue
            places = column.values.astype(np.int64)
            counts = np.bincount(places, minlength=len(column.words))
            often = np.flatnonzero(counts >= RAREST)
            if (counts > 0).sum() < 2:
                continue
            if len(often) > MOST_LEVELS or (counts > 0).sum() > max(MOST_LEVELS, len(looks) // 4):
                if len(often) and len(looks) >= LEAST:
                    crossed[name] = self._rate(name, places, target, seed)
            elif len(often):
                # Words are numbered by what they mean for the target, so that trees can cut between them; words seen
                # seldom, or never before, share the last number.
                rate = np.bincount(places, target, len(column.words))[often] / counts[often]
                self.levels[name] = np.full(len(column.words), len(often), np.int64)
                self.levels[name][often[np.argsort(rate, kind="stable")]] = np.arange(len(often))
        return self._matrices(looks, crossed)

    def matrices(self, looks: Looks) -> tuple[Floats, Floats]:
        """Linear (scaled, levels as 0 and 1) and trees (by number; NaN where empty or unknown)."""
        found = {
            name: np.asarray(each.transform(looks.columns[name].values.reshape(-1, 1))[:, 0], float)
            for name, each in self.rates.items()
        }
        return self._matrices(looks, found)

    def _scale(self, name: str, values: Floats) -> None:
        known = values[np.isfinite(values)]
        if not len(known) or (known.min() == known.max() and len(known) == len(values)):
            return
        positive = bool(known.min() >= 0)
        seen = np.log1p(known) if positive else known
        self.scales[name] = (positive, float(seen.mean()), float(seen.std()) or 1.0)
        self.cuts[name] = np.unique(np.quantile(known, PARTS))

    def _rate(self, name: str, places: Ints, target: Floats, seed: int) -> Floats:
        parts = KFold(5, shuffle=True, random_state=seed)
        self.rates[name] = TargetEncoder(target_type="continuous", smooth=SMOOTH, cv=parts)
        self.means[name] = float(target.mean())
        return np.asarray(self.rates[name].fit_transform(places.reshape(-1, 1).astype(float), target)[:, 0], float)

    def _matrices(self, looks: Looks, rates: dict[str, Floats]) -> tuple[Floats, Floats]:
        linear: list[Floats] = []
        trees: list[Floats] = []
        for name, (positive, mean, spread) in self.scales.items():
            values = looks.columns[name].values
            shown = np.log1p(np.maximum(values, 0.0)) if positive else values
            empty = ~np.isfinite(shown)
            linear.append(np.where(empty, 0.0, np.clip((shown - mean) / spread, -CLIP, CLIP)))
            linear.append(empty.astype(float))
            trees.append(np.where(empty, np.nan, np.searchsorted(self.cuts[name], values, side="right")))
        for name in self.rates:
            linear.append((rates[name] - self.means[name]) * STRETCH)
            trees.append(rates[name])
        for name, numbers in self.levels.items():
            codes = numbers[looks.columns[name].values.astype(np.int64)]
            linear += [(codes == place).astype(float) for place in range(int(numbers.max()))]
            trees.append(np.where(codes == numbers.max(), np.nan, codes))
        return _side_by_side(linear, len(looks)), _side_by_side(trees, len(looks))


def _side_by_side(columns: list[Floats], size: int) -> Floats:
    return np.stack(columns, 1) if columns else np.zeros((size, 0))
