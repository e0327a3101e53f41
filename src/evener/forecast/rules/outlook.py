"""One deal's outlook as it is kept: chances in tenths of a percent, and what moves them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evener.deals.rules import Outlook, whole_outlook

THOUSAND = 1000.0
FEWEST_LIKE = 5  # deals under which nothing is said of how many of them were won


@dataclass(frozen=True, slots=True)
class Ahead:
    """Chances by the end of a day, in tenths of a percent; `days` None: in the end. `low` to `high`: 80 %, of won."""

    days: int | None
    won: int
    lost: int
    no_decision: int
    open: int
    low: int
    high: int

    def kept(self) -> dict[str, Any]:
        # By hand: `asdict` takes twenty times as long, and a forecast keeps a dozen of each deal.
        return {
            "days": self.days, "won": self.won, "lost": self.lost, "no_decision": self.no_decision, "open": self.open,
            "low": self.low, "high": self.high,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing about a deal: its value, by how many points it moves the chance to be won in the end (None: it is only
    counted), and of how many deals like it that ended how many were won, beside all of them.
    """

    name: str
    value: str | float | None
    points: float | None
    deals: int
    won: int
    all_deals: int
    all_won: int

    def kept(self) -> dict[str, Any]:
        return {
            "name": self.name, "value": self.value, "points": self.points, "deals": self.deals, "won": self.won,
            "all_deals": self.all_deals, "all_won": self.all_won,
        }  # fmt: skip

    @property
    def counted(self) -> bool:
        """Whether there are deals enough to say how many were won."""
        return self.deals >= FEWEST_LIKE


def in_percent(last: Mapping[str, int]) -> tuple[Outlook, int, int]:
    """Chances in the end, as they are kept, in the whole percents that `deals` keeps, and the range of won."""
    told = whole_outlook(*(last[name] / THOUSAND for name in ("won", "lost", "no_decision")), source="")
    low, high = round(last["low"] / 10), round(last["high"] / 10)
    return told, min(max(low, 1), told.won), max(min(high, 99), told.won)
