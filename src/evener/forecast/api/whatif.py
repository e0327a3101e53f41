"""What if: the newest forecast with something changed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from evener.forecast.rules.whatif import asked
from evener.lazily import lazily
from evener.rest.answers import answer
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Shown
from evener.rest.values import QueryText

if TYPE_CHECKING:
    from evener.forecast.queries import whatif as queries
else:
    queries = lazily("evener.forecast.queries.whatif")

routes = Routes("Forecast")

Drops = Annotated[list[str], Query(description="Ids of deals that drop.")]
Slips = Annotated[list[str], Query(description="`12:30`: the deal 12 slips by 30 days.")]


class WhatIfRange(Shown):
    """Of open deals, in minor units."""

    p10: float
    p50: float
    p90: float
    mean: float


class WhatIfQuarter(Shown):
    begins: date
    was: WhatIfRange
    would: WhatIfRange
    filled_mean: float = Field(description="Of `was.mean`, what rests on deals without an amount of their own.")


class WhatIfShown(Shown):
    """Each quarter of the open deals you see, as it is and as it would be. Nothing is kept."""

    forecast_id: int | None = Field(description="Null: there is no forecast of a deal you see.")
    as_of: date | None
    currency: str
    filled: int = Field(description="Deals without an amount, taken at the mean of won deals like them.")
    without_amount: int = Field(description="Deals without an amount where too few were won: they count as nothing.")
    quarters: list[WhatIfQuarter]
    waiting_deals: int | None = Field(description="Deals that wait for the skill's promised work; null: none asked.")
    sooner_days: float | None = Field(description="How much sooner they have it on average, with one engineer more.")


@routes.on("GET", "/forecast/what-if", gives=WhatIfShown, summary="The forecast with something changed")
def what_if(
    request: Call,
    currency: QueryText = "",
    drop: Drops = [],  # noqa: B006 - read, never changed
    slip: Slips = [],  # noqa: B006
    skill: QueryText = "",
    starts: QueryText = "",
) -> HttpResponse:
    """Deals that drop or slip, or one engineer more with a skill (`skill`, its id) from `starts` days on."""
    pairs = [(left, right) for left, colon, right in (each.partition(":") for each in slip) if colon]
    told = asked(drop, pairs, skill=skill, starts=starts)
    today = request.viewer.today(request.at)
    found = queries.whatif(request.viewer, told, currency=currency, today=today)
    if found is None:
        empty = dict.fromkeys(("forecast_id", "as_of", "waiting_deals", "sooner_days"))
        return answer(empty | {"currency": currency, "quarters": [], "filled": 0, "without_amount": 0})
    return answer(
        {
            "forecast_id": found.forecast.pk,
            "as_of": found.forecast.as_of,
            "currency": found.currency,
            "filled": found.filled,
            "without_amount": found.without_amount,
            "quarters": [
                {
                    "begins": each.begins,
                    "was": _range(each.was),
                    "would": _range(each.would),
                    "filled_mean": round(each.filled_mean),
                }
                for each in found.compared
            ],
            "waiting_deals": None if found.moved is None else found.moved[0],
            "sooner_days": None if found.moved is None else round(found.moved[1], 1),
        }
    )


def _range(of: Any) -> dict[str, float]:
    return {"p10": round(of.low), "p50": round(of.middle), "p90": round(of.high), "mean": round(of.mean)}
