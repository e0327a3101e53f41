"""Random hours of works and levels of pools. Draws belong to an id: adding a work changes no other work's draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np

from evener.capacity.engine.estimates import SLOTS, RatioModel, hours_of
from evener.capacity.engine.faults import Stopped
from evener.capacity.engine.flow import Array, Places, Sums
from evener.capacity.engine.queues import Work

# Of the level term's variance, the part that each pool has of its own; the rest all pools share. An assumption.
OF_POOL = 0.3
# Works whose quantiles are made at once, and after which `should_stop` is asked.
CHUNK = 256
# Steps in which a weight is told apart.
SHARES = 1024
# Every work reads its draws from one long row of random numbers, beginning at a place that only its id decides.
ROW = 1 << 20


class Dice:
    """Draws that belong to an id: hours of works, levels of pools. All arrays are (draws,)."""

    def __init__(self, *, model: RatioModel, seed: int, draws: int, should_stop: Callable[[], bool]) -> None:
        self.draws = draws
        self._model, self._seed, self._should_stop = model, seed, should_stop
        rng = np.random.default_rng(seed)
        self._row = rng.integers(0, SHARES, ROW + draws, dtype=np.uint16).astype(np.intp)
        self._shared = self._normal("")
        self._quantiles: dict[str, Array] = {}
        self._means: dict[str, float] = {}
        self._slots: dict[float, Places] = {}

    def level(self, pool: str) -> Array:
        """What all works of the pool take more or less than expected, as a factor; mostly the same for all pools."""
        own = self._normal(f"pool {pool}")
        mixed = np.sqrt(1 - OF_POOL) * self._shared + np.sqrt(OF_POOL) * own
        factor: Array = np.exp(self._model.level + self._model.spread * mixed).astype(np.float32)
        return factor

    def add(self, works: Sequence[Work], to: dict[int, Sums]) -> None:
        """Add the hours of each work, before its level, to the sum of its earliest day."""
        self._prepare(works)
        drawn = np.empty(self.draws, dtype=np.float32)
        for place, work in enumerate(works):
            if place % CHUNK == 0 and self._should_stop():
                raise Stopped
            self._table(work).take(self._shares(work.id), out=drawn, mode="clip")
            if work.earliest not in to:
                to[work.earliest] = np.zeros(self.draws)
            to[work.earliest] += drawn

    def hours(self, works: Sequence[Work]) -> list[Array]:
        """Hours of each work, before its level; 0 where it is not needed."""
        self._prepare(works)
        return [self._table(work).take(self._shares(work.id)) for work in works]

    def expected(self, works: Sequence[Work]) -> list[float]:
        """Mean hours of each work, its weight and the level counted in."""
        self._prepare(works)
        level = float(np.exp(self._model.level + self._model.spread**2 / 2))
        return [work.weight * level * self._means[work.id] for work in works]

    def _prepare(self, works: Sequence[Work]) -> None:
        """Hours at each quantile, behind a 0 for "not needed": (SLOTS + 1,) for each work."""
        new = [work for work in works if work.id not in self._quantiles]
        for start in range(0, len(new), CHUNK):
            if self._should_stop():
                raise Stopped
            chunk = new[start : start + CHUNK]
            low, likely, high = np.array([(work.low, work.likely, work.high) for work in chunk]).T
            rows = np.zeros((len(chunk), SLOTS + 1), dtype=np.float32)
            groups = [work.group for work in chunk]
            rows[:, 1:] = hours_of(low=low, likely=likely, high=high, model=self._model, groups=groups)
            self._quantiles.update((work.id, row) for work, row in zip(chunk, rows, strict=True))
            means = rows[:, 1:].mean(axis=1, dtype=np.float64).tolist()
            self._means.update((work.id, mean) for work, mean in zip(chunk, means, strict=True))

    def _table(self, work: Work) -> Array:
        """(SHARES,) hours, rising: 0 for the share of draws in which the work is not needed, then its quantiles."""
        if work.weight not in self._slots:
            into = (np.arange(SHARES) + 0.5) / SHARES - (1 - work.weight)
            self._slots[work.weight] = np.where(into < 0, 0, 1 + into / work.weight * SLOTS).astype(np.intp)
        return self._quantiles[work.id].take(self._slots[work.weight], mode="clip")

    def _shares(self, of: str) -> Places:
        start = crc32(of.encode()) % ROW
        return self._row[start : start + self.draws]

    def _normal(self, of: str) -> Array:
        return np.random.default_rng([self._seed, crc32(of.encode())]).standard_normal(self.draws, dtype=np.float32)
