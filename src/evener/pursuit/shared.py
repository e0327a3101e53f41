"""What a link to a plan shows, and nothing else. No viewer: whoever holds the link reads it.

Everything here starts from what was marked as shared: answers, metrics, steps and files that are not never leave the
database. Names of ours are those of people who own shared steps, and of those who wrote to the readers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from evener.asks import answers
from evener.deals.models import Deal, DealFile, NextStep
from evener.deals.rules import StepStatus, plan_order, step_status
from evener.listing.prepared import Question, asked
from evener.people.models import Organisation
from evener.problems import NotThere, Text
from evener.pursuit.asks import Document, Look
from evener.pursuit.models import PlanAnswer, PlanComment
from evener.pursuit.queries import STEPS, Measured, last_read
from evener.pursuit.rules import BY_KEY, QUESTIONS, Done, PlanQuestion

# Of a plan at most so many comments are drawn.
COMMENTS = 500
STEP = (
    "id", "what", "due_on", "done_at", "owner_id", "contact_id", "owner__name", "contact__name", "contact__title",
)  # fmt: skip
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """An answer the customer may read, under the heading it has for them."""

    key: PlanQuestion
    title: Text
    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment; `ours` where one of us wrote it."""

    id: int
    step_id: int | None
    name: str
    text: str
    ours: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the shared plan. `who` is '' where nobody took it; `theirs` says whose side it is on."""

    id: int
    what: str
    who: str
    theirs: bool
    due_on: date | None
    done_on: date | None
    status: StepStatus
    late: int
    comments: Sequence[Remark]


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    title: str
    theirs: bool


@dataclass(frozen=True, slots=True)
class SharedPlan:
    """The whole page. `customer` and `us` are the two companies."""

    us: str
    customer: str
    closed: bool
    mission: str
    said: Sequence[Said]
    steps: Sequence[Step]
    done: Done
    metrics: Sequence[Measured]
    people: Sequence[Person]
    files: Sequence[Row]
    documents: Sequence[Document]
    comments: Sequence[Remark]
    look: Look | None


def shared_plan(deal: Deal, *, token: str, today: date) -> SharedPlan:
    """What the holder of a link to the plan of this deal sees; `token` is the link's, '' in a preview.

    Six queries and those of the rooms above.
    """
    given = {row["question"]: row["text"] for row in asked(_given, deal_id=deal.pk)}
    spoken = comments(deal.pk)
    rows = _steps(deal.pk)
    steps = [_step(row, spoken, today=today) for row in rows]
    return SharedPlan(
        us=asked(_organisation)[0]["name"],
        customer=deal.account.name if deal.account else "",
        closed=deal.is_closed,
        mission=given.get(PlanQuestion.MISSION, ""),
        said=[
            Said(each.question, BY_KEY[each.question].title, given[each.question])
            for each in QUESTIONS
            if each.question != PlanQuestion.MISSION and each.question in given
        ],
        steps=steps,
        done=Done(sum(step.status == StepStatus.DONE for step in steps), len(steps)),
        metrics=[each for each in last_read(deal.pk) if each.row.shared],
        people=_people(rows),
        files=asked(_files, deal_id=deal.pk),
        documents=[one for ask in answers("pursuit.documents") for one in ask(deal_id=deal.pk, token=token)],
        comments=[each for each in spoken if each.step_id is None],
        look=next(filter(None, (ask() for ask in answers("pursuit.brand"))), None),
    )


def _given(*, deal_id: int) -> Question:
    return PlanAnswer.objects.filter(deal_id=deal_id, shared=True).exclude(text="").values("question", "text")


def _organisation() -> Question:
    return Organisation.objects.filter(pk=1).values("name")


def _shared_steps(*, deal_id: int) -> Question:
    """As values: whole people cost more than everything else on the page."""
    return NextStep.objects.filter(deal_id=deal_id, shared=True).order_by("id").values(*STEP)[:STEPS]


def _steps(deal_id: int) -> list[Row]:
    """In the order of the plan."""
    return sorted(asked(_shared_steps, deal_id=deal_id), key=lambda row: plan_order(due_on=row["due_on"], id=row["id"]))


def _step(row: Row, spoken: Sequence[Remark], *, today: date) -> Step:
    due_on, done_at = row["due_on"], row["done_at"]
    return Step(
        id=row["id"],
        what=row["what"],
        who=row["contact__name"] or row["owner__name"] or "",
        theirs=row["contact_id"] is not None,
        due_on=due_on,
        done_on=done_at.date() if done_at else None,
        status=step_status(done=done_at is not None, due_on=due_on, today=today),
        late=max((today - due_on).days, 0) if due_on else 0,
        comments=[each for each in spoken if each.step_id == row["id"]],
    )


def _people(rows: Sequence[Row]) -> list[Person]:
    """Who takes a step, on either side, each once: theirs first, in the order of their first step."""
    found: dict[tuple[bool, int], Person] = {}
    for row in rows:
        if row["contact_id"] is not None:
            person = Person(row["contact__name"], row["contact__title"], theirs=True)
            found.setdefault((True, row["contact_id"]), person)
        elif row["owner_id"] is not None:
            found.setdefault((False, row["owner_id"]), Person(row["owner__name"], "", theirs=False))
    return sorted(found.values(), key=lambda person: not person.theirs)


def comments(deal_id: int) -> list[Remark]:
    """On the plan and on its shared steps, the oldest first; on steps that are not shared, none. One query."""
    return [
        Remark(row["id"], row["step_id"], row["name"], row["text"], row["author_id"] is not None, row["at"])
        for row in asked(_spoken, deal_id=deal_id)
    ]


def _spoken(*, deal_id: int) -> Question:
    rows = PlanComment.objects.filter(Q(step=None) | Q(step__shared=True), deal_id=deal_id).order_by("id")
    return rows.values("id", "step_id", "name", "text", "author_id", "at")[:COMMENTS]


def _files(*, deal_id: int) -> Question:
    rows = DealFile.objects.filter(deal_id=deal_id, shared_on_plan__isnull=False).order_by("-id")
    return rows.values("id", "name", "size", "created_at")


def file(deal_id: int, id: int) -> DealFile:
    """One file on the shared plan of this deal."""
    found = DealFile.objects.filter(id=id, deal_id=deal_id, shared_on_plan__isnull=False).first()
    if found is None:
        raise NotThere(_("There is no such file."))
    return found
