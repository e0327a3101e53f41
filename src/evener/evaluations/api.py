"""Evaluations as JSON: the same queries and actions as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from evener.evaluations import actions, queries
from evener.evaluations.models import Criterion, Question
from evener.evaluations.rules import Course, Result, is_overdue, is_stalled
from evener.listing.rules import Ask
from evener.rest.answers import answer, gone, made, page_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, Ordered, PageOf, Shown
from evener.rest.values import (
    LEFT_OUT,
    Day,
    Flag,
    Id,
    Line,
    Name,
    Number,
    PathId,
    QueryPerson,
    QueryText,
    Small,
    Text,
    Title,
    Version,
)

routes = Routes("Evaluations")
Ended = Literal["succeeded", "failed", "stopped"]


class EvaluationRow(Shown):
    """A proof of concept as a list shows it."""

    id: int
    deal_id: int
    deal_name: str
    name: str
    status: Course
    starts_on: date
    ends_on: date
    owner_id: int | None = Field(description="The engineer who runs it.")
    owner_name: str | None
    stalled: bool = Field(description="Running, and quiet for 14 days.")
    criteria: int
    measured: int = Field(description="How many criteria have a result.")
    win_on: date | None = Field(description="The technical win, where there is one.")
    touched_at: datetime = Field(description="The last result, question, answer or note.")


class EvaluationPage(PageOf[EvaluationRow]):
    pass


class EvaluationCriterion(Shown):
    id: int
    text: str = Field(description="What must be true.")
    measure: str = Field(description="How it is measured.")
    must: bool
    agreed_with_id: int | None
    agreed_on: date | None
    result: Result | None
    evidence: str
    result_at: datetime | None
    result_by_id: int | None
    version: int


class EvaluationQuestion(Shown):
    id: int
    text: str
    raised_by: str
    asked_at: datetime
    due_at: datetime
    overdue: bool
    answer: str
    answered_at: datetime | None
    answered_by_id: int | None
    version: int


class EvaluationShown(EvaluationRow):
    """A proof of concept with everything written on it."""

    decision: str = Field(description="What the customer will decide because of it.")
    decider_id: int | None = Field(description="The contact who decides.")
    environment: str
    long_reason: str = Field(description="A leader's reason for more than eight weeks.")
    hours_low: int | None
    hours_likely: int | None
    hours_high: int | None
    weight: int = Field(description="Chance in percent that the hours are needed.")
    agreed_on: date | None
    started_at: datetime | None
    start_warnings: list[str] = Field(description="What spoke against the start.")
    start_reason: str
    ended_on: date | None
    ended_note: str
    win_by_id: int | None
    win_how: str
    questions: list[EvaluationQuestion]
    items: list[EvaluationCriterion] = Field(description="The criteria, the musts first.")
    version: int
    created_at: datetime


class NewEvaluation(Given):
    deal_id: Id
    name: Name
    decision: Line = Field(description="What the customer will decide because of it.")
    owner_id: Id | None = Field(default_factory=lambda: None, description="The lead engineer, unless said otherwise.")
    decider_id: Id | None = LEFT_OUT
    environment: Text = LEFT_OUT
    starts_on: Day = Field(default_factory=lambda: date.min, description="Today, unless said otherwise.")
    ends_on: Day = Field(default_factory=lambda: date.min, description="Two weeks later, unless said otherwise.")
    long_reason: Line = LEFT_OUT
    hours_low: Number | None = LEFT_OUT
    hours_likely: Number | None = LEFT_OUT
    hours_high: Number | None = LEFT_OUT
    weight: Small = Field(default_factory=lambda: 100, description="Percent; 100 unless said otherwise.")


class EvaluationChange(Given):
    version: Version = Field(description="The version this change was made on.")
    name: Name = LEFT_OUT
    decision: Line = LEFT_OUT
    owner_id: Id | None = LEFT_OUT
    decider_id: Id | None = LEFT_OUT
    environment: Text = LEFT_OUT
    starts_on: Day = LEFT_OUT
    ends_on: Day = LEFT_OUT
    long_reason: Line = LEFT_OUT
    hours_low: Number | None = LEFT_OUT
    hours_likely: Number | None = LEFT_OUT
    hours_high: Number | None = LEFT_OUT
    weight: Small = LEFT_OUT


class Agreeing(Given):
    contact_id: Id | None = Field(None, description="With whom at the customer.")
    agreed_on: Day | None = Field(None, description="Today, unless said otherwise.")


class Starting(Given):
    reason: Text = Field("", description="Needed where warnings stand against the start.")


class EvaluationEnd(Given):
    how: Ended
    on: Day | None = Field(None, description="Today, unless said otherwise.")
    note: Text = ""


class EvaluationReason(Given):
    reason: Text


class TechnicalWin(Given):
    contact_id: Id = Field(description="Who at the customer said it.")
    how: Line = Field(description="How we know.")
    on: Day | None = Field(None, description="Today, unless said otherwise.")


class NewCriterion(Given):
    text: Line
    measure: Line
    must: Flag = Field(True)
    agreed_with_id: Id | None = LEFT_OUT
    agreed_on: Day | None = LEFT_OUT


class CriterionChange(Given):
    version: Version
    text: Line = LEFT_OUT
    measure: Line = LEFT_OUT
    must: Flag = LEFT_OUT
    agreed_with_id: Id | None = LEFT_OUT
    agreed_on: Day | None = LEFT_OUT


class CriterionResult(Given):
    result: Result
    evidence: Text = Field(description="What shows it: a text or a link. Without it the result is refused.")


class NewEvaluationQuestion(Given):
    text: Line
    raised_by: Title = Field("", description="Who asked; you, unless said otherwise.")


class EvaluationAnswer(Given):
    answer: Text


class EvaluationNote(Given):
    text: Text


class EvaluationsAsked(Ordered):
    q: QueryText = Field("", description="Words of the name, decision or environment, each by its beginning.")
    status: Literal["open", "all"] | Course = Field("open", description="Open: not ended, on an open deal.")
    owner: QueryPerson | None = Field(None, description="An id, `me` or `nobody`.")
    stalled: Literal["yes", "no"] = "no"


PLAIN = (
    "deal_id", "name", "status", "starts_on", "ends_on", "owner_id", "win_on", "touched_at", "decision", "decider_id",
    "environment", "long_reason", "hours_low", "hours_likely", "hours_high", "weight", "agreed_on", "started_at",
    "start_reason", "ended_on", "ended_note", "win_by_id", "win_how", "version", "created_at",
)  # fmt: skip
CRITERION = (
    "text",
    "measure",
    "must",
    "agreed_with_id",
    "agreed_on",
    "evidence",
    "result_at",
    "result_by_id",
    "version",
)
QUESTION = ("text", "raised_by", "asked_at", "due_at", "answer", "answered_at", "answered_by_id", "version")


def _criterion(row: Criterion) -> dict[str, Any]:
    return {"id": row.pk, "result": row.result or None} | {name: getattr(row, name) for name in CRITERION}


def _question(row: Question, at: datetime) -> dict[str, Any]:
    overdue = is_overdue(answered=row.answered_at is not None, due_at=row.due_at, at=at)
    return {"id": row.pk, "overdue": overdue} | {name: getattr(row, name) for name in QUESTION}


def _read(request: Call, id: int) -> dict[str, Any]:
    row = queries.evaluation(request.viewer, id)
    criteria, at = queries.criteria(row), request.at
    return {"id": row.pk} | {name: getattr(row, name) for name in PLAIN} | {
        "deal_name": row.deal.name,
        "owner_name": row.owner.name if row.owner else None,
        "stalled": is_stalled(Course(row.status), touched_at=row.touched_at, at=at),
        "criteria": len(criteria),
        "measured": sum(bool(each.result) for each in criteria),
        "start_warnings": row.start_warnings.splitlines(),
        "items": [_criterion(each) for each in criteria],
        "questions": [_question(each, at) for each in queries.questions(row)],
    }  # fmt: skip


def _row(row: dict[str, Any], at: datetime) -> dict[str, Any]:
    stalled = is_stalled(Course(row["status"]), touched_at=row["touched_at"], at=at)
    row |= {"deal_name": row.pop("deal__name"), "owner_name": row.pop("owner__name"), "stalled": stalled}
    del row["deal__account__name"]
    return row


def _who(request: Call, evaluation_id: int) -> dict[str, Any]:
    return {"by": request.viewer, "at": request.at, "evaluation_id": evaluation_id}


def _day(request: Call, day: date | None) -> date:
    return day or request.viewer.today(request.at)


@routes.on("GET", "/evaluations", gives=EvaluationPage, summary="Proofs of concept and pilots, page by page")
def evaluations(request: Call, asked: Query[EvaluationsAsked]) -> HttpResponse:
    """Orders: `ends` (default) and `created`, each with a leading `-` for descending."""
    ask: Ask = asked.ask(asked.order or "ends")
    wanted = queries.Filter(q=asked.q, status=asked.status, owner=asked.owner or "", stalled=asked.stalled == "yes")
    found = queries.evaluations(request.viewer, asked=wanted, ask=ask, at=request.at).page
    return page_of(found, [_row(row, request.at) for row in found.rows])


@routes.on("POST", "/evaluations", gives=EvaluationShown, summary="Plan an evaluation")
def plan_evaluation(request: Call, body: NewEvaluation) -> HttpResponse:
    """A draft on an open deal. More than eight weeks need a leader and a reason."""
    values = body.values("deal_id")
    row = actions.plan_evaluation(by=request.viewer, at=request.at, deal_id=body.deal_id, values=values)
    return made(_read(request, row.pk), at=f"/evaluations/{row.pk}")


@routes.on("GET", "/evaluations/{evaluation_id}", gives=EvaluationShown, summary="One evaluation")
def evaluation(request: Call, evaluation_id: PathId) -> HttpResponse:
    return answer(_read(request, evaluation_id))


@routes.on("PATCH", "/evaluations/{evaluation_id}", gives=EvaluationShown, summary="Change an evaluation")
def change_evaluation(request: Call, evaluation_id: PathId, body: EvaluationChange) -> HttpResponse:
    actions.change_evaluation(**_who(request, evaluation_id), values=body.values("version"), seen_version=body.version)
    return answer(_read(request, evaluation_id))


@routes.on(
    "POST", "/evaluations/{evaluation_id}/agree", gives=EvaluationShown, status=200, summary="The customer agreed"
)
def agree_evaluation(request: Call, evaluation_id: PathId, body: Agreeing) -> HttpResponse:
    """Criteria that were agreed with nobody yet take this contact and day."""
    day = _day(request, body.agreed_on)
    actions.agree(**_who(request, evaluation_id), contact_id=body.contact_id, agreed_on=day)
    return answer(_read(request, evaluation_id))


@routes.on("POST", "/evaluations/{evaluation_id}/start", gives=EvaluationShown, status=200, summary="Start it")
def start_evaluation(request: Call, evaluation_id: PathId, body: Starting) -> HttpResponse:
    """No criteria, nobody who decides, no fit, refused or blind promises: then only with a reason."""
    actions.start(**_who(request, evaluation_id), reason=body.reason)
    return answer(_read(request, evaluation_id))


@routes.on("POST", "/evaluations/{evaluation_id}/end", gives=EvaluationShown, status=200, summary="End it")
def end_evaluation(request: Call, evaluation_id: PathId, body: EvaluationEnd) -> HttpResponse:
    day = _day(request, body.on)
    actions.end(**_who(request, evaluation_id), how=Course(body.how), on=day, note=body.note)
    return answer(_read(request, evaluation_id))


@routes.on("POST", "/evaluations/{evaluation_id}/resume", gives=EvaluationShown, status=200, summary="Resume it")
def resume_evaluation(request: Call, evaluation_id: PathId, body: EvaluationReason) -> HttpResponse:
    actions.resume(**_who(request, evaluation_id), reason=body.reason)
    return answer(_read(request, evaluation_id))


@routes.on("POST", "/evaluations/{evaluation_id}/win", gives=EvaluationShown, status=200, summary="The technical win")
def record_technical_win(request: Call, evaluation_id: PathId, body: TechnicalWin) -> HttpResponse:
    """It also stands on the deal."""
    day = _day(request, body.on)
    actions.record_win(**_who(request, evaluation_id), contact_id=body.contact_id, how=body.how, on=day)
    return answer(_read(request, evaluation_id))


@routes.on(
    "POST", "/evaluations/{evaluation_id}/withdraw", gives=EvaluationShown, status=200, summary="Withdraw the win"
)
def withdraw_technical_win(request: Call, evaluation_id: PathId, body: EvaluationReason) -> HttpResponse:
    actions.withdraw_win(**_who(request, evaluation_id), reason=body.reason)
    return answer(_read(request, evaluation_id))


@routes.on("POST", "/evaluations/{evaluation_id}/notes", gives=EvaluationShown, status=200, summary="Add a note")
def note_on_evaluation(request: Call, evaluation_id: PathId, body: EvaluationNote) -> HttpResponse:
    """It stands in the journal of the deal."""
    actions.add_note(**_who(request, evaluation_id), text=body.text)
    return answer(_read(request, evaluation_id))


@routes.on("POST", "/evaluations/{evaluation_id}/criteria", gives=EvaluationCriterion, summary="Add a criterion")
def add_evaluation_criterion(request: Call, evaluation_id: PathId, body: NewCriterion) -> HttpResponse:
    row = actions.add_criterion(**_who(request, evaluation_id), values=body.values())
    return answer(_criterion(row), status=201)


@routes.on(
    "PATCH",
    "/evaluations/{evaluation_id}/criteria/{criterion_id}",
    gives=EvaluationCriterion,
    summary="Change a criterion",
)
def change_evaluation_criterion(
    request: Call, evaluation_id: PathId, criterion_id: PathId, body: CriterionChange
) -> HttpResponse:
    """Before the start only."""
    row = actions.change_criterion(
        **_who(request, evaluation_id), criterion_id=criterion_id, values=body.values("version"),
        seen_version=body.version,
    )  # fmt: skip
    return answer(_criterion(row))


@routes.on("DELETE", "/evaluations/{evaluation_id}/criteria/{criterion_id}", summary="Take a criterion out")
def remove_evaluation_criterion(request: Call, evaluation_id: PathId, criterion_id: PathId) -> HttpResponse:
    """Before the start only."""
    actions.remove_criterion(**_who(request, evaluation_id), criterion_id=criterion_id)
    return gone()


@routes.on(
    "POST", "/evaluations/{evaluation_id}/criteria/{criterion_id}/result", gives=EvaluationCriterion, status=200,
    summary="What came out",
)  # fmt: skip
def record_criterion_result(
    request: Call, evaluation_id: PathId, criterion_id: PathId, body: CriterionResult
) -> HttpResponse:
    row = actions.record_result(
        **_who(request, evaluation_id), criterion_id=criterion_id, result=body.result.value, evidence=body.evidence
    )
    return answer(_criterion(row))


@routes.on("POST", "/evaluations/{evaluation_id}/questions", gives=EvaluationQuestion, summary="A question was asked")
def raise_evaluation_question(request: Call, evaluation_id: PathId, body: NewEvaluationQuestion) -> HttpResponse:
    """The answer is due 24 hours later."""
    row = actions.raise_question(**_who(request, evaluation_id), text=body.text, raised_by=body.raised_by)
    return answer(_question(row, request.at), status=201)


@routes.on(
    "POST", "/evaluations/{evaluation_id}/questions/{question_id}/answer", gives=EvaluationQuestion, status=200,
    summary="Answer a question",
)  # fmt: skip
def answer_evaluation_question(
    request: Call, evaluation_id: PathId, question_id: PathId, body: EvaluationAnswer
) -> HttpResponse:
    row = actions.answer_question(**_who(request, evaluation_id), question_id=question_id, answer=body.answer)
    return answer(_question(row, request.at))
