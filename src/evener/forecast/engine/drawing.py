"""How a forecast was drawn, kept with it: so that what if draws the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evener.forecast.engine.amounts import MOVES
from evener.forecast.engine.level import Level, prior
from evener.forecast.rules.filling import Fill, fills


@dataclass(frozen=True, slots=True)
class Drawing:
    """The level with how likely each of its sizes is, how far amounts move, and what those without one are taken at."""

    level: Level
    moves: float
    fills: Sequence[Fill]

    def kept(self) -> dict[str, Any]:
        return {
            "level": [round(float(each), 5) for each in self.level.weights],
            "periods": round(self.level.periods, 1),
            "moves": self.moves,
            "fills": [each.kept() for each in self.fills],
        }


def drawing(kept: Mapping[str, Any] | None) -> Drawing:
    """None: of a forecast that kept nothing of it."""
    if kept is None:
        return Drawing(prior(), MOVES, ())
    weights = np.array(kept["level"])
    return Drawing(Level(weights / weights.sum(), kept["periods"]), kept["moves"], fills(kept["fills"]))
