"""What open deals will bring, and people's calls."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from evener.deals.rules import Basis
from evener.forecast.actions.calls import make_call
from evener.forecast.models import Call as CallRow
from evener.forecast.queries.slices import Slice, of_newest
from evener.forecast.rules.reading import Range, told
from evener.problems import NotThere
from evener.rest.answers import answer
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, Shown
from evener.rest.values import Currency, Day, Id, Line, Minor, QueryId

routes = Routes("Forecast")

What = Literal["all", "team", "owner", "product"]
Whose = Literal["team", "owner"]
Span = Literal["month", "quarter"]

PartId = Annotated[QueryId, Query(description="Of a team, person or product; left out for everything.")]


class RevenueRangeShown(Shown):
    """P10, P50, P90 and the mean."""

    p10: float
    p50: float
    p90: float
    mean: float


class RevenueCarrierShown(Shown):
    deal_id: int
    share: float = Field(description="Of the variance of the amount.")


class RevenuePeriodShown(Shown):
    """A month or quarter. What is won already is not in `amount` and `number`; minor units."""

    period: Span
    begins: date
    ends: date
    won_count: int
    won_minor: int
    open_deals: int
    number: RevenueRangeShown
    amount: RevenueRangeShown
    own_p50: int | None = Field(description="P50 of `amount` with `filled` deals as nothing; null: there are none.")
    to_come: RevenueRangeShown | None = Field(description="Of deals that do not exist yet; null: too little past.")
    shared: float = Field(description="Share of the variance that moves all deals together.")
    carriers: list[RevenueCarrierShown] = Field(description="Deals that carry most of it, of those you may see.")
    commit_minor: int | None
    best_minor: int | None


class RevenueSinceShown(Shown):
    """Since an earlier forecast, for the first quarter: `then_minor` and the parts add up to `now_minor`."""

    since: date
    then_minor: int
    now_minor: int
    parts: dict[str, int]


class RevenueShown(Shown):
    """One slice of the newest forecast, in one currency."""

    forecast_id: int
    as_of: date
    basis: Basis
    of: What
    of_id: int
    currency: str
    confidential: bool = Field(description="Whether confidential deals count in it.")
    filled: int = Field(description="Open deals without an amount, taken at the mean of won deals like them.")
    without_amount: int = Field(description="Open deals without one where too few were won: they count as nothing.")
    periods: list[RevenuePeriodShown]
    changes: RevenueSinceShown | None


class NewCall(Given):
    of: Whose
    of_id: Id
    period: Span
    begins: Day = Field(description="First day of the month or quarter.")
    currency: Currency
    commit_minor: Minor
    best_minor: Minor
    note: Line = ""


class CallShown(Shown):
    id: int
    of: Whose
    of_id: int
    period: Span
    begins: date
    currency: str
    commit_minor: int
    best_minor: int
    note: str
    made_at: datetime
    made_by_id: int


@routes.on("GET", "/forecast", gives=RevenueShown, summary="What open deals will bring")
def revenue(
    request: Call,
    of: Annotated[What | None, Query(description="Left out: everything, or what of it you may see.")] = None,
    of_id: PartId | None = None,
    currency: Annotated[str, Query(max_length=3, description="Left out: yours, where there is a line in it.")] = "",
) -> HttpResponse:
    """404 before the first forecast, and for what you may not see."""
    found = of_newest(request.viewer, of=of or "", id=of_id or 0, currency=currency)
    if found is None:
        raise NotThere(_("There is no forecast of this yet."))
    return answer(_shown(found))


@routes.on("POST", "/forecast/calls", gives=CallShown, status=201, summary="Say what you commit to")
def new_call(request: Call, given: NewCall) -> HttpResponse:
    """Of yourself, or of a team you lead. An earlier call stays as it was; the newest counts."""
    call = make_call(by=request.viewer, at=timezone.now(), **given.model_dump())
    return answer(_call(call, given.of, given.of_id), status=201)


def _call(call: CallRow, of: str, of_id: int) -> dict[str, Any]:
    names = ("id", "period", "begins", "currency", "commit_minor", "best_minor", "note", "made_at", "made_by_id")
    return {name: getattr(call, name) for name in names} | {"of": of, "of_id": of_id}


def _shown(found: Slice) -> dict[str, Any]:
    changes = found.figures["changes"]
    return {
        "forecast_id": found.forecast.pk,
        "as_of": found.forecast.as_of,
        "basis": found.forecast.basis,
        "of": found.chosen.of,
        "of_id": found.chosen.id,
        "currency": found.currency,
        "confidential": found.confidential,
        "filled": found.figures.get("filled", 0),
        "without_amount": found.figures["without_amount"],
        "periods": [_period(found, each) for each in found.figures["periods"]],
        "changes": changes
        and {
            "since": changes["since"],
            "then_minor": changes["then"],
            "now_minor": changes["now"],
            "parts": changes["parts"],
        },
    }


def _period(found: Slice, kept: dict[str, Any]) -> dict[str, Any]:
    each = told(kept)
    call = found.calls.get((each.kind, each.begins))
    return {
        "period": each.kind,
        "begins": each.begins,
        "ends": each.ends,
        "won_count": each.won_count,
        "won_minor": each.won_minor,
        "open_deals": each.deals,
        "number": _range(each.number),
        "amount": _range(each.amount),
        "own_p50": each.own_middle,
        "to_come": each.coming and _range(each.coming),
        "shared": each.shared,
        "carriers": [{"deal_id": id, "share": part} for id, part in each.carriers if id in found.deals],
        "commit_minor": call and call.commit_minor,
        "best_minor": call and call.best_minor,
    }


def _range(of: Range) -> dict[str, float]:
    return {"p10": of.low, "p50": of.middle, "p90": of.high, "mean": of.mean}
