"""Forecasts themselves: the newest, a new one, and how they did."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from evener.deals.rules import Basis
from evener.forecast import queries
from evener.forecast.actions.asking import start_forecast
from evener.forecast.jobs import forecast as job
from evener.forecast.models import Forecast
from evener.forecast.queries import record as records
from evener.forecast.rules.horizons import FIXED
from evener.forecast.rules.record import BY, Record
from evener.problems import Invalid, NotThere
from evener.rest.answers import answer, made
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Shown
from evener.rest.values import PathId

routes = Routes("Forecast")

Days = Annotated[int, Query(description="How far ahead: 30, 60, 90 or 180 days.")]


class ForecastLeftOut(Shown):
    name: str
    why: str
    size: float


class ForecastShown(Shown):
    """A forecast: of which day, on what it rests, and what makes it again."""

    id: int
    as_of: date
    made_at: datetime
    is_ready: bool
    work_id: int | None = Field(description="How far it is, while it is computed.")
    basis: Basis
    open_deals: int
    ended_deals: int
    engine: str
    digest: str = Field(description="Of everything that went in; with the same engine and seed the same numbers.")
    seed: int | None
    left_out: list[ForecastLeftOut] = Field(description="Fields that look as if filled in when deals ended.")


class RecordScores(Shown):
    """Means over the deals scored: the lower the better."""

    log_loss: float | None = Field(description="Over the four answers; null of the stage, which speaks of winning.")
    brier: float | None
    log_loss_won: float
    brier_won: float


class RecordBand(Shown):
    deals: int
    said: float
    won: int


class RecordOf(Shown):
    """How the forecasts of everything, of one team, or of your own deals did."""

    of: str
    of_id: int
    deals: int = Field(description="Each as often as a forecast spoke of it.")
    won: int
    expected: float
    enough: bool = Field(description="Whether there are deals enough to judge.")
    worse: bool = Field(description="Whether the model did worse than the base rate.")
    model: RecordScores
    base_rate: RecordScores
    stage: RecordScores
    bands: list[RecordBand]


class RecordShown(Shown):
    days: int
    records: list[RecordOf]


@routes.on("GET", "/forecasts/newest", gives=ForecastShown, summary="The newest forecast")
def newest_forecast(request: Call) -> HttpResponse:
    found = queries.newest()
    if found is None:
        raise NotThere(_("There is no forecast yet. The first is made tonight."))
    return answer(_shown(found))


@routes.on("GET", "/forecasts/{forecast_id}", gives=ForecastShown, summary="A forecast")
def one_forecast(request: Call, forecast_id: PathId) -> HttpResponse:
    """Also one that is still computed: ask again until it is ready."""
    return answer(_shown(queries.forecast(forecast_id)))


@routes.on("POST", "/forecasts", gives=ForecastShown, summary="Forecast anew")
def new_forecast(request: Call) -> HttpResponse:
    """Computed in the background, kept and scored like that of every night. Leaders and admins."""
    begun = start_forecast(by=request.viewer, at=request.at, task=job)
    return made(_shown(begun), at=f"/forecasts/{begun.pk}")


@routes.on("GET", "/forecast/record", gives=RecordShown, summary="How forecasts did")
def forecast_record(request: Call, days: Days = BY) -> HttpResponse:
    """Of everything and of each team for everyone, of a person's deals for that person."""
    if days not in FIXED:
        raise Invalid({"days": _("Use 30, 60, 90 or 180.")})
    found = records.record(request.viewer, days=days, today=request.viewer.today(request.at)).of
    rows = [_record(of, of_id, each) for (of, of_id), each in sorted(found.items())]
    return answer({"days": days, "records": rows})


def _shown(found: Forecast) -> dict[str, Any]:
    names = ("id", "as_of", "made_at", "is_ready", "work_id", "basis", "open_deals", "ended_deals", "engine", "digest")
    plain = {name: getattr(found, name) for name in names}
    return plain | {"seed": found.facts.get("seed"), "left_out": found.facts.get("left_out", [])}


def _record(of: str, of_id: int, found: Record) -> dict[str, Any]:
    scores = {name: getattr(found, name) for name in ("model", "base_rate", "stage")}
    return {
        "of": of, "of_id": of_id, "deals": found.deals, "won": found.won, "expected": round(found.expected, 2),
        "enough": found.enough, "worse": found.worse,
        **{
            name: {"log_loss": each.log, "brier": each.brier, "log_loss_won": each.log_won, "brier_won": each.brier_won}
            for name, each in scores.items()
        },
        "bands": [{"deals": each.deals, "said": round(each.said, 4), "won": each.won} for each in found.bands],
    }  # fmt: skip
