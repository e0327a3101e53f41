"""Closing a deal through the gate, and opening it again."""

from __future__ import annotations

from django.http import HttpResponse

from evener.deals import actions, queries
from evener.deals.api.rows import shown_deal
from evener.deals.api.shapes import ClosingGiven, DealShown, GateShown, ReasonList, Reopening
from evener.deals.rules import REASONS, Closing, GateMode, Outcome, may_override
from evener.people.queries import organisation
from evener.rest.answers import answer, list_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.values import PathId

routes = Routes("Deals")


@routes.on("GET", "/closing-reasons", gives=ReasonList, summary="The reasons a deal may end for, per outcome")
def closing_reasons(request: Call) -> HttpResponse:
    return list_of(
        [
            {"outcome": outcome.value, "reason": reason, "words": str(words)}
            for outcome, reasons in REASONS.items()
            for reason, words in reasons.items()
        ]
    )


@routes.on("GET", "/deals/{deal_id}/gate", gives=GateShown, summary="What stands between a deal and its win")
def gate(request: Call, deal_id: PathId) -> HttpResponse:
    deal = queries.deal(request.viewer, deal_id)
    mode = GateMode(organisation().gate)
    obstacles = queries.obstacles(deal_id)
    return answer(
        {
            "mode": mode.value,
            "open": mode != GateMode.BLOCK or not obstacles,
            "may_override": bool(may_override(request.viewer, queries.standing(request.viewer, deal))),
            "obstacles": [{"promise_id": o.promise_id, "words": o.words, "why": str(o.why)} for o in obstacles],
        }
    )


@routes.on("POST", "/deals/{deal_id}/close", gives=DealShown, status=200, summary="Close a deal")
def close_deal(request: Call, deal_id: PathId, body: ClosingGiven) -> HttpResponse:
    """A win goes through the gate: 409 with `reasons` says which promises stand in the way. A closed deal is frozen."""
    closing = Closing(
        outcome=Outcome(body.outcome),
        reason=body.reason,
        note=body.note,
        closed_on=body.closed_on or request.viewer.today(request.at),
        return_on=body.return_on,
        gate_reason=body.gate_reason,
    )
    deal = actions.close_deal(
        by=request.viewer, at=request.at, deal_id=deal_id, closing=closing, seen_version=body.version
    )
    return answer(shown_deal(deal))


@routes.on("POST", "/deals/{deal_id}/reopen", gives=DealShown, status=200, summary="Open a closed deal again")
def reopen_deal(request: Call, deal_id: PathId, body: Reopening) -> HttpResponse:
    deal = actions.reopen_deal(by=request.viewer, at=request.at, deal_id=deal_id, reason=body.reason)
    return answer(shown_deal(deal))
