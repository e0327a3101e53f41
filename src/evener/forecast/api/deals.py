"""What is forecast of one deal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import Field

from evener.deals import queries as deals
from evener.deals.rules import Basis
from evener.forecast.presenting.outlook import may_see
from evener.forecast.queries.deals import DealForecast, of_deal
from evener.forecast.rules.outlook import FEWEST_LIKE, Ahead, Reason
from evener.problems import NotThere
from evener.rest.answers import answer
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Shown
from evener.rest.values import PathId

routes = Routes("Forecast")


class AheadShown(Shown):
    """Chances by one day, in tenths of a percent: never 0 and never 1000."""

    days: int | None = Field(description="From the day of the forecast; null: in the end, however long it takes.")
    on: date | None
    won: int
    low: int = Field(description="With `high` an 80 % range of `won`.")
    high: int
    lost: int
    no_decision: int
    open: int


class MoverShown(Shown):
    """One thing that moves the chance to be won in the end."""

    name: str
    value: str | float | None
    points: float | None = Field(description="Of a hundred; null where it is only counted.")
    deals: int | None = Field(description=f"Deals like it that have ended; null under {FEWEST_LIKE}.")
    won: int | None
    all_deals: int = Field(description="All that ended and were open as long.")
    all_won: int


class DealForecastShown(Shown):
    """A deal's outlook."""

    deal_id: int
    forecast_id: int
    as_of: date
    basis: Basis
    filled_minor: int | None = Field(
        description="What sums of money take it at, the mean of won deals like it; null: it has an amount, or too few."
    )
    ahead: list[AheadShown]
    reasons: list[MoverShown]


@routes.on("GET", "/deals/{deal_id}/forecast", gives=DealForecastShown, summary="What is forecast of a deal")
def deal_forecast(request: Call, deal_id: PathId) -> HttpResponse:
    """404 also for a deal that has ended or is newer than the last forecast."""
    deal = deals.deal(request.viewer, deal_id)
    found = of_deal(deal)
    if found is None:
        raise NotThere(_("There is no forecast of this deal: it has ended, or is newer than the last forecast."))
    return answer(
        {
            "deal_id": deal.pk,
            "forecast_id": found.forecast.pk,
            "as_of": found.forecast.as_of,
            "basis": found.forecast.basis,
            "filled_minor": found.fill and found.fill.minor,
            "ahead": [_ahead(found, each) for each in found.ahead],
            "reasons": [_mover(each) for each in found.reasons if may_see(request.viewer, deal, each)],
        }
    )


def _ahead(found: DealForecast, each: Ahead) -> dict[str, Any]:
    return each.kept() | {"on": None if each.days is None else found.on(each)[0]}


def _mover(each: Reason) -> dict[str, Any]:
    """Of too few deals nobody is told how many: one might be a deal they do not see."""
    return each.kept() | ({} if each.counted else {"deals": None, "won": None})
