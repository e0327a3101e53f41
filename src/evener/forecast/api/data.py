"""Data hygiene as JSON: what is odd about the records, and which fields the numbers leave out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from pydantic import Field

from evener.forecast.actions import allowing
from evener.forecast.presenting import hygiene
from evener.forecast.queries.hygiene import inspected, suspects
from evener.rest.answers import answer, gone
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, Shown
from evener.rest.values import PathId, Text

routes = Routes("Forecast data")


class DealFound(Shown):
    id: int
    name: str


class DirtFound(Shown):
    """One kind of dirt, counted among deals you see."""

    kind: str
    title: str
    count: int
    of: int = Field(description="Among how many; 0 where it is about all of them together.")
    effect: str = Field(description="What it does to the numbers.")
    advice: str
    since: datetime
    examples: list[DealFound]


class SuspectField(Shown):
    id: int
    feature: str
    why: str
    since: datetime
    allowed: bool = Field(description="Somebody lets the numbers use it.")
    allowed_by: str
    allowed_at: datetime | None
    reason: str


class Hygiene(Shown):
    looked_at: datetime | None = Field(description="When the records were last looked through; they are every night.")
    findings: list[DirtFound]
    suspects: list[SuspectField]


class Allowing(Given):
    reason: Text = Field(description="How you know that the field is known before a deal ends.")


@routes.on("GET", "/forecast/data", gives=Hygiene, summary="What is odd about the records behind the forecast")
def show_data(request: Call) -> HttpResponse:
    found = inspected(request.viewer)
    shown = hygiene.findings(found) if found else []
    return answer(
        {
            "looked_at": found.made_at if found else None,
            "findings": [
                {
                    "kind": each.kind, "title": each.said.title, "count": each.count, "of": each.of,
                    "effect": each.said.effect, "advice": each.said.advice, "since": each.since,
                    "examples": [{"id": deal.deal_id, "name": deal.name} for deal in each.examples],
                }
                for each in shown
            ],
            "suspects": [_suspect(each) for each in hygiene.suspects(suspects())],
        }
    )  # fmt: skip


@routes.on("POST", "/forecast/suspects/{suspect_id}/allow", gives=SuspectField, status=200, summary="Use a suspect")
def allow_suspect(request: Call, suspect_id: PathId, body: Allowing) -> HttpResponse:
    """From the next forecast on, with your reason in the journal. Leaders and admins."""
    allowing.allow(by=request.viewer, at=request.at, suspect_id=suspect_id, reason=body.reason)
    return answer(_suspect(_one(suspect_id)))


@routes.on("POST", "/forecast/suspects/{suspect_id}/take-back", status=204, summary="Leave a suspect out again")
def take_suspect_back(request: Call, suspect_id: PathId) -> HttpResponse:
    allowing.take_back(by=request.viewer, at=request.at, suspect_id=suspect_id)
    return gone()


def _one(suspect_id: int) -> hygiene.SuspectShown:
    return next(each for each in hygiene.suspects(suspects()) if each.id == suspect_id)


def _suspect(each: hygiene.SuspectShown) -> dict[str, Any]:
    return {
        "id": each.id, "feature": each.feature, "why": each.why, "since": each.since, "allowed": each.allowed,
        "allowed_by": each.allowed_by, "allowed_at": each.allowed_at, "reason": each.reason,
    }  # fmt: skip
