"""Random hours of works and levels of pools. Draws belong to an id: adding a work changes no other work's draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from evener.capacity.engine.estimates import SLOTS, RatioModel, hours_of
from evener.capacity.engine.faults import Stopped
from evener.capacity.engine.flow import Array, Places, Sums
from evener.capacity.engine.queues import Work

# Of the level term's variance, the part that each pool has of its own; the rest all pools share. An assumption.
OF_POOL = 0.3
# Works whose tables are made at once, and after which `should_stop` is asked.
CHUNK = 256
# Steps in which a weight is told apart.
SHARES = 1024
# Every work reads its draws from one long row of random numbers, beginning at a place that only its id decides.
ROW = 1 << 22


class Dice:
    """Draws that belong to an id: hours of works, levels of pools. All arrays are (draws,) float32."""

    def __init__(self, *, model: RatioModel, seed: int, draws: int, should_stop: Callable[[], bool]) -> None:
        self.draws = draws
        self._model, self._seed, self._should_stop = model, seed, should_stop
        rng = np.random.default_rng(seed)
        self._row = rng.integers(0, SHARES, ROW + draws, dtype=np.uint16).astype(np.intp)
        self._shared = self._normal("")

    def level(self, pool: str) -> Array:
        """What all works of the pool take more or less than expected, as a factor; mostly the same for all pools."""
        own = self._normal(f"pool {pool}")
        mixed = np.sqrt(1 - OF_POOL) * self._shared + np.sqrt(OF_POOL) * own
        factor: Array = np.exp(self._model.level + self._model.spread * mixed).astype(np.float32)
        return factor

    def add(self, works: Sequence[Work], to: dict[int, Sums]) -> None:
        """Add the hours of each work, before its level, to the sum of its earliest day."""
        drawn = np.empty(self.draws, dtype=np.float32)
        for start in range(0, len(works), CHUNK):
            if self._should_stop():
                raise Stopped
            chunk = works[start : start + CHUNK]
            for work, table in zip(chunk, _tables(chunk, self._model), strict=True):
                np.take(table, self._shares(work.id), out=drawn, mode="clip")
                if work.earliest not in to:
                    to[work.earliest] = np.zeros(self.draws)
                to[work.earliest] += drawn

    def hours(self, works: Sequence[Work]) -> list[Array]:
        """Hours of each work, before its level; 0 where it is not needed."""
        if not works:
            return []
        return [
            np.take(table, self._shares(work.id))
            for work, table in zip(works, _tables(works, self._model), strict=True)
        ]

    def _shares(self, of: str) -> Places:
        start = crc32(of.encode()) % ROW
        return self._row[start : start + self.draws]

    def _normal(self, of: str) -> Array:
        return np.random.default_rng([self._seed, crc32(of.encode())]).standard_normal(self.draws, dtype=np.float32)


def expected(works: Sequence[Work], model: RatioModel) -> NDArray[np.float64]:
    """Mean hours of each work, its weight and the level counted in."""
    if not works:
        return np.zeros(0)
    weights = np.array([work.weight for work in works])
    means = _quantiles(works, model).mean(axis=1, dtype=np.float64)
    hours: NDArray[np.float64] = weights * means * np.exp(model.level + model.spread**2 / 2)
    return hours


def _tables(works: Sequence[Work], model: RatioModel) -> Array:
    """(len(works), SHARES) hours: 0 for the share of draws in which a work is not needed, then its quantiles."""
    hours = _quantiles(works, model)
    weights = np.array([work.weight for work in works])
    if (weights == 1).all():
        return np.repeat(hours, SHARES // SLOTS, axis=1)
    into = (np.arange(SHARES) + 0.5) / SHARES - (1 - weights[:, None])
    slots = np.clip(into / weights[:, None] * SLOTS, 0, SLOTS - 1).astype(np.intp)
    return np.where(into < 0, np.float32(0), np.take_along_axis(hours, slots, axis=1))


def _quantiles(works: Sequence[Work], model: RatioModel) -> Array:
    low, likely, high = np.array([(work.low, work.likely, work.high) for work in works]).T
    return hours_of(low=low, likely=likely, high=high, model=model, groups=[work.group for work in works])
