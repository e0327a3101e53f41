"""How forecasts did, added up from their marks, and whether the model is still to be trusted. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WORSE = 0.005  # log-loss above the base rate's from which the model is worse
FEWEST = 50  # deals scored before anything is said for or against it
WATCHED = 120  # days of the newest marks that decide whether the model is trusted
BY = 90  # days ahead: the horizon the model is held to


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over the deals scored; of `stage` only what it speaks of, being won."""

    log: float | None
    brier: float | None
    log_won: float
    brier_won: float


@dataclass(frozen=True, slots=True)
class Band:
    """Deals given about the same chance to be won: how many, the mean of what was said, how many were won."""

    deals: int
    said: float
    won: int


@dataclass(frozen=True, slots=True)
class Record:
    """`deals`: deals scored, each as often as a forecast spoke of it. `expected`: won deals, by the forecasts."""

    deals: int
    won: int
    expected: float
    model: Scores
    base_rate: Scores
    stage: Scores
    bands: Sequence[Band]

    @property
    def enough(self) -> bool:
        return self.deals >= FEWEST

    @property
    def worse(self) -> bool:
        """Whether the model did worse than the base rate; said only of enough deals."""
        if self.model.log is None or self.base_rate.log is None:
            return False
        return self.enough and self.model.log > self.base_rate.log + WORSE

    @property
    def stage_closer(self) -> bool:
        """Whether the plain stage forecast came closer to what was won, by more than rounding."""
        return self.enough and self.stage.brier_won < self.model.brier_won - WORSE


def added(marks: Sequence[tuple[int, Mapping[str, Any]]]) -> Record | None:
    """The record of several marks, each with how many deals it is of; None: of none."""
    deals = sum(number for number, _ in marks)
    if not deals:
        return None
    figures = [each for _, each in marks]
    bands = [
        [sum(each["bands"][place][part] for each in figures) for part in range(3)] for place in range(_bands(figures))
    ]
    return Record(
        deals=deals,
        won=sum(each["won"] for each in figures),
        expected=sum(each["expected"] for each in figures),
        model=_scores(figures, "model", deals),
        base_rate=_scores(figures, "base_rate", deals),
        stage=_scores(figures, "stage", deals),
        bands=[Band(count, said / count, won) for count, said, won in bands if count],
    )


def _bands(figures: Sequence[Mapping[str, Any]]) -> int:
    return min(len(each["bands"]) for each in figures)


def _scores(figures: Sequence[Mapping[str, Any]], name: str, deals: int) -> Scores:
    def mean(score: str) -> float | None:
        found = [each[name].get(score) for each in figures]
        return None if None in found else sum(found) / deals

    return Scores(mean("log"), mean("brier"), mean("log_won") or 0.0, mean("brier_won") or 0.0)
