"""How a deal ends, if it ends: won, lost or no decision, by age at the end, month of the quarter and features.

log chance = base + age at the end + month + scores of the learners × belief. Each part is held towards nothing by a
ridge, so that with few endings, or features that tell nothing, the answer is the base.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from evener.forecast.engine.deals import KINDS, Floats, Ints
from evener.forecast.engine.regressions import multinomial

PRIOR = np.array([0.473, 0.320, 0.207])  # CSO Insights 2018–19: forecast deals won, lost, no decision
PRIOR_WEIGHT = 4.0  # endings that weigh as much as the prior
KNOTS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
FEWEST = 60  # endings from which age at the end is looked at
AGE, MONTH, DEADLINE, BELIEF = 6.0, 8.0, 2.0, 6.0  # ridges


@dataclass(frozen=True, slots=True)
class Ending:
    """`base` log chances; B's columns: age (one per pair of knots), two months, `spikes` (days of age).

    `usual`: the mean scores; `belief`: how far each learner is believed where it says something else.
    """

    base: Floats
    knots: Floats
    weights: Floats
    spikes: Floats = field(default_factory=lambda: np.zeros(0))
    usual: Floats = field(default_factory=lambda: np.zeros(0))
    belief: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def ages(self) -> int:
        return len(self.knots) - 1

    def of_scores(self, scores: Floats) -> Floats:
        """The part of the log chances that comes from scores (rows × kinds)."""
        if not self.belief.any():
            return np.zeros((len(scores), KINDS))
        return np.asarray(np.tensordot(self.belief, _told(scores - self.usual), 1))

    def of_time(self, age: Floats, month: Ints) -> Floats:
        """The part that comes from age at the end and its month, with the base."""
        steps = np.concatenate([np.zeros((1, KINDS)), np.cumsum(self.weights[: self.ages], axis=0)])
        at = np.clip(np.log1p(age), self.knots[0], self.knots[-1])
        by_age = np.stack([np.interp(at, self.knots, steps[:, kind]) for kind in range(KINDS)], -1)
        by_month = np.concatenate([np.zeros((1, KINDS)), self.weights[self.ages : self.ages + 2]])
        found = self.base + by_age + by_month[month]
        for number, day in enumerate(self.spikes, start=self.ages + 2):
            found[np.floor(age) == day] += self.weights[number]
        return np.asarray(found)


def base_chances(kind: Ints, weight: Floats) -> Floats:
    """Shares of the endings, held towards the prior; what never happened keeps a little of it."""
    counts = np.bincount(kind, weight, KINDS)
    return np.asarray((counts + PRIOR * PRIOR_WEIGHT) / (counts.sum() + PRIOR_WEIGHT))


def ramps(knots: Floats, age: Floats) -> Floats:
    """Of log(age): how much of each stretch between two knots has been walked, 0 to 1."""
    at = np.log1p(age)[:, None]
    return np.clip((at - knots[:-1]) / (knots[1:] - knots[:-1]), 0.0, 1.0)


def _told(scores: Floats) -> Floats:
    """Learners × rows × kinds."""
    return scores.reshape(len(scores), scores.shape[1] // KINDS, KINDS).transpose(1, 0, 2)


def fit_ending(
    kind: Ints, age: Floats, month: Ints, scores: Floats, weight: Floats, *, spikes: Floats, believed: bool
) -> Ending:  # fmt: skip
    """`scores`: rows × columns, cross-fitted; `weight`: how much a row counts; `spikes`: days on which many end."""
    base = np.log(base_chances(kind, weight))
    knots = np.zeros(1)
    if len(kind) >= FEWEST:
        knots = np.unique(np.round(np.quantile(np.log1p(age), KNOTS), 3))
        if len(knots) < 2:
            knots = np.zeros(1)
    by_age = ramps(knots, age) if len(knots) > 1 else np.zeros((len(kind), 0))
    months = np.stack([month == 1, month == 2], 1).astype(float)
    then = (np.floor(age)[:, None] == spikes).astype(float)
    x = np.concatenate([by_age, months, then], 1)
    ridge = np.repeat([AGE, MONTH, DEADLINE], (by_age.shape[1], 2, len(spikes)))
    heard = scores if believed else scores[:, :0]
    usual = heard.mean(0) if len(heard) else np.zeros(heard.shape[1])
    # A second pass gives what age and month left the base without.
    x = np.concatenate([x, np.ones((len(kind), 1))], 1)
    level = np.broadcast_to(base, (len(kind), KINDS))
    found, belief = multinomial(x, kind, weight, np.append(ridge, 1.0), level, _told(heard - usual), BELIEF)
    return Ending(base + found[-1], knots, found[:-1], spikes, usual, belief)
