"""What of forecasts is exported (upkeep.asks.Exporter)."""

from __future__ import annotations

from evener.forecast.models import (
    Backtest,
    Call,
    Chances,
    Finding,
    Forecast,
    FoundIn,
    Inspection,
    Line,
    Mark,
    Noticed,
    PastLine,
    Predictions,
    RecordLine,
    Sheet,
    Suspect,
)
from evener.tables import Table, table


def tables() -> list[Table]:
    return [
        table("forecasts", Forecast, also={"made_by": "made_by__name"}),
        table("forecast_sheets", Sheet),
        table("forecast_chances", Chances, also={"deal": "deal__name"}),
        table("forecast_lines", Line),
        table("forecast_marks", Mark),
        table("forecast_past_lines", PastLine),
        table("forecast_record_lines", RecordLine),
        table("inspections", Inspection),
        table("findings", Finding),
        table("findings_of_deals", FoundIn, also={"deal": "deal__name"}),
        table("suspects", Suspect, also={"allowed_by": "allowed_by__name"}),
        # The seed stands in `found`; a column of that name looks like the secret of a second factor.
        table("backtests", Backtest, without=("seed",), also={"owner": "owner__name"}),
        table("backtest_predictions", Predictions),
        table("noticed", Noticed, also={"person": "person__name"}),
        table(
            "calls",
            Call,
            also={"owner": "owner__name", "team": "team__name", "made_by": "made_by__name"},
            money={"commit": ("commit_minor", "currency"), "best": ("best_minor", "currency")},
        ),
    ]
