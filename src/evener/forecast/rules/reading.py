"""Reading what is kept of one period of a forecast line. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

STEP = 5  # per cent between two points of the curve that is kept
SURELY = 0.99


@dataclass(frozen=True, slots=True)
class Range:
    """P10, P50, P90 and the mean."""

    low: float
    middle: float
    high: float
    mean: float


@dataclass(frozen=True, slots=True)
class Told:
    """One month or quarter: `amount` and `number` are of open deals; what is won already comes on top.

    `carriers`: ids of deals with their share of the spread, `shared` that of the level. `coming`: amount of deals still
    to come, None where there is too little past. `own_middle`: P50 of the amount where deals without one count as
    nothing; None: none of them is taken at that of others.
    """

    kind: str
    begins: date
    ends: date
    won_count: int
    won_minor: int
    deals: int
    number: Range
    amount: Range
    own_middle: int | None
    curve: tuple[int, ...]
    shared: float
    carriers: tuple[tuple[int, float], ...]
    coming: Range | None

    def total(self, part: float) -> int:
        return self.won_minor + round(part)

    def reaches(self, target_minor: int) -> float | None:
        """Chance that at least so much is won in the period; None: it is already. Never 0 and never 1."""
        missing = target_minor - self.won_minor
        if missing <= 0:
            return None
        below = 0
        while below < len(self.curve) and self.curve[below] < missing:
            below += 1
        if below == 0:
            return SURELY
        if below == len(self.curve):
            return 1 - SURELY
        first, second = self.curve[below - 1], self.curve[below]
        far = (missing - first) / (second - first)
        return min(max(1 - (below - 1 + far) * STEP / 100, 1 - SURELY), SURELY)


def told(kept: Mapping[str, Any]) -> Told:
    coming = kept["coming"]
    return Told(
        kept["kind"], date.fromisoformat(kept["begins"]), date.fromisoformat(kept["ends"]), kept["won"][0],
        kept["won"][1], kept["deals"], Range(*kept["number"]), Range(*kept["amount"]), kept.get("own_middle"),
        tuple(kept["curve"]), kept["shared"], tuple((id, share) for id, share in kept["carriers"]),
        None if coming is None else Range(*coming["amount"]),
    )  # fmt: skip
