"""How a forecast did at one horizon, beside the base rate and the plain stage forecast.

The model and the base rate gave chances for four answers; a stage only one, of being won, and that by the expected
close. So log-loss and Brier are of the four answers where there are four, and of “won by then” where all three are
compared. Sums are kept and not means, so that marks of many days add up.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from evener.forecast.engine.cases import LOWEST
from evener.forecast.engine.deals import KINDS, OPEN, WON, Floats, Ints
from evener.forecast.engine.sheet import Sheet

BANDS = 10  # of the chance to be won, each as wide


def kinds_by(sheet: Sheet, closed: dict[int, tuple[int, float]], day: float) -> Ints:
    """How each deal had ended by the end of `day`. `closed`: kind and day by deal; who is missing there is open."""
    found = [closed.get(int(id), (OPEN, np.inf)) for id in sheet.deal]
    return np.array([kind if at <= day else OPEN for kind, at in found], np.int64)


def mark(sheet: Sheet, rows: Ints, column: int, kinds: Ints, *, as_of: float) -> dict[str, Any]:
    """Sums over `rows` at the horizon `column`; `kinds`: what had happened to every deal of the sheet by then."""
    days = float(sheet.days[column])
    kind, won = kinds[rows], kinds[rows] == WON
    given = sheet.ahead[rows, column]
    base = np.broadcast_to(sheet.base[column], given.shape)
    by_then = np.where(sheet.close[rows] <= as_of + days, sheet.stage[rows], LOWEST)
    stage = np.clip(by_then, LOWEST, 1 - LOWEST)
    return {
        "model": _four(given, kind) | _one(given[:, WON], won),
        "base_rate": _four(base, kind) | _one(base[:, WON], won),
        "stage": _one(stage, won),
        "won": int(won.sum()),
        "expected": round(float(given[:, WON].sum()), 3),
        "bands": _bands(given[:, WON], won),
    }


def _four(chances: Floats, kind: Ints) -> dict[str, float]:
    was = np.eye(KINDS + 1)[kind]
    told = np.maximum(chances[np.arange(len(kind)), kind], LOWEST / 2)
    return {"log": round(float(-np.log(told).sum()), 4), "brier": round(float(((chances - was) ** 2).sum()), 4)}


def _one(chance: Floats, won: Ints) -> dict[str, float]:
    told = np.clip(np.where(won, chance, 1 - chance), LOWEST / 2, 1.0)
    return {"log_won": round(float(-np.log(told).sum()), 4), "brier_won": round(float(((chance - won) ** 2).sum()), 4)}


def _bands(chance: Floats, won: Ints) -> list[list[float]]:
    """Per band of the chance: how many deals, the sum of what was said, how many were won."""
    band = np.minimum((chance * BANDS).astype(np.int64), BANDS - 1)
    counts = np.bincount(band, minlength=BANDS)
    said = np.bincount(band, chance, BANDS)
    happened = np.bincount(band, won.astype(float), BANDS)
    return [[int(n), round(float(s), 3), int(w)] for n, s, w in zip(counts, said, happened, strict=True)]
