"""Plans as JSON: the same queries and actions as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpResponse
from pydantic import Field, Strict

from evener.deals import queries as deals
from evener.discovery.rules.answers import Source
from evener.pursuit import actions, queries
from evener.pursuit.models import Reading
from evener.pursuit.queries import Given as Answered
from evener.pursuit.queries import Measured
from evener.pursuit.rules import LARGEST, PlanQuestion, ValueKind, progress
from evener.rest.answers import answer, gone, list_of, made
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, ListOf, Shown
from evener.rest.values import LEFT_OUT, Day, Flag, Id, Line, Name, PathId, Text, Word

routes = Routes("Plans")

MINOR = "Minor units where the unit begins with a currency code, else thousandths: 4500 hours is 4.5 hours."
Value = Annotated[int, Strict(), Field(ge=-LARGEST, le=LARGEST, description=MINOR)]
Seen = Annotated[int, Strict(), Field(ge=0, le=2**31 - 1)]


class PlanCitation(Shown):
    """An answer of discovery that an answer of the plan rests on."""

    answer_id: int
    question: str
    value: str
    source: Source
    standing: bool = Field(description="False once it was answered anew.")


class PlanAnswerShown(Shown):
    """One of the five questions. Without text nobody has answered it."""

    question: PlanQuestion
    asked: str
    text: str
    shared: bool = Field(description="The customer sees it.")
    changed_at: datetime | None
    changed_by_id: int | None
    cites: list[PlanCitation]
    version: int = Field(description="Send it back with a change; 0 where nobody ever answered.")


class PlanAnswers(ListOf[PlanAnswerShown]):
    pass


class PlanAnswerChange(Given):
    version: Seen = Field(description="The version this change was made on, 0 for the first answer.")
    text: Text = LEFT_OUT
    shared: Flag = LEFT_OUT
    cites: list[Id] = Field(
        default_factory=list, max_length=100, description="Ids of answers of the deal's discovery it rests on."
    )


class MetricReading(Shown):
    id: int
    value_minor: int = Field(description=MINOR)
    on: date
    note: str
    progress: int | None = Field(description="Percent of the way from baseline to target.")
    created_by_id: int
    created_at: datetime


class MetricShown(Shown):
    """A number the customer wants to move."""

    id: int
    deal_id: int
    kind: ValueKind
    name: str
    unit: str = Field(description="`EUR a year` is money; anything else is free.")
    baseline_minor: int | None = Field(description=MINOR)
    target_minor: int = Field(description=MINOR)
    by_when: date | None
    how: str = Field(description="How the customer works it out.")
    said_by_id: int | None = Field(description="The contact who said so.")
    shared: bool = Field(description="The customer sees it.")
    read_on: date | None = Field(description="When it is to be read next.")
    progress: int | None = Field(description="By the last reading.")
    readings: list[MetricReading]
    version: int
    created_at: datetime


class MetricList(ListOf[MetricShown]):
    pass


class NewMetric(Given):
    kind: ValueKind
    name: Name
    unit: Word
    target_minor: Value
    baseline_minor: Value | None = LEFT_OUT
    by_when: Day | None = LEFT_OUT
    how: Line = LEFT_OUT
    said_by_id: Id | None = LEFT_OUT
    shared: Flag = LEFT_OUT


class MetricChange(Given):
    version: Seen
    kind: ValueKind = LEFT_OUT
    name: Name = LEFT_OUT
    unit: Word = LEFT_OUT
    baseline_minor: Value | None = LEFT_OUT
    target_minor: Value = LEFT_OUT
    by_when: Day | None = LEFT_OUT
    how: Line = LEFT_OUT
    said_by_id: Id | None = LEFT_OUT
    shared: Flag = LEFT_OUT


class NewReading(Given):
    value_minor: Value
    on: Day | None = Field(None, description="Today, unless said otherwise.")
    note: Line = ""


def _answer(given: Answered) -> dict[str, Any]:
    row = given.row
    return {
        "question": given.key,
        "asked": str(given.asked.text),
        "text": given.text,
        "shared": bool(row and row.shared),
        "changed_at": row.changed_at if row else None,
        "changed_by_id": row.changed_by_id if row else None,
        "cites": [
            {
                "answer_id": each.pk, "question": each.question.text, "value": each.value, "source": each.source,
                "standing": each.ended_at is None,
            }
            for each in given.cited
        ],
        "version": given.version,
    }  # fmt: skip


PLAIN = (
    "deal_id", "kind", "name", "unit", "baseline_minor", "target_minor", "by_when", "how", "said_by_id", "shared",
    "read_on", "version", "created_at",
)  # fmt: skip


def _metric(measured: Measured) -> dict[str, Any]:
    row = measured.row
    return {"id": row.pk} | {name: getattr(row, name) for name in PLAIN} | {
        "progress": measured.progress,
        "readings": [_reading(each, measured) for each in reversed(measured.readings)],
    }  # fmt: skip


def _reading(row: Reading, measured: Measured) -> dict[str, Any]:
    metric = measured.row
    share = progress(baseline=metric.baseline_minor, target=metric.target_minor, value=row.value_minor)
    names = ("value_minor", "on", "note", "created_by_id", "created_at")
    return {"id": row.pk, "progress": share} | {name: getattr(row, name) for name in names}


def _read(request: Call, metric_id: int) -> dict[str, Any]:
    row = queries.metric(request.viewer, metric_id)
    return _metric(Measured(row, list(row.readings.order_by("on", "id"))))


@routes.on("GET", "/deals/{deal_id}/plan", gives=PlanAnswers, summary="A deal's plan in five questions")
def plan_answers(request: Call, deal_id: PathId) -> HttpResponse:
    """Its metrics stand under `/deals/{deal_id}/metrics`, its steps under `/deals/{deal_id}/steps`."""
    deals.deal(request.viewer, deal_id)
    return list_of([_answer(each) for each in queries.answers(deal_id, cited=True)])


@routes.on(
    "PATCH",
    "/deals/{deal_id}/plan/answers/{question}",
    gives=PlanAnswerShown,
    summary="Answer one of the five questions",
)
def write_plan_answer(request: Call, deal_id: PathId, question: str, body: PlanAnswerChange) -> HttpResponse:
    """An empty text takes the answer back."""
    values = body.values()
    actions.write_answer(
        by=request.viewer, at=request.at, deal_id=deal_id, question=question, values=values, seen_version=body.version
    )
    return answer(_answer(queries.answer(deal_id, question)))


@routes.on("GET", "/deals/{deal_id}/metrics", gives=MetricList, summary="What the customer of a deal values")
def metrics(request: Call, deal_id: PathId) -> HttpResponse:
    deals.deal(request.viewer, deal_id)
    return list_of([_metric(each) for each in queries.metrics(deal_id)])


@routes.on("POST", "/deals/{deal_id}/metrics", gives=MetricShown, summary="Add a metric")
def add_metric(request: Call, deal_id: PathId, body: NewMetric) -> HttpResponse:
    row = actions.add_metric(by=request.viewer, at=request.at, deal_id=deal_id, values=body.values())
    return made(_read(request, row.pk), at=f"/metrics/{row.pk}")


@routes.on("GET", "/metrics/{metric_id}", gives=MetricShown, summary="One metric with its readings")
def metric(request: Call, metric_id: PathId) -> HttpResponse:
    return answer(_read(request, metric_id))


@routes.on("PATCH", "/metrics/{metric_id}", gives=MetricShown, summary="Change a metric")
def change_metric(request: Call, metric_id: PathId, body: MetricChange) -> HttpResponse:
    actions.change_metric(
        by=request.viewer, at=request.at, metric_id=metric_id, values=body.values(), seen_version=body.version
    )
    return answer(_read(request, metric_id))


@routes.on("DELETE", "/metrics/{metric_id}", summary="Remove a metric with its readings; the journal keeps both")
def remove_metric(request: Call, metric_id: PathId) -> HttpResponse:
    actions.remove_metric(by=request.viewer, at=request.at, metric_id=metric_id)
    return gone()


@routes.on("POST", "/metrics/{metric_id}/readings", gives=MetricShown, summary="What a metric came to; also once won")
def add_reading(request: Call, metric_id: PathId, body: NewReading) -> HttpResponse:
    on = body.on or request.viewer.today(request.at)
    actions.add_reading(
        by=request.viewer, at=request.at, metric_id=metric_id, value_minor=body.value_minor, on=on, note=body.note
    )
    return answer(_read(request, metric_id), status=201)


@routes.on("DELETE", "/metrics/{metric_id}/readings/{reading_id}", summary="Remove a reading that was wrong")
def remove_reading(request: Call, metric_id: PathId, reading_id: PathId) -> HttpResponse:
    actions.remove_reading(by=request.viewer, at=request.at, metric_id=metric_id, reading_id=reading_id)
    return gone()
