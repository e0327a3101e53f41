"""Deals page by page, a new deal, the same change to several."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from evener.deals import actions, filters, lists
from evener.deals.api.rows import LISTED, shown_deal, shown_rows
from evener.deals.api.shapes import DealPage, DealShown, ManyChange, ManyChanged, NewDeal
from evener.problems import Invalid
from evener.rest.answers import answer, made, page_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Ordered
from evener.rest.values import QueryDay, QueryId, QueryPerson, QueryText

routes = Routes("Deals")

Member = Annotated[str, Field(pattern=r"^(me|[0-9]{1,18})$")]


class DealsAsked(Ordered):
    """The parameters of the deals page, under the same names."""

    q: QueryText = Field("", description="Words of the name, account, product or external id, each by its beginning.")
    outcome: Literal["open", "closed", "all", "won", "lost", "no_decision", "disqualified"] = "open"
    stage: QueryId | None = None
    owner: QueryPerson | None = Field(None, description="An id, `me` or `nobody`.")
    member: Member | None = Field(None, description="An id or `me`: whoever works on it in any part.")
    team: QueryId | None = Field(None, description="With the teams below it.")
    product: QueryId | None = None
    account: QueryId | None = None
    currency: QueryText | None = Field(None, description="A code like EUR.")
    min: QueryText | None = Field(None, description="The least amount as people write it: 12500, 12.5k, CHF 12'500.")
    max: QueryText | None = Field(None, description="The largest amount, written the same way.")
    from_: QueryDay | None = Field(None, alias="from", description="Expected to close on this day or later.")
    to: QueryDay | None = Field(None, description="Expected to close on this day or before.")
    confidential: Literal["yes", "no"] | None = None


@routes.on("GET", "/deals", gives=DealPage, summary="Deals, page by page")
def deals(request: Call, asked: Query[DealsAsked]) -> HttpResponse:
    """Orders: `close` (default), `name`, `amount` (by currency), `touched` and `created`, each with a leading `-` for
    descending. Without `outcome` the open ones."""
    wanted, wrong = filters.read(asked.parameters(), viewer=request.viewer)
    if wrong:
        raise Invalid(wrong)
    ask = asked.ask(asked.order or lists.DEFAULT_ORDER)
    found = lists.one_page(request.viewer, asked=wanted, ask=ask, fields=LISTED)
    return page_of(found, shown_rows(request.viewer, found.rows))


@routes.on("POST", "/deals", gives=DealShown, summary="Add a deal")
def create_deal(request: Call, body: NewDeal) -> HttpResponse:
    deal = actions.create_deal(by=request.viewer, at=request.at, values=body.values())
    return made(shown_deal(deal), at=f"/deals/{deal.pk}")


@routes.on("POST", "/deals/change", gives=ManyChanged, status=200, summary="The same change to several deals")
def change_many(request: Call, body: ManyChange) -> HttpResponse:
    """Up to 200 deals, each changed or refused on its own; `refused` says why."""
    values: dict[str, Any] = body.values("deal_ids")
    done = actions.change_many(by=request.viewer, at=request.at, deal_ids=body.deal_ids, values=values)
    return answer({"changed": done.changed, "refused": [{"id": id, "why": why} for id, why in done.refused]})
