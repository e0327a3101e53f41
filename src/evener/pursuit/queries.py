"""Reading plans. Every read starts from a deal the viewer sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from evener.deals import queries as deals
from evener.deals.models import Deal, DealFile, NextStep
from evener.deals.rules import plan_order
from evener.discovery.models import Answer
from evener.discovery.rules.answers import Source
from evener.evaluations.models import Criterion
from evener.evaluations.rules import Result
from evener.listing.prepared import Question, Row, asked
from evener.people.rules import Viewer
from evener.problems import NotThere
from evener.pursuit.models import Citation, Heard, Metric, PlanAnswer, PlanComment, Reading
from evener.pursuit.rules import MOST_CITED, QUESTIONS, Asked, Done, PlanQuestion, progress
from evener.sharing.models import Link
from evener.sharing.rules import Of
from evener.stakeholders.models import Stakeholder

# Of a metric, what a short look at it needs.
SHOWN = (
    "id", "deal_id", "kind", "name", "unit", "baseline_minor", "target_minor", "by_when", "how", "shared", "read_on",
)  # fmt: skip
# Of a deal's answers so many are offered to be cited.
OFFERED = 300
# So many comments are listed on our side.
SAID = 200
# Of a plan so many steps are drawn, for the customer and for us.
STEPS = 200


@dataclass(frozen=True, slots=True)
class Given:
    """One of the five questions and what the plan answers; `row` None: nobody ever wrote one."""

    asked: Asked
    row: PlanAnswer | None
    cited: Sequence[Answer] = ()

    @property
    def key(self) -> str:
        return self.asked.question.value

    @property
    def text(self) -> str:
        return self.row.text if self.row else ""

    @property
    def version(self) -> int:
        """0 where nobody ever wrote one."""
        return self.row.version if self.row else 0


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric with its readings, the oldest first."""

    row: Metric
    readings: Sequence[Reading]

    @property
    def last(self) -> Reading | None:
        return self.readings[-1] if self.readings else None

    @property
    def progress(self) -> int | None:
        """Whole percent of the way, by the last reading."""
        last = self.last
        return progress(
            baseline=self.row.baseline_minor,
            target=self.row.target_minor,
            value=last.value_minor if last else None,
        )


def answers(deal_id: int, *, cited: bool = False) -> list[Given]:
    """The five of a deal the caller has read, in their order. One query; with what they cite and by whom, two."""
    rows = PlanAnswer.objects.filter(deal_id=deal_id)
    if cited:
        known = Citation.objects.select_related("answer__question", "answer__contact").order_by("id")
        rows = rows.select_related("changed_by").prefetch_related(Prefetch("citations", queryset=known))
    found = {row.question: row for row in rows}
    return [_given(each, found.get(each.question.value), cited=cited) for each in QUESTIONS]


def _given(asked: Asked, row: PlanAnswer | None, *, cited: bool) -> Given:
    return Given(asked, row, [each.answer for each in row.citations.all()] if row and cited else [])


def answer(deal_id: int, question: str) -> Given:
    """One of the five of a deal the caller has read, with what it cites."""
    for each in answers(deal_id, cited=True):
        if each.key == question:
            return each
    raise NotThere(_("A plan has no such question."))


def metrics(deal_id: int) -> list[Measured]:
    """What the customer values on a deal the caller has read, each with its readings. Two queries."""
    rows = Metric.objects.filter(deal_id=deal_id).select_related("said_by", "created_by").order_by("id")
    read = Reading.objects.select_related("created_by").order_by("on", "id")
    found = rows.prefetch_related(Prefetch("readings", queryset=read))
    return [Measured(row, list(row.readings.all())) for row in found]


def last_read(deal_id: int) -> list[Measured]:
    """The same with the last reading of each alone, and without who said and wrote it. One query."""
    return [
        Measured(Metric(**{name: row[name] for name in SHOWN}), _last(row)) for row in asked(_read, deal_id=deal_id)
    ]


def _read(*, deal_id: int) -> Question:
    newest = Reading.objects.filter(metric_id=OuterRef("pk")).order_by("-on", "-id")
    rows = Metric.objects.filter(deal_id=deal_id).order_by("id")
    return rows.annotate(
        last_value=Subquery(newest.values("value_minor")[:1]), last_on=Subquery(newest.values("on")[:1])
    ).values(*SHOWN, "last_value", "last_on")


def _last(row: Row) -> list[Reading]:
    return [Reading(value_minor=row["last_value"], on=row["last_on"])] if row["last_on"] else []


@dataclass(frozen=True, slots=True)
class Readers:
    """Who outside reads a plan: links that work, and the last look through any."""

    links: int
    last_look: datetime | None


def readers(deal_id: int, *, today: date) -> Readers:
    """Of the plan of a deal the caller has read. One query."""
    works = Q(taken_back_at=None, expires_on__gte=today)
    found = Link.objects.filter(deal_id=deal_id, of=Of.PLAN, subject_id=deal_id).aggregate(
        links=Count("id", filter=works, distinct=True), last=Max("views__at", filter=Q(views__seen_by=None))
    )
    return Readers(found["links"], found["last"])


