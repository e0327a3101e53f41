"""How forecasts did, added up from their marks, and whether the model is still to be trusted. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

WORSE = 0.005  # log-loss above the base rate's from which the model is worse
FEWEST = 50  # deals scored before anything is said for or against it
WATCHED = 120  # days of the newest marks that decide whether the model is trusted
BY = 90  # days ahead: the horizon the model is held to
YEAR = timedelta(days=365)

# How many deals, and what was counted of them (`engine.marks`).
Marked = tuple[int, Mapping[str, Any]]


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


def since(today: date, *, days: int) -> date:
    """The first day whose forecasts are told of: of a year, as far as their day at that horizon has come."""
    return today - timedelta(days=days) - YEAR


def summed(marks: Sequence[Marked]) -> Marked | None:
    """Several marks, each with how many deals it is of, as one; None: of no deal."""
    deals = sum(number for number, _ in marks)
    if not deals:
        return None
    figures = [each for _, each in marks]
    length = min(len(each["bands"]) for each in figures)
    bands = [[sum(each["bands"][place][part] for each in figures) for part in range(3)] for place in range(length)]
    scores = {name: _sums([each[name] for each in figures]) for name in ("model", "base_rate", "stage")}
    counts = {name: sum(each[name] for each in figures) for name in ("won", "expected")}
    return deals, {**scores, **counts, "bands": bands}


def _sums(scores: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Of what all of them have."""
    names = [name for name in scores[0] if all(name in each for each in scores)]
    return {name: sum(each[name] for each in scores) for name in names}


def added(marks: Sequence[Marked]) -> Record | None:
    """The record of several marks; None: of none."""
    found = summed(marks)
    if found is None:
        return None
    deals, figures = found
    return Record(
        deals=deals,
        won=figures["won"],
        expected=figures["expected"],
        model=_scores(figures["model"], deals),
        base_rate=_scores(figures["base_rate"], deals),
        stage=_scores(figures["stage"], deals),
        bands=[Band(count, said / count, won) for count, said, won in figures["bands"] if count],
    )


def _scores(sums: Mapping[str, float], deals: int) -> Scores:
    def mean(name: str) -> float | None:
        return sums[name] / deals if name in sums else None

    return Scores(mean("log"), mean("brier"), mean("log_won") or 0.0, mean("brier_won") or 0.0)
