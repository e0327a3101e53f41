"""Reading evaluations. Every read starts from what the viewer may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Q, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.asks import answers
from evener.deals.models import Deal
from evener.evaluations.models import Criterion, Evaluation, Question
from evener.evaluations.rules import MOST_CRITERIA, QUIET, Course, Start
from evener.journal.models import Entry
from evener.listing.queries import Listed, look_then_page
from evener.listing.rules import Ask, Order
from evener.people import queries as people
from evener.people.rules import Viewer
from evener.problems import NotThere
from evener.promises.models import Promise
from evener.promises.rules import ENDED as OVER
from evener.promises.rules import Review
from evener.search.queries import matching_ids
from evener.search.rules import Kind

ORDERS: Mapping[str, Order] = {
    order.name: order
    for order in (Order("ends", lazy("Ends"), ("ends_on", "id")), Order("created", lazy("Added"), ("id",)))
}
FIELDS = (
    "id", "name", "status", "starts_on", "ends_on", "touched_at", "deal_id", "deal__name", "deal__account__name",
    "owner_id", "owner__name", "win_on",
)  # fmt: skip
NAMED = ("deal", "deal__account", "owner", "decider", "long_by", "started_by", "ended_by", "win_by", "created_by")
NOBODY, ME = "nobody", "me"
OPEN, ALL = "open", "all"
# What makes a new version; everything else is written beside it.
VERSIONS = tuple(
    f"evaluation.{what}"
    for what in ("planned", "changed", "agreed", "redrafted", "started", "ended", "resumed", "won", "unwon")
)
ENTRIES, SHOWN_QUESTIONS = 100, 200


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to. `status` is one of the statuses, "open" or "all"; `owner` "", an id, me, nobody."""

    q: str = ""
    status: str = OPEN
    owner: str = ""
    stalled: bool = False

    @property
    def narrows(self) -> bool:
        return self != Filter()


def evaluations(viewer: Viewer, *, asked: Filter, ask: Ask, at: datetime) -> Listed:
    """The page of `asked` as dicts of `FIELDS` with the counts of their criteria. Three queries, four with a text
    search.
    """
    rows = Evaluation.objects.visible_to(viewer).filter(_condition(viewer, asked, at=at))
    listed = look_then_page(rows, fields=FIELDS, ask=ask, orders=ORDERS)
    counts = measured(row["id"] for row in listed.page.rows)
    for row in listed.page.rows:
        row["criteria"], row["measured"] = counts.get(row["id"], (0, 0))
    return listed


def _condition(viewer: Viewer, asked: Filter, *, at: datetime) -> Q:
    wanted = Q()
    if asked.status == OPEN:
        wanted &= Q(waiting=True)
    elif asked.status != ALL:
        wanted &= Q(status=asked.status)
    if asked.owner:
        wanted &= Q(owner_id={NOBODY: None, ME: viewer.id}.get(asked.owner, asked.owner))
    if asked.stalled:
        wanted &= stalled(at)
    if asked.q:
        ids = matching_ids(Kind.EVALUATION, asked.q)
        wanted &= Q(id__in=[]) if ids is None else Q(id__in=ids)
    return wanted


def stalled(at: datetime) -> Q:
    """Running, and quiet for 14 days."""
    return Q(status=Course.RUNNING, touched_at__lt=at - QUIET)


def measured(ids: Any) -> dict[int, tuple[int, int]]:
    """How many criteria each has, and how many of them have a result."""
    rows = Criterion.objects.filter(evaluation_id__in=list(ids)).order_by().values("evaluation_id")
    counted = rows.annotate(all=Count("id"), done=Count("id", filter=~Q(result="")))
    return {row["evaluation_id"]: (row["all"], row["done"]) for row in counted}


def owners() -> list[people.Named]:
    return people.named()


def evaluation(viewer: Viewer, id: int) -> Evaluation:
    """One with everybody named on it, or NotThere. Read its deal by `deals.queries.deal`."""
    found = Evaluation.objects.visible_to(viewer).select_related(*NAMED).filter(id=id).first()
    if found is None:
        raise missing()
    return found


