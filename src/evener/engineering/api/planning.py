"""Proposed assignments and coverage plans as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, TypeVar

from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import Field, Strict

from evener.engineering.actions.plans import start_plan
from evener.engineering.actions.proposals import accept_lines, may_read, start_proposal
from evener.engineering.jobs import plan as simulate
from evener.engineering.jobs import propose
from evener.engineering.models import Plan, Proposal
from evener.engineering.queries import by_id, plan, proposal
from evener.problems import NotAllowed, NotThere
from evener.rest.answers import answer, made
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, Shown
from evener.rest.values import Flag, Id, PathId, Small

routes = Routes("Planning")

Computed = TypeVar("Computed", Proposal, Plan)


class ProposalAsked(Given):
    again: Flag = Field(False, description="Start from the newest proposal and keep to it where that is possible.")


class ProposedLine(Shown):
    request_id: int
    version: int
    person_id: int
    partner_id: int | None = Field(description="Who learns along.")
    hours: float
    reasons: list[str] = Field(description="Codes.")


class Unplaceable(Shown):
    request_id: int
    why: str = Field(description="A code.")


class ProposalShown(Shown):
    id: int
    made_at: datetime
    made_by_id: int
    is_ready: bool = Field(description="False while it is computed: ask again.")
    work_id: int | None
    gap: float | None = Field(description="No assignment can be worth over this share more.")
    lines: list[ProposedLine]
    unplaced: list[Unplaceable]


class Chosen(Given):
    request_ids: list[Id]


class GivenOut(Shown):
    accepted: int


class PlanAsked(Given):
    leave: list[Id] = Field(default_factory=list, max_length=50, description="Who leaves.")
    growth: Annotated[int, Strict(), Field(ge=-100, le=1000)] = Field(
        0, description="Requests grow by so many percent."
    )
    hire: Small = Field(0, description="How many are hired.")
    like: Id | None = Field(default_factory=lambda: None, description="Whose skills and week they have.")
    ramp: Small = Field(0, description="Weeks until they work in full.")


class PlanShown(Shown):
    id: int
    made_at: datetime
    made_by_id: int
    is_ready: bool = Field(description="False while it is simulated: ask again.")
    work_id: int | None
    asked: dict[str, Any]
    found: dict[str, Any] = Field(
        description="`outcomes`: now and then, each measure with mean, low and high of eight in ten runs."
    )


@routes.on("POST", "/proposals", gives=ProposalShown, summary="Propose an assignment of all open requests")
def create_proposal(request: Call, body: ProposalAsked) -> HttpResponse:
    """Computed in the background; nothing is given out by it."""
    made_one = start_proposal(by=request.viewer, at=request.at, task=propose, from_earlier=body.again)
    return made(_proposal(made_one), at=f"/proposals/{made_one.pk}")


@routes.on("GET", "/proposals/{proposal_id}", gives=ProposalShown, summary="A proposal")
def one_proposal(request: Call, proposal_id: PathId) -> HttpResponse:
    """Lines about deals you may not see are left out."""
    found = _led(request, proposal(proposal_id))
    seen = set(by_id(request.viewer, [line["request"] for line in (*found.lines, *found.unplaced)]))
    return answer(_proposal(found, seen=seen))


@routes.on("POST", "/proposals/{proposal_id}/accept", gives=GivenOut, status=200, summary="Accept lines of a proposal")
def accept_proposal(request: Call, proposal_id: PathId, body: Chosen) -> HttpResponse:
    """All of them or none: refused when one was changed or answered since."""
    count = accept_lines(by=request.viewer, at=request.at, proposal_id=proposal_id, request_ids=body.request_ids)
    return answer({"accepted": count})


def _proposal(found: Proposal, *, seen: set[int] | None = None) -> dict[str, Any]:
    lines = [
        {
            "request_id": line["request"], "version": line["version"], "person_id": line["person"],
            "partner_id": line["partner"], "hours": line["hours"],
            "reasons": [code for code, _numbers in line["reasons"]],
        }
        for line in found.lines
        if seen is None or line["request"] in seen
    ]  # fmt: skip
    unplaced = [
        {"request_id": each["request"], "why": each["why"]}
        for each in found.unplaced
        if seen is None or each["request"] in seen
    ]
    return {
        "id": found.pk, "made_at": found.made_at, "made_by_id": found.made_by_id, "is_ready": found.is_ready,
        "work_id": found.work_id, "gap": found.measures.get("gap"), "lines": lines, "unplaced": unplaced,
    }  # fmt: skip


@routes.on("POST", "/coverage-plans", gives=PlanShown, summary="Ask what a change would do to waiting and load")
def create_plan(request: Call, body: PlanAsked) -> HttpResponse:
    """Simulated in the background."""
    made_one = start_plan(by=request.viewer, at=request.at, asked=body.model_dump(), task=simulate)
    return made(_plan(made_one), at=f"/coverage-plans/{made_one.pk}")


@routes.on("GET", "/coverage-plans/{plan_id}", gives=PlanShown, summary="A coverage plan")
def one_plan(request: Call, plan_id: PathId) -> HttpResponse:
    return answer(_plan(_led(request, plan(plan_id))))


def _plan(found: Plan) -> dict[str, Any]:
    return {
        "id": found.pk, "made_at": found.made_at, "made_by_id": found.made_by_id, "is_ready": found.is_ready,
        "work_id": found.work_id, "asked": found.asked, "found": found.found,
    }  # fmt: skip


def _led(request: Call, found: Computed | None) -> Computed:
    if not may_read(request.viewer):
        raise NotAllowed(_("Those who lead hand work out. Ask one of them for a proposal."))
    if found is None:
        raise NotThere(_("There is no such proposal or plan."))
    return found
