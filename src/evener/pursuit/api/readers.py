"""What readers of a plan say and do, our answers, and the files they see."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from pydantic import Field

from evener.deals import queries as deals
from evener.pursuit import actions, queries
from evener.pursuit.models import Heard, PlanComment
from evener.pursuit.rules import Deed
from evener.rest.answers import answer, gone, list_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, ListOf, Shown
from evener.rest.values import Flag, Id, PathId, Text

routes = Routes("Plans")


class PlanCommentShown(Shown):
    """Words on the shared plan, that everybody with a link to it reads."""

    id: int
    deal_id: int
    step_id: int | None = Field(description="The step it is about; null: the plan.")
    name: str
    text: str
    link_id: int | None = Field(description="The link it came through; null: one of us wrote it.")
    author_id: int | None
    at: datetime


class PlanComments(ListOf[PlanCommentShown]):
    pass


class NewPlanComment(Given):
    text: Text
    step_id: Id | None = Field(None, description="A shared step; the whole plan, unless said otherwise.")


class PlanHeard(Shown):
    """Something a reader did through a link."""

    id: int
    deed: Deed
    link_id: int
    label: str = Field(description="For whom the link is.")
    step_id: int | None
    comment_id: int | None
    at: datetime
    seen_at: datetime | None
    seen_by_id: int | None


class PlanHeardList(ListOf[PlanHeard]):
    pass


class PlanFile(Given):
    shared: Flag = Field(description="Whether it stands on the plan the customer sees.")


class PlanFileShown(Shown):
    id: int
    name: str
    size: int
    shared: bool


class PlanFiles(ListOf[PlanFileShown]):
    pass


def _comment(row: PlanComment) -> dict[str, Any]:
    names = ("deal_id", "step_id", "name", "text", "link_id", "author_id", "at")
    return {"id": row.pk} | {name: getattr(row, name) for name in names}


def _heard(row: Heard) -> dict[str, Any]:
    names = ("deed", "link_id", "step_id", "comment_id", "at", "seen_at", "seen_by_id")
    return {"id": row.pk, "label": row.link.label} | {name: getattr(row, name) for name in names}


@routes.on("GET", "/deals/{deal_id}/plan/comments", gives=PlanComments, summary="What was said on a plan, newest first")
def plan_comments(request: Call, deal_id: PathId) -> HttpResponse:
    """At most 200."""
    deals.deal(request.viewer, deal_id)
    return list_of([_comment(row) for row in queries.said(deal_id)])


@routes.on("POST", "/deals/{deal_id}/plan/comments", gives=PlanCommentShown, summary="Write to those who read a plan")
def answer_on_plan(request: Call, deal_id: PathId, body: NewPlanComment) -> HttpResponse:
    """With your name, for everybody who holds a link."""
    row = actions.reply(by=request.viewer, at=request.at, deal_id=deal_id, text=body.text, step_id=body.step_id)
    return answer(_comment(row), status=201)


@routes.on("DELETE", "/deals/{deal_id}/plan/comments/{comment_id}", summary="Take a comment off the plan")
def remove_plan_comment(request: Call, deal_id: PathId, comment_id: PathId) -> HttpResponse:
    actions.remove_comment(by=request.viewer, at=request.at, deal_id=deal_id, comment_id=comment_id)
    return gone()


@routes.on("GET", "/deals/{deal_id}/plan/heard", gives=PlanHeardList, summary="What readers did, newest first")
def plan_heard(request: Call, deal_id: PathId) -> HttpResponse:
    """At most 200."""
    deals.deal(request.viewer, deal_id)
    return list_of([_heard(row) for row in queries.heard(deal_id)])


@routes.on("POST", "/deals/{deal_id}/plan/heard/seen", status=204, summary="All of it was seen")
def see_plan_heard(request: Call, deal_id: PathId) -> HttpResponse:
    actions.see(by=request.viewer, at=request.at, deal_id=deal_id)
    return gone()


@routes.on(
    "GET", "/deals/{deal_id}/plan/files", gives=PlanFiles, summary="Files of a deal, and which the customer sees"
)
def plan_files(request: Call, deal_id: PathId) -> HttpResponse:
    deals.deal(request.viewer, deal_id)
    rows = queries.files(deal_id)
    return list_of(
        [{"id": row.pk, "name": row.name, "size": row.size, "shared": getattr(row, "is_shared", False)} for row in rows]
    )


@routes.on("PUT", "/deals/{deal_id}/plan/files/{file_id}", status=204, summary="Show the customer a file, or hide it")
def share_plan_file(request: Call, deal_id: PathId, file_id: PathId, body: PlanFile) -> HttpResponse:
    actions.share_file(by=request.viewer, at=request.at, deal_id=deal_id, file_id=file_id, shared=body.shared)
    return gone()
