"""What goes on after no decision: ideas, people, the day to come back, and coming back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from pydantic import Field

from evener.deals import queries as deals
from evener.rest.answers import answer, gone, made
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, Shown
from evener.rest.values import Day, Id, Line, Name, PathId, Small
from evener.reviews import actions
from evener.reviews.models import Idea, Tie
from evener.reviews.queries import light as queries
from evener.reviews.rules.lightly import USUAL_WEEKS

routes = Routes("After no decision")


class LightIdea(Shown):
    id: int
    text: str
    due_on: date
    owner_id: int
    done_at: datetime | None
    note: str


class LightTie(Shown):
    """Somebody at the customer to stay in touch with."""

    id: int
    contact_id: int
    owner_id: int
    every_weeks: int
    last_on: date | None
    next_on: date


class LightPlanShown(Shown):
    """What goes on with the customer of a deal that ended without a sale."""

    deal_id: int
    return_on: date | None = Field(description="The day to come back in force.")
    came_back_in: int | None = Field(description="The deal they came back in.")
    ideas: list[LightIdea]
    ties: list[LightTie]


class NewLightIdea(Given):
    text: Line
    due_on: Day
    owner_id: Id | None = Field(None, description="You, unless said otherwise.")


class IdeaShared(Given):
    note: Line = ""


class NewLightTie(Given):
    contact_id: Id
    every_weeks: Small = USUAL_WEEKS
    owner_id: Id | None = Field(None, description="You, unless said otherwise.")


class TieTouched(Given):
    on: Day | None = Field(None, description="Today, unless said otherwise.")
    how: Line = ""


class ReturnMoved(Given):
    return_on: Day
    reason: Line = ""


class CameBack(Given):
    name: Name = Field(description="Of the new deal.")


class CameBackShown(Shown):
    deal_id: int = Field(description="The new deal.")
    former_id: int
    on: date


class ComeBackCounts(Shown):
    """Deals that ended in no decision and what came of them."""

    endings: int
    due: int = Field(description="Those whose day to come back has come.")
    back: int = Field(description="Of those due, came back.")
    decided: int = Field(description="Of those that came back, closed since.")
    won: int
    early: int = Field(description="Back before their day.")


IDEA = ("text", "due_on", "owner_id", "done_at", "note")
TIE = ("contact_id", "owner_id", "every_weeks", "last_on", "next_on")


def _idea(row: Idea) -> dict[str, Any]:
    return {"id": row.pk} | {name: getattr(row, name) for name in IDEA}


def _tie(row: Tie) -> dict[str, Any]:
    return {"id": row.pk} | {name: getattr(row, name) for name in TIE}


@routes.on("GET", "/deals/{deal_id}/light-plan", gives=LightPlanShown, summary="The light plan of a closed deal")
def light_plan(request: Call, deal_id: PathId) -> HttpResponse:
    return answer(_plan(request, deal_id))


def _plan(request: Call, deal_id: int) -> dict[str, Any]:
    found = queries.light(deals.deal(request.viewer, deal_id))
    return {
        "deal_id": deal_id,
        "return_on": found.return_on,
        "came_back_in": found.back.deal_id if found.back else None,
        "ideas": [_idea(row) for row in found.ideas],
        "ties": [_tie(row) for row in found.ties],
    }


@routes.on("POST", "/deals/{deal_id}/light-plan/ideas", gives=LightIdea, summary="An idea to share")
def add_light_idea(request: Call, deal_id: PathId, body: NewLightIdea) -> HttpResponse:
    row = actions.add_idea(by=request.viewer, at=request.at, deal_id=deal_id, **body.values())
    return answer(_idea(row), status=201)


@routes.on("POST", "/ideas/{idea_id}/share", gives=LightIdea, status=200, summary="It was shared")
def share_light_idea(request: Call, idea_id: PathId, body: IdeaShared) -> HttpResponse:
    return answer(_idea(actions.share_idea(by=request.viewer, at=request.at, idea_id=idea_id, note=body.note)))


@routes.on("POST", "/deals/{deal_id}/light-plan/ties", gives=LightTie, summary="Stay in touch with somebody")
def add_light_tie(request: Call, deal_id: PathId, body: NewLightTie) -> HttpResponse:
    row = actions.add_tie(
        by=request.viewer, at=request.at, deal_id=deal_id, contact_id=body.contact_id, every_weeks=body.every_weeks,
        owner_id=body.owner_id,
    )  # fmt: skip
    return answer(_tie(row), status=201)


@routes.on("POST", "/ties/{tie_id}/touch", gives=LightTie, status=200, summary="We were in touch")
def touch_light_tie(request: Call, tie_id: PathId, body: TieTouched) -> HttpResponse:
    """The next time counts from that day."""
    actions.touch_tie(by=request.viewer, at=request.at, tie_id=tie_id, on=body.on, how=body.how)
    return answer(_tie(queries.tie(request.viewer, tie_id)))


@routes.on("DELETE", "/ties/{tie_id}", summary="Stay in touch no longer")
def end_light_tie(request: Call, tie_id: PathId) -> HttpResponse:
    """What was logged stays."""
    actions.end_tie(by=request.viewer, at=request.at, tie_id=tie_id)
    return gone()


@routes.on(
    "POST", "/deals/{deal_id}/light-plan/return", gives=LightPlanShown, status=200, summary="Another day to come back"
)
def move_light_return(request: Call, deal_id: PathId, body: ReturnMoved) -> HttpResponse:
    """The deal itself does not change."""
    actions.move_return(by=request.viewer, at=request.at, deal_id=deal_id, return_on=body.return_on, reason=body.reason)
    return answer(_plan(request, deal_id))


@routes.on("POST", "/deals/{deal_id}/come-back", gives=CameBackShown, summary="They are back: a new deal")
def come_back(request: Call, deal_id: PathId, body: CameBack) -> HttpResponse:
    """It takes over account, lead engineer, amount, product and people, whose stance is asked again, and the answers as
    assumed.
    """
    row = actions.come_back(by=request.viewer, at=request.at, deal_id=deal_id, name=body.name)
    return made({"deal_id": row.deal_id, "former_id": row.former_id, "on": row.on}, at=f"/deals/{row.deal_id}")


@routes.on("GET", "/come-backs", gives=ComeBackCounts, summary="Who decided nothing and came back")
def count_comebacks(request: Call) -> HttpResponse:
    """Your own deals; of leaders those of the teams they lead."""
    viewer = request.viewer
    counts = queries.came_back(viewer, today=viewer.today(request.at), team=viewer.leads).counts
    return answer({name: getattr(counts, name) for name in ComeBackCounts.model_fields})
