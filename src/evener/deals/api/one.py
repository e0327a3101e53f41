"""One deal: reading and changing it."""

from __future__ import annotations

from django.http import HttpResponse

from evener.deals import actions, queries
from evener.deals.api.rows import shown_deal
from evener.deals.api.shapes import DealChange, DealShown
from evener.rest.answers import answer
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.values import PathId

routes = Routes("Deals")


@routes.on("GET", "/deals/{deal_id}", gives=DealShown, summary="One deal")
def deal(request: Call, deal_id: PathId) -> HttpResponse:
    return answer(shown_deal(queries.deal(request.viewer, deal_id)))


@routes.on("PATCH", "/deals/{deal_id}", gives=DealShown, summary="Change fields of a deal")
def change_deal(request: Call, deal_id: PathId, body: DealChange) -> HttpResponse:
    """Only the fields sent are changed. Where somebody else changed one of them since `version`, nothing is written
    and the answer is 409 with `clashes` and the present `version`; changes to other fields pass."""
    deal = actions.change_deal(
        by=request.viewer, at=request.at, deal_id=deal_id, values=body.values(), seen_version=body.version
    )
    return answer(shown_deal(deal))