def metric(viewer: Viewer, id: int) -> Metric:
    """One metric of a deal the viewer sees."""
    found = Metric.objects.visible_to(viewer).select_related("said_by", "deal").filter(id=id).first()
    if found is None:
        raise missing()
    return found


def missing() -> NotThere:
    return NotThere(_("There is no such metric, or you are not on its deal."))


def reading(metric_id: int, id: int) -> Reading:
    """One reading of a metric the caller has read."""
    found = Reading.objects.filter(id=id, metric_id=metric_id).first()
    if found is None:
        raise NotThere(_("There is no such reading."))
    return found


def offered(deal_id: int) -> list[Answer]:
    """What discovery knows of a deal the caller has read, the newest first."""
    rows = Answer.objects.filter(deal_id=deal_id, ended_at=None).select_related("question", "contact")
    return list(rows.order_by("-id")[:OFFERED])


def citable(deal_id: int, ids: Sequence[int]) -> set[int]:
    """Those of `ids` that are answers of this deal."""
    return set(Answer.objects.filter(deal_id=deal_id, id__in=list(ids)[: MOST_CITED + 1]).values_list("id", flat=True))


def shared_steps(deal_id: int) -> list[NextStep]:
    """Those of a deal the caller has read that the customer sees, in the order of the plan. At most STEPS."""
    rows = NextStep.objects.filter(deal_id=deal_id, shared=True).select_related("contact", "owner")
    return sorted(rows.order_by("id")[:STEPS], key=lambda row: plan_order(due_on=row.due_on, id=row.pk))


def files(deal_id: int) -> list[DealFile]:
    """The files of a deal the caller has read, the newest first, each with `is_shared`."""
    rows = DealFile.objects.filter(deal_id=deal_id).annotate(is_shared=Q(shared_on_plan__isnull=False))
    return list(rows.order_by("-id")[:SAID])


def said(deal_id: int) -> list[PlanComment]:
    """Every comment on a plan the caller has read, also on steps no longer shared; the newest first."""
    rows = PlanComment.objects.filter(deal_id=deal_id).select_related("step", "link", "author")
    return list(rows.order_by("-id")[:SAID])


def heard(deal_id: int) -> list[Heard]:
    """What readers of a plan the caller has read did through links, seen or not; the newest first."""
    return list(Heard.objects.filter(deal_id=deal_id).select_related("link").order_by("-id")[:SAID])


def unseen(deal_id: int) -> int:
    """How much readers of a plan the caller has read did that nobody of us has seen."""
    return int(asked(_unseen, deal_id=deal_id)[0]["n"])


def _unseen(*, deal_id: int) -> Question:
    return Deal.objects.filter(id=deal_id).values(n=_number(Heard.objects.filter(deal_id=deal_id, seen_at=None)))


@dataclass(frozen=True, slots=True)
class Behind:
    """What the record holds for one question: a count in words, and where it stands."""

    told: int = 0
    observed: int = 0
    assumed: int = 0
    criteria: int = 0
    met: int = 0
    steps: Done = field(default_factory=lambda: Done(0, 0))
    people: int = 0


COUNTED = ("told", "observed", "assumed", "criteria", "met", "steps", "done", "people")


def behind(deal: Deal) -> Behind:
    """What stands behind the answers of a deal the caller has read. One query."""
    [row] = asked(_behind, deal_id=deal.pk)
    told, observed, assumed, criteria, met, steps, done, people = (row[f"n_{name}"] for name in COUNTED)
    return Behind(
        told=told, observed=observed, assumed=assumed, criteria=criteria, met=met, people=people,
        steps=Done(done, steps),
    )  # fmt: skip


def _behind(*, deal_id: int) -> Question:
    known = Answer.objects.filter(deal_id=deal_id, ended_at=None)
    measured = Criterion.objects.filter(evaluation__deal_id=deal_id)
    steps = NextStep.objects.filter(deal_id=deal_id)
    counted = (
        *(known.filter(source=source) for source in (Source.TOLD, Source.OBSERVED, Source.ASSUMED)),
        measured, measured.filter(result__in=(Result.MEETS, Result.EXCEEDS)),
        steps, steps.filter(done_at__isnull=False),
        Stakeholder.objects.filter(deal_id=deal_id),
    )  # fmt: skip
    numbers = {f"n_{name}": _number(rows) for name, rows in zip(COUNTED, counted, strict=True)}
    return Deal.objects.filter(id=deal_id).values(**numbers)


def _number(rows: QuerySet[Any, Any]) -> Coalesce:
    """How many there are, as a part of another query."""
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


@dataclass(frozen=True, slots=True)
class Plan:
    """A deal's plan in five questions, its metrics and its steps (`deals.queries.steps`)."""

    deal: Deal
    answers: Sequence[Given]
    metrics: Sequence[Measured]
    steps: Sequence[NextStep]

    def text(self, question: PlanQuestion) -> str:
        """What is answered, '' where nothing is."""
        return next(each.text for each in self.answers if each.asked.question == question)


def plan(viewer: Viewer, deal_id: int) -> Plan:
    """The plan of a deal the viewer sees. Six queries."""
    from_deals = deals.deal(viewer, deal_id)
    return Plan(from_deals, answers(deal_id, cited=True), metrics(deal_id), deals.steps(deal_id))
