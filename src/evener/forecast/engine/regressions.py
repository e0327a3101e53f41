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


def poisson(x: Floats, events: Floats, offset: Floats, weight: Floats, ridge: Floats) -> Floats:
    """Coefficients b of log E[events] = offset + x b. `ridge`: precision of a normal prior at 0, one per column."""
    found = np.zeros(x.shape[1])
    for _ in range(ROUNDS):
        mean = np.exp(np.clip(x @ found + offset, LEAST_RATE, MOST_RATE))
        slope = x.T @ (weight * (events - mean)) - ridge * found
        curve = (x * (weight * mean)[:, None]).T @ x + np.diag(ridge + 1e-9)
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
        total = logsumexp(score, axis=1)
        off = np.exp(score - total[:, None]) - was
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
