"""The two learners behind the scores: a linear one and boosted trees, each kept small where there is little to learn
from.

Scores that later steps are fitted on are always of rows a learner has not seen (cross-fitting in folds of whole
deals).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, PoissonRegressor
from threadpoolctl import threadpool_limits

from evener.forecast.engine.deals import KINDS, Floats, Ints
from evener.forecast.engine.encoding import Encoding
from evener.forecast.engine.known import Looks

FOLDS = 5
LEAST = 30  # endings under which features are not looked at
LOWEST, HIGHEST = 0.05, 20.0  # how far a pace may be from usual
SURE = 1e-4
MANY = 30_000  # rows from which a second thread is worth its waiting


@dataclass(slots=True)
class Scorer:
    """What was learnt about one question: `scores(looks)` is L × S, and `crossed` the same for the rows learnt from."""

    encoding: Encoding
    models: list[Any] = field(default_factory=list)
    crossed: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    read: Callable[[Any, Floats], Floats] = field(default=lambda model, x: model.predict(x))

    def scores(self, looks: Looks) -> Floats:
        if not self.models:
            return np.zeros((len(looks), 0))
        if not len(looks):
            return self.crossed[:0]
        linear, trees = self.encoding.matrices(looks)
        return np.concatenate([self.read(self.models[0], linear), self.read(self.models[1], trees)], 1)


def how_scorer(looks: Looks, kind: Ints, *, folds: Ints, seed: int) -> Scorer:
    """Scores for how a deal ends: logarithms of the three chances, by the linear learner and by the trees."""

    def learn(encoding: Encoding, rows: Ints) -> list[Any]:
        linear, trees = encoding.fit(looks.at(rows), (kind[rows] == 0).astype(float), seed=seed)
        if not linear.shape[1]:
            return []
        boosted = _trees(HistGradientBoostingClassifier, encoding, rows, seed)
        return [_logistic().fit(linear, kind[rows]), boosted.fit(trees, kind[rows])]

    usable = len(np.unique(kind)) > 1 and len(kind) >= LEAST
    return _cross_fitted(looks, learn, read=_chances, folds=folds, usable=usable)


def pace_scorer(looks: Looks, events: Floats, expected: Floats, *, folds: Ints, seed: int) -> Scorer:
    """Scores for when a deal ends: logarithm of how much faster than usual (expected endings by its age alone)."""
    weight = np.maximum(expected, 1e-3)
    ratio = events / weight

    def learn(encoding: Encoding, rows: Ints) -> list[Any]:
        linear, trees = encoding.fit(looks.at(rows), events[rows], seed=seed)
        if not linear.shape[1]:
            return []
        slow = PoissonRegressor(alpha=0.003, max_iter=200).fit(linear, ratio[rows], sample_weight=weight[rows])
        fast = _trees(HistGradientBoostingRegressor, encoding, rows, seed, loss="poisson")
        return [slow, fast.fit(trees, ratio[rows], sample_weight=weight[rows])]

    return _cross_fitted(looks, learn, read=_paces, folds=folds, usable=float(events.sum()) >= LEAST)


def _cross_fitted(looks: Looks, learn: Any, *, read: Any, folds: Ints, usable: bool) -> Scorer:
    whole = Scorer(Encoding(), read=read)
    if not usable or not len(looks):
        whole.crossed = np.zeros((len(looks), 0))
        return whole
    with threadpool_limits(None if len(looks) >= MANY else 1):
        return _learnt(whole, looks, learn, folds)


def _learnt(whole: Scorer, looks: Looks, learn: Any, folds: Ints) -> Scorer:
    whole.models = learn(whole.encoding, np.arange(len(looks)))
    if not whole.models:
        whole.crossed = np.zeros((len(looks), 0))
        return whole
    width = whole.scores(looks.at(np.arange(1))).shape[1]
    whole.crossed = np.zeros((len(looks), width))
    for fold in np.unique(folds):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        part = Scorer(Encoding(), read=whole.read)
        part.models = learn(part.encoding, inside)
        if part.models:
            whole.crossed[outside] = part.scores(looks.at(outside))
    return whole


def _logistic() -> LogisticRegression:
    return LogisticRegression(C=0.1, max_iter=300, tol=1e-3)


def _trees(kind: Any, encoding: Encoding, rows: Ints, seed: int, **more: Any) -> Any:
    size = len(rows)
    return kind(
        max_iter=int(np.clip(size // 5, 30, 120)),
        learning_rate=0.06,
        max_leaf_nodes=8 if size < 2000 else 15,
        min_samples_leaf=int(np.clip(size // 20, 10, 60)),
        l2_regularization=5.0,
        early_stopping=False,
        categorical_features=encoding.worded if any(encoding.worded) else None,
        random_state=seed,
        **more,
    )


def _chances(model: Any, x: Floats) -> Floats:
    found = np.full((len(x), KINDS), SURE)
    found[:, model.classes_] = model.predict_proba(x)
    return np.asarray(np.log(np.clip(found, SURE, 1.0)))


def _paces(model: Any, x: Floats) -> Floats:
    return np.asarray(np.log(np.clip(model.predict(x), LOWEST, HIGHEST)))[:, None]