def missing() -> NotThere:
    return NotThere(_("There is no such evaluation, or you are not on its deal."))


def of_deal(deal: Deal) -> list[Evaluation]:
    """The evaluations of a deal the caller has read: those that go on, then those that ended, newest first."""
    going = Case(When(waiting=True, then=0), default=1)
    return list(Evaluation.objects.filter(deal=deal).select_related("owner", "win_by").order_by(going, "-id")[:100])


def criteria(evaluation: Evaluation) -> list[Criterion]:
    """The criteria, the musts first, each with who agreed to it and who gave its result."""
    rows = Criterion.objects.filter(evaluation=evaluation).select_related("agreed_with", "result_by")
    return list(rows.order_by("-must", "id")[:MOST_CRITERIA])


def questions(evaluation: Evaluation) -> list[Question]:
    """The questions: open ones by when they are due, then the newest answered."""
    rows = Question.objects.filter(evaluation=evaluation).select_related("answered_by", "created_by")
    return list(rows.order_by(F("answered_at").desc(nulls_first=True), "due_at", "id")[:SHOWN_QUESTIONS])


def criterion(evaluation_id: int, id: int) -> Criterion:
    """One criterion of an evaluation the caller has read."""
    found = Criterion.objects.select_related("agreed_with").filter(id=id, evaluation_id=evaluation_id).first()
    if found is None:
        raise NotThere(_("There is no such criterion."))
    return found


def question(evaluation_id: int, id: int) -> Question:
    """One question of an evaluation the caller has read."""
    found = Question.objects.filter(id=id, evaluation_id=evaluation_id).first()
    if found is None:
        raise NotThere(_("There is no such question."))
    return found


def journal(evaluation: Evaluation) -> list[Entry]:
    """What was written about it, newest first. It stands in its deal's thread."""
    entries = Entry.objects.filter(
        thread_kind="deal", thread_id=evaluation.deal_id, subject_kind="evaluation", subject_id=evaluation.pk
    )
    return list(entries.select_related("actor").order_by("-id")[:ENTRIES])


def versions(evaluation: Evaluation) -> list[Entry]:
    """The entry of each version, the first first. (The journal's own numbers in this thread are those of the deal.)"""
    entries = Entry.objects.filter(
        thread_kind="deal", thread_id=evaluation.deal_id, subject_kind="evaluation", subject_id=evaluation.pk
    )
    return list(entries.filter(what__in=VERSIONS).select_related("actor").order_by("id"))


def start_of(evaluation: Evaluation) -> Start:
    """The facts on which its start is judged. Three queries and what the rooms above ask."""
    said = Promise.objects.filter(deal_id=evaluation.deal_id).exclude(life__in=list(OVER))
    counts = said.aggregate(
        refused=Count("id", filter=Q(review=Review.REFUSED)),
        blind=Count("id", filter=Q(blind=True, review__in=[Review.NONE, Review.ASKED])),
    )
    running = Evaluation.objects.filter(owner_id=evaluation.owner_id, status=Course.RUNNING, waiting=True)
    return Start(
        criteria=Criterion.objects.filter(evaluation=evaluation).count(),
        agreed=evaluation.agreed_on is not None,
        decider=evaluation.decider_id is not None,
        owner=evaluation.owner.name if evaluation.owner else "",
        no_fit=next(filter(None, (ask(deal_id=evaluation.deal_id) for ask in answers("evaluations.fit"))), ""),
        refused=counts["refused"],
        blind=counts["blind"],
        running=running.exclude(id=evaluation.pk).count() if evaluation.owner_id else 0,
    )


def running_by_person() -> dict[int, int]:
    """How many evaluations on open deals each person runs; who runs none is not in it. One query."""
    rows = Evaluation.objects.filter(status=Course.RUNNING, waiting=True, owner__isnull=False).order_by()
    return dict(rows.values("owner_id").annotate(n=Count("id")).values_list("owner_id", "n"))
