"""Two small regressions with weights, an offset and a ridge of its own for each column: Poisson and multinomial.

Newton's method: the tables they are fitted on have at most some thousand rows and some dozen columns.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp

from evener.forecast.engine.deals import Floats, Ints

ROUNDS, CLOSE = 40, 1e-6
LEAST_RATE, MOST_RATE = -25.0, 8.0


def poisson(
    group: Ints, x: Floats, events: Floats, offset: Floats, weight: Floats, ridge: Floats
) -> Floats:  # fmt: skip
    """Coefficients b of log E[events] = offset + b[group] + x b[groups:].

    `ridge`: precision of a normal prior at 0, one for each group and then for each column.
    """
    groups = len(ridge) - x.shape[1]
    found = np.zeros(len(ridge))
    curve = np.zeros((len(ridge), len(ridge)))
    for _ in range(ROUNDS):
        mean = np.exp(np.clip(found[group] + x @ found[groups:] + offset, LEAST_RATE, MOST_RATE))
        off, held = weight * (events - mean), weight * mean
        slope = np.concatenate([np.bincount(group, off, groups), x.T @ off]) - ridge * found
        curve[:groups, :groups] = np.diag(np.bincount(group, held, groups))
        for number, column in enumerate(x.T, start=groups):
            curve[:groups, number] = curve[number, :groups] = np.bincount(group, held * column, groups)
        curve[groups:, groups:] = (x * held[:, None]).T @ x
        curve[np.diag_indices(len(ridge))] += ridge + 1e-9
        step = np.linalg.solve(curve, slope)
        step *= min(1.0, 2.0 / max(float(np.abs(step).max(initial=0.0)), 1e-12))
        found += step
        if np.abs(step).max(initial=0.0) < CLOSE:
            break
    return found


def multinomial(x: Floats, kind: Ints, weight: Floats, ridge: Floats, offset: Floats) -> Floats:
    """Coefficients B (columns × kinds) of P(kind) ~ exp(offset + x B). `offset`: rows × kinds."""
    kinds = offset.shape[1]
    was = np.eye(kinds)[kind]

    def cost(flat: Floats) -> tuple[float, Floats]:
        b = flat.reshape(x.shape[1], kinds)
        score = x @ b + offset
        most = score.max(1)
        each = np.exp(score - most[:, None])
        sums = each.sum(1)
        total = most + np.log(sums)
        off = each / sums[:, None] - was
        missed = (weight * (total - score[np.arange(len(kind)), kind])).sum()
        value = float(missed + 0.5 * (ridge[:, None] * b * b).sum())
        return value, (x.T @ (weight[:, None] * off) + ridge[:, None] * b).ravel()

    start = np.zeros(x.shape[1] * kinds)
    if not len(kind):
        return start.reshape(x.shape[1], kinds)
    return np.asarray(minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": 200}).x).reshape(-1, kinds)


def shares(score: Floats) -> Floats:
    """Scores (rows × kinds) as probabilities."""
    return np.asarray(np.exp(score - logsumexp(score, axis=1)[:, None]))
