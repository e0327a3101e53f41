"""The two learners behind the scores: a linear one and boosted trees, each kept small where there is little to learn
from.

Scores that later steps are fitted on are always of rows a learner has not seen (cross-fitting in folds of whole
deals).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, PoissonRegressor

from evener.forecast.engine.deals import KINDS, Floats, Ints
from evener.forecast.engine.encoding import Encoding
from evener.forecast.engine.known import Looks
from evener.forecast.engine.threads import on_one_thread

FOLDS = 5
LEAST = 30  # endings under which features are not looked at
LOWEST, HIGHEST = 0.05, 20.0  # how far a pace may be from usual
SURE = 1e-4
PLENTY = 8_000  # looks from which two halves are enough
LARGE = 40_000  # looks from which one of the two is asked, of fewer trees: the answer has to come quickly
MOST_TREES = 70
MANY, CORES = 4, 2  # blocks from which a second core reads along
BLOCK = 4096  # looks that are read at a time: what the trees look at stays near the processor


@dataclass(slots=True)
class Pair:
    """A linear model and trees, and how features are written for them."""

    encoding: Encoding
    linear: Any
    trees: Any


@dataclass(slots=True)
class Scorer:
    """What was learnt about one question: `scores(looks)` is L × S, and `crossed` the same for the rows learnt from.

    Of several pairs the mean is given.
    """

    pairs: list[Pair] = field(default_factory=list)
    crossed: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    read: Callable[[Any, Floats], Floats] = field(default=lambda model, x: model.predict(x))

    def scores(self, looks: Looks) -> Floats:
        if not self.pairs or not len(looks):
            return self.crossed[:0] if self.pairs else np.zeros((len(looks), 0))
        return np.asarray(np.mean([self.of(pair, looks) for pair in self.pairs], axis=0))

    def of(self, pair: Pair, looks: Looks) -> Floats:
        """What one pair says."""

        @on_one_thread
        def block(begin: int) -> Floats:
            linear, trees = pair.encoding.matrices(looks.at(np.arange(begin, min(begin + BLOCK, len(looks)))))
            return np.concatenate([self.read(pair.linear, linear), self.read(pair.trees, trees)], 1)

        begins = range(0, len(looks), BLOCK)
        if len(begins) < MANY:
            return np.concatenate([block(begin) for begin in begins])
        with ThreadPoolExecutor(CORES) as pool:
            return np.concatenate(list(pool.map(block, begins)))


def how_scorer(looks: Looks, kind: Ints, *, folds: Ints, seed: int) -> Scorer:
    """Scores for how a deal ends: logarithms of the three chances, by the linear learner and by the trees."""

    def learn(rows: Ints) -> Pair | None:
        encoding = Encoding()
        linear, trees = encoding.fit(looks.at(rows), (kind[rows] == 0).astype(float), seed=seed)
        if not linear.shape[1] or len(np.unique(kind[rows])) < 2:
            return None
        boosted = _trees(HistGradientBoostingClassifier, rows, seed)
        return Pair(encoding, _logistic().fit(linear, kind[rows]), boosted.fit(trees, kind[rows]))

    usable = len(np.unique(kind)) > 1 and len(kind) >= LEAST
    return _cross_fitted(looks, learn, read=_chances, folds=folds, usable=usable)


def pace_scorer(looks: Looks, events: Floats, expected: Floats, *, folds: Ints, seed: int) -> Scorer:
    """Scores for when a deal ends: logarithm of how much faster than usual (expected endings by its age alone)."""
    weight = np.maximum(expected, 1e-3)
    ratio = events / weight

    def learn(rows: Ints) -> Pair | None:
        encoding = Encoding()
        linear, trees = encoding.fit(looks.at(rows), events[rows], seed=seed)
        if not linear.shape[1] or not events[rows].any():
            return None
        slow = PoissonRegressor(alpha=0.003, max_iter=200, solver="newton-cholesky")
        fast = _trees(HistGradientBoostingRegressor, rows, seed, loss="poisson")
        given = {"y": ratio[rows], "sample_weight": weight[rows]}
        return Pair(encoding, slow.fit(linear, **given), fast.fit(trees, **given))

    return _cross_fitted(looks, learn, read=_paces, folds=folds, usable=float(events.sum()) >= LEAST)


def _cross_fitted(looks: Looks, learn: Any, *, read: Any, folds: Ints, usable: bool) -> Scorer:
    """Few looks: learnt from all of them, and crossed in folds. Plenty: two halves, each crossed by the other."""
    whole = Scorer(crossed=np.zeros((len(looks), 0)), read=read)
    if not usable or not len(looks):
        return whole
    halves = len(looks) >= PLENTY
    parts = folds % 2 if halves else folds
    found = [(part, learn(np.flatnonzero(parts != part))) for part in np.unique(parts)]
    first = None if halves else learn(np.arange(len(looks)))
    whole.pairs = [pair for pair in ([pair for _, pair in found] if halves else [first]) if pair]
    if not whole.pairs:
        return whole
    for part, pair in found:
        rows = np.flatnonzero(parts == part)
        scores = whole.of(pair or whole.pairs[0], looks.at(rows))
        if not whole.crossed.shape[1]:
            whole.crossed = np.zeros((len(looks), scores.shape[1]))
        whole.crossed[rows] = scores if pair else 0.0
    if len(looks) >= LARGE:
        del whole.pairs[1:]
    return whole


def _logistic() -> LogisticRegression:
    return LogisticRegression(C=0.1, max_iter=300, tol=1e-3)


def _trees(kind: Any, rows: Ints, seed: int, **more: Any) -> Any:
    size = len(rows)
    few = size >= LARGE // 2
    return kind(
        max_iter=MOST_TREES // 2 if few else int(np.clip(size // 8, 20, MOST_TREES)),
        learning_rate=0.2 if few else 0.1,
        max_leaf_nodes=6 if size < 2000 else 15,
        min_samples_leaf=int(np.clip(size // 20, 10, 60)),
        l2_regularization=5.0,
        early_stopping=False,
        random_state=seed,
        **more,
    )


def _chances(model: Any, x: Floats) -> Floats:
    found = np.full((len(x), KINDS), SURE)
    found[:, model.classes_] = model.predict_proba(x)
    return np.asarray(np.log(np.clip(found, SURE, 1.0)))


def _paces(model: Any, x: Floats) -> Floats:
    return np.asarray(np.log(np.clip(model.predict(x), LOWEST, HIGHEST)))[:, None]
