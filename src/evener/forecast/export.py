"""What of forecasts is exported (upkeep.asks.Exporter)."""

from __future__ import annotations

from evener.forecast.models import Call, Chances, Forecast, Line, Mark, Sheet
from evener.tables import Table, table


def tables() -> list[Table]:
    return [
        table("forecasts", Forecast, also={"made_by": "made_by__name"}),
        table("forecast_sheets", Sheet),
        table("forecast_chances", Chances, also={"deal": "deal__name"}),
        table("forecast_lines", Line),
        table("forecast_marks", Mark),
        table(
            "calls",
            Call,
            also={"owner": "owner__name", "team": "team__name", "made_by": "made_by__name"},
            money={"commit": ("commit_minor", "currency"), "best": ("best_minor", "currency")},
        ),
    ]
