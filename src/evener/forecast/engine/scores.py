"""How good chances were, once it is known what happened: log-loss, Brier, AUC, calibration.

All of them are plain means over the deals scored. Log-loss is in nats; Brier sums the squares over the kinds of
ending.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.deals import WON, Floats, Ints

BANDS = 10
FLOOR = 1e-6


@dataclass(frozen=True, slots=True)
class Band:
    """Deals given about the same chance to be won: how many, the mean chance, and the share that was won."""

    deals: int
    given: float
    won: float


@dataclass(frozen=True, slots=True)
class Score:
    """`brier`: over all kinds. `brier_won`, `auc`, `ece` and `bands`: of won against anything else."""

    deals: int
    log_loss: float
    brier: float
    brier_won: float
    auc: float | None
    ece: float
    bands: tuple[Band, ...]


def score(chances: Floats, kind: Ints) -> Score:
    """`chances`: rows × kinds; `kind`: what happened to each."""
    size = len(kind)
    was = np.zeros_like(chances)
    was[np.arange(size), kind] = 1.0
    won, given = kind == WON, chances[:, WON]
    found = bands(given, won.astype(float))
    return Score(
        deals=size,
        log_loss=float(-np.log(np.maximum(chances[np.arange(size), kind], FLOOR)).mean()),
        brier=float(((chances - was) ** 2).sum(1).mean()),
        brier_won=float(((given - won) ** 2).mean()),
        auc=area(given, won),
        ece=float(sum(band.deals * abs(band.given - band.won) for band in found) / max(size, 1)),
        bands=found,
    )


def bands(given: Floats, won: Floats, count: int = BANDS) -> tuple[Band, ...]:
    """Bands of as many deals each, from the least likely to the most."""
    order = np.argsort(given, kind="stable")
    parts = [part for part in np.array_split(order, count) if len(part)]
    return tuple(Band(len(part), float(given[part].mean()), float(won[part].mean())) for part in parts)


def area(given: Floats, won: Ints | Floats) -> float | None:
    """Area under the ROC curve: how often a deal that was won had been given more than one that was not."""
    yes = np.asarray(won, bool)
    first, second = int(yes.sum()), int((~yes).sum())
    if not first or not second:
        return None
    # Ties share the middle of their places (scipy.stats says the same, and takes a second to load).
    _values, place, many = np.unique(given, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(many) - (many - 1) / 2)[place]
    return float((ranks[yes].sum() - first * (first + 1) / 2) / (first * second))
