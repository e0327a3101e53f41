"""What meetings taught as JSON: debriefs, credit, one's own self-checks, the joint debrief of a deal."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from pydantic import Field

from evener.deals import queries as deals
from evener.discovery.rules.answers import Source
from evener.meetings import actions, queries
from evener.meetings.models import Credit, JointDebrief
from evener.meetings.queries.one import Written
from evener.meetings.rules.debrief import (
    CreditKind,
    CreditLine,
    Debriefing,
    Habit,
    LearnedLine,
    PromisedLine,
    StepLine,
)
from evener.problems import NotThere
from evener.rest.answers import answer, list_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, ListOf, Shown
from evener.rest.values import Day, Flag, Id, Line, Number, PathId, Text, Word

routes = Routes("Debriefs")
MOST = 30


class CreditShown(Shown):
    """Who helped and how. Seen by them, by who gave it, and by the leaders of their team."""

    id: int
    person_id: int
    kind: CreditKind
    line: str
    given_by_id: int
    given_at: datetime


class CreditList(ListOf[CreditShown]):
    pass


class DebriefShown(Shown):
    """What one person wrote after a meeting. The private self-check is not in it."""

    id: int
    author_id: int
    written_at: datetime
    note: str
    answer_ids: list[int] = Field(description="What was learned: answers in discovery.")
    promise_ids: list[int]
    step_ids: list[int]
    credits: list[CreditShown] = Field(description="Those you may see.")


class DebriefList(ListOf[DebriefShown]):
    pass


class LearnedGiven(Given):
    question_id: Id
    value: Text
    source: Source
    contact_id: Id | None = None
    seen: Number | None = Field(None, description="Id of the answer you saw, 0 for none: another one now is refused.")


class PromisedGiven(Given):
    words: Line = Field(description="In the words the customer heard.")
    due_on: Day | None = None
    said: Flag = Field(True, description="They heard it, before an engineer did: blind. False: engineering is asked.")


class StepGiven(Given):
    what: Line
    owner_id: Id | None = None
    due_on: Day | None = None


class CreditGiven(Given):
    person_id: Id
    kind: CreditKind
    line: Line = ""


class DebriefGiven(Given):
    """All of it lands, or nothing: faults are named by line, like `learned.0.value`."""

    key: Word = Field("", description="Anything of yours: the same key again is saved once.")
    note: Text = ""
    learned: list[LearnedGiven] = Field(default_factory=list, max_length=MOST)
    promised: list[PromisedGiven] = Field(default_factory=list, max_length=MOST)
    told: list[Id] = Field(
        default_factory=list, max_length=MOST, description="Promises of the ledger that they heard in it."
    )
    steps: list[StepGiven] = Field(default_factory=list, max_length=MOST)
    credits: list[CreditGiven] = Field(default_factory=list, max_length=MOST)
    absent: list[Id] = Field(default_factory=list, max_length=200, description="Attendees who were not there.")
    habits: list[Habit] = Field(
        default_factory=list, max_length=MOST, description="Your own self-check: nobody else is shown it."
    )
    habit_note: Line = ""

    def debriefing(self) -> Debriefing:
        return Debriefing(
            key=self.key or secrets.token_urlsafe(16),
            note=self.note,
            learned=tuple(LearnedLine(**each.model_dump()) for each in self.learned),
            promised=tuple(PromisedLine(**each.model_dump()) for each in self.promised),
            told=tuple(self.told),
            steps=tuple(StepLine(**each.model_dump()) for each in self.steps),
            credits=tuple(CreditLine(**each.model_dump()) for each in self.credits),
            absent=tuple(self.absent),
            habits=tuple(self.habits),
            habit_note=self.habit_note,
        )


class SelfCheckShown(Shown):
    """Yours. Nobody else is shown it."""

    meeting_id: int
    habits: list[Habit]
    note: str
    checked_at: datetime


class SelfCheckList(ListOf[SelfCheckShown]):
    pass


class JointDebriefShown(Shown):
    """What seller and engineer found together after a close."""

    deal_id: int
    outcome: str
    closed_on: date
    decided: str
    engineer_said: str
    again: str
    differently: str
    seller_id: int | None = Field(description="The seller, where they stand by it.")
    engineer_id: int | None = Field(description="The lead engineer, where they stand by it.")
    version: int
    written_at: datetime


class JointDebriefGiven(Given):
    """Without words it says that you stand by what is there."""

    version: Number | None = Field(None, description="The version you read, 0 for none yet.")
    decided: Text = Field(default_factory=str)
    engineer_said: Text = Field(default_factory=str)
    again: Text = Field(default_factory=str)
    differently: Text = Field(default_factory=str)


CREDIT = ("person_id", "kind", "line", "given_by_id", "given_at")


def _credit(row: Credit) -> dict[str, Any]:
    return {"id": row.pk} | {name: getattr(row, name) for name in CREDIT}


def _debrief(each: Written) -> dict[str, Any]:
    row = each.row
    return {
        "id": row.pk, "author_id": row.author_id, "written_at": row.written_at, "note": row.note,
        "answer_ids": [line.answer_id for line in each.landed if line.answer_id],
        "promise_ids": [line.promise_id for line in each.landed if line.promise_id],
        "step_ids": [line.step_id for line in each.landed if line.step_id],
        "credits": [_credit(credit) for credit in each.credits],
    }  # fmt: skip


def _debriefs(request: Call, meeting_id: int) -> HttpResponse:
    row = queries.meeting(request.viewer, meeting_id)
    return list_of([_debrief(each) for each in queries.debriefs(request.viewer, row)])


@routes.on("GET", "/meetings/{meeting_id}/debriefs", gives=DebriefList, summary="What a meeting taught")
def debriefs(request: Call, meeting_id: PathId) -> HttpResponse:
    return _debriefs(request, meeting_id)


@routes.on("POST", "/meetings/{meeting_id}/debriefs", gives=DebriefList, status=200, summary="Debrief a meeting")
def debrief(request: Call, meeting_id: PathId, body: DebriefGiven) -> HttpResponse:
    """Answers land in discovery, promises in the ledger, steps on the deal. Gives all debriefs of the meeting."""
    actions.debrief(by=request.viewer, at=request.at, meeting_id=meeting_id, given=body.debriefing())
    return _debriefs(request, meeting_id)


@routes.on("GET", "/credits", gives=CreditList, summary="Credit you got and gave; for leaders that of their teams")
def credits(request: Call) -> HttpResponse:
    """The newest 200."""
    return list_of([_credit(row) for row in queries.credits(request.viewer)])


@routes.on("GET", "/self-checks", gives=SelfCheckList, summary="Your own self-checks")
def self_checks(request: Call) -> HttpResponse:
    rows = queries.self_checks(request.viewer)
    names = ("meeting_id", "habits", "note", "checked_at")
    return list_of([{name: getattr(row, name) for name in names} for row in rows])


def _joint(row: JointDebrief) -> dict[str, Any]:
    return {name: getattr(row, name) for name in JointDebriefShown.model_fields}


@routes.on("GET", "/deals/{deal_id}/joint-debrief", gives=JointDebriefShown, summary="The joint debrief of a close")
def joint_debrief(request: Call, deal_id: PathId) -> HttpResponse:
    """404 where nobody wrote one since the deal closed."""
    row = queries.joint(deals.deal(request.viewer, deal_id))
    if row is None:
        raise NotThere("Nobody wrote a joint debrief of this close yet.")
    return answer(_joint(row))


@routes.on(
    "POST", "/deals/{deal_id}/joint-debrief", gives=JointDebriefShown, status=200, summary="Write the joint debrief"
)
def write_joint_debrief(request: Call, deal_id: PathId, body: JointDebriefGiven) -> HttpResponse:
    """Only after the close. The sales owner and the lead engineer stand by what they send."""
    row = actions.write_joint(
        by=request.viewer, at=request.at, deal_id=deal_id, values=body.values("version"), seen_version=body.version
    )
    return answer(_joint(row))
