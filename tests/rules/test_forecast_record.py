"""What the record says of the model. Rules and words only."""

from __future__ import annotations

import pytest

from evener.forecast.presenting.record import verdict
from evener.forecast.rules.record import Record, Scores


def record(deals: int, stage: float) -> Record:
    model, base = Scores(1.36, 0.7, 0.5, 0.165), Scores(1.55, 0.8, 0.6, 0.2)
    return Record(deals, 14, 18.5, model, base, Scores(None, None, 0.5, stage), [])


@pytest.mark.parametrize(("deals", "stage", "closer"), [(64, 0.147, True), (64, 0.163, False), (30, 0.1, False)])
def test_the_plain_stage_forecast_is_named_where_it_came_closer(deals: int, stage: float, closer: bool) -> None:
    said = str(verdict(record(deals, stage)))
    assert ("0.147 against 0.165" in said) is closer
    assert said.startswith("The model did better" if deals >= 50 else "Too few to judge")
