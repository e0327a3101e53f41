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


def multinomial(
    x: Floats, kind: Ints, weight: Floats, ridge: Floats, offset: Floats, told: Floats, hold: float
) -> tuple[Floats, Floats]:  # fmt: skip
    """B (columns × kinds) and b (tellers, not below 0) of P(kind) ~ exp(offset + x B + told b).

    `offset`: rows × kinds. `told`: tellers × rows × kinds, what each says of each kind; `hold`: the ridge of b.
    """
    kinds, size = offset.shape[1], x.shape[1] * offset.shape[1]
    was = np.eye(kinds)[kind]

    def cost(flat: Floats) -> tuple[float, Floats]:
        b, heard = flat[:size].reshape(x.shape[1], kinds), flat[size:]
        score = x @ b + offset
        for trust, teller in zip(heard, told, strict=True):
            score += trust * teller
        most = score.max(1)
        each = np.exp(score - most[:, None])
        sums = each.sum(1)
        total = most + np.log(sums)
        off = weight[:, None] * (each / sums[:, None] - was)
        missed = (weight * (total - score[np.arange(len(kind)), kind])).sum()
        value = float(missed + 0.5 * (ridge[:, None] * b * b).sum() + 0.5 * hold * (heard @ heard))
        slope = (x.T @ off + ridge[:, None] * b).ravel()
        return value, np.append(slope, [(off * teller).sum() for teller in told] + hold * heard)

    start = np.zeros(size + len(told))
    if len(kind):
        bounds = [(None, None)] * size + [(0.0, None)] * len(told)
        start = np.asarray(
            minimize(cost, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 200}).x
        )
    return start[:size].reshape(-1, kinds), start[size:]


def shares(score: Floats) -> Floats:
    """Scores (rows × kinds) as probabilities."""
    return np.asarray(np.exp(score - logsumexp(score, axis=1)[:, None]))
