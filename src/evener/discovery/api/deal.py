"""What is known of a deal as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from pydantic import Field

from evener.deals import queries as deals
from evener.discovery import actions
from evener.discovery.models import Answer
from evener.discovery.queries import sheets
from evener.discovery.rules import coverage
from evener.discovery.rules.answers import Source
from evener.discovery.rules.questions import Group
from evener.rest.answers import answer, list_of, made
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, ListOf, Shown
from evener.rest.values import LEFT_OUT, Id, Name, Number, PathId, Text

routes = Routes("Discovery")


class GroupShown(Shown):
    group: Group
    percent: int = Field(description="Of the weight; told and observed count, assumed does not.")
    known: int
    asked: int
    assumed: int


class NextShown(Shown):
    question_id: int
    key: str
    text: str
    opens: float = Field(description="How much it would open: weight × how pressing × what its group lacks.")
    why: str


class CriterionShown(Shown):
    text: str
    met: bool
    question_id: int | None


class ExitShown(Shown):
    stage: str
    to: str
    met: int
    criteria: list[CriterionShown]


class DiscoveryShown(Shown):
    deal_id: int
    playbook_id: int | None = Field(description="Null: the deal goes by no playbook, and the rest is empty.")
    number: int | None = Field(description="Its version.")
    newest: int | None = Field(description="A later published version the deal can move up to.")
    percent: int | None
    groups: list[GroupShown]
    next: list[NextShown]
    exit: ExitShown | None


class AnswerShown(Shown):
    id: int
    question_id: int
    key: str
    value: str = Field(description="`12.5`, `yes`, `2026-03-31`, `12500.00 EUR`, or words.")
    source: Source
    answered_at: datetime
    answered_by_id: int
    contact_id: int | None
    meeting: str


class AnswerList(ListOf[AnswerShown]):
    pass


class PlaybookChosen(Given):
    playbook_id: Id


class AnswerGiven(Given):
    question_id: Id
    value: Text = Field(description="`12.5`, `yes` or `no`, `2026-03-31`, `12500.00 EUR`, a choice, or words.")
    source: Source
    contact_id: Id | None = LEFT_OUT
    meeting: Name = Field(default_factory=str)
    seen: Number = Field(description="Id of the answer that stood when this was written, 0 for none.")


class TakenBack(Given):
    question_id: Id
    seen: Number = Field(description="Id of the answer to take back.")


def _shown(call: Call, deal_id: int) -> dict[str, Any]:
    deal = deals.deal(call.viewer, deal_id)
    sheet = sheets.sheet(deal)
    if sheet is None:
        empty = dict.fromkeys(("playbook_id", "number", "newest", "percent", "exit"))
        return {"deal_id": deal_id, **empty, "groups": [], "next": []}
    version = sheet.discovery.of_version
    return {
        "deal_id": deal_id,
        "playbook_id": version.playbook_id,
        "number": version.number,
        "newest": sheet.newest,
        "percent": sheet.all().percent,
        "groups": [_group(group, cover) for group, cover in sheet.groups().items()],
        "next": [_next(each) for each in sheet.next()],
        "exit": _exit(sheet.exit()),
    }


def _group(group: Group, cover: coverage.Cover) -> dict[str, Any]:
    counts = {name: getattr(cover, name) for name in ("percent", "known", "asked", "assumed")}
    return {"group": group, **counts}


def _next(each: coverage.Suggestion) -> dict[str, Any]:
    asked = each.question
    return {
        "question_id": asked.id, "key": asked.key, "text": asked.text, "opens": round(each.opens, 2),
        "why": str(each.why),
    }  # fmt: skip


def _exit(found: coverage.Exit) -> dict[str, Any]:
    criteria = [{"text": str(c.text), "met": c.met, "question_id": c.question_id} for c in found.criteria]
    return {"stage": found.stage, "to": str(found.to), "met": found.met, "criteria": criteria}


def _answer(row: Answer) -> dict[str, Any]:
    return {name: getattr(row, name) for name in AnswerShown.model_fields}


@routes.on("GET", "/deals/{deal_id}/discovery", gives=DiscoveryShown, summary="What is known of a deal")
def discovery(request: Call, deal_id: PathId) -> HttpResponse:
    """Coverage by group, what to ask next, and what is missing to leave the stage."""
    return answer(_shown(request, deal_id))


@routes.on("PUT", "/deals/{deal_id}/discovery", gives=DiscoveryShown, summary="Choose the playbook of a deal")
def choose_playbook(request: Call, deal_id: PathId, body: PlaybookChosen) -> HttpResponse:
    """In its newest published version; the same playbook again moves the deal up."""
    actions.choose_playbook(by=request.viewer, at=request.at, deal_id=deal_id, playbook_id=body.playbook_id)
    return answer(_shown(request, deal_id))


@routes.on("GET", "/deals/{deal_id}/answers", gives=AnswerList, summary="The answers in force")
def answers(request: Call, deal_id: PathId) -> HttpResponse:
    return _standing(request, deal_id)


@routes.on("POST", "/deals/{deal_id}/answers", gives=AnswerShown, summary="Answer a question")
def give_answer(request: Call, deal_id: PathId, body: AnswerGiven) -> HttpResponse:
    """The answer that stood stays in the history. Where another stands than `seen`: a conflict, and nothing happens."""
    row = actions.give_answer(by=request.viewer, at=request.at, deal_id=deal_id, exact=True, **body.values())
    return made(_answer(row), at=f"/deals/{deal_id}/answers")


@routes.on("POST", "/deals/{deal_id}/answers/back", gives=AnswerList, summary="Take an answer back", status=200)
def take_back(request: Call, deal_id: PathId, body: TakenBack) -> HttpResponse:
    actions.take_back(by=request.viewer, at=request.at, deal_id=deal_id, **body.values())
    return _standing(request, deal_id)


def _standing(call: Call, deal_id: int) -> HttpResponse:
    deal = deals.deal(call.viewer, deal_id)
    found = sheets.discovery(deal.pk)
    rows = sheets.standing(deal.pk, found.of_version.playbook_id).values() if found else []
    return list_of([_answer(row) for row in rows])
