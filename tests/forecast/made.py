"""Forecasts for tests, made as the night makes them."""

from __future__ import annotations

from datetime import timedelta

from evener.forecast.actions.asking import begin_nightly
from evener.forecast.actions.making import make
from evener.forecast.models import Forecast
from tests.world import NOW, TODAY


def forecast_now(later: int = 0) -> Forecast:
    """The forecast of the night, `later` days after the tests' today."""
    day = timedelta(days=later)
    begun = begin_nightly(at=NOW + day, as_of=TODAY + day)
    assert begun is not None
    return make(at=begun.made_at, as_of=begun.as_of, forecast_id=begun.pk, progress=lambda done, total, what: None)
