"""Reading reviews. Every read starts from what the viewer may see; chances stay private until they are revealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.deals.models import Deal, DealMember
from evener.journal.models import Entry
from evener.listing.queries import Listed, look_then_page
from evener.listing.rules import Ask, Order
from evener.people.models import User
from evener.people.queries import leaders_over
from evener.people.rules import Role, Viewer
from evener.problems import NotThere
from evener.reviews.models import Decision, Finding, Review, Reviewer, ReviewStep, Sealed
from evener.reviews.rules.course import AHEAD, ReviewStatus
from evener.reviews.rules.turns import Candidate
from evener.search.queries import matching_ids
from evener.search.rules import Kind

ORDERS: Mapping[str, Order] = {"asked": Order("asked", lazy("Asked"), ("id",))}
FIELDS = (
    "id", "status", "waiting", "deal_id", "deal__name", "deal__account__name", "deal__outcome", "dissenter_id",
    "dissenter__name", "asked_at", "hold_on", "held_on", "outcome", "large",
)  # fmt: skip
NAMED = ("deal", "dissenter", "asked_by", "held_by", "scored_by")
# Who reviews: everybody who writes.
ABLE = (Role.SALES, Role.ENGINEER, Role.DELIVERY, Role.LEADER)
# Turns are counted over so long.
YEAR = timedelta(days=365)
OPEN, ALL, ME, TO_SCORE = "open", "all", "me", "to_score"
ENTRIES = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """`status` is one of the statuses, "open" (wants something), "to_score" or "all"; `mine`: I dissent or review."""

    q: str = ""
    status: str = OPEN
    mine: bool = False

    @property
    def narrows(self) -> bool:
        return self != Filter()


def reviews(viewer: Viewer, *, asked: Filter, ask: Ask) -> Listed:
    """The page of `asked` as dicts of `FIELDS` with how many gave a chance of those asked. Three queries, four with
    a text search.
    """
    rows = Review.objects.visible_to(viewer).filter(_condition(viewer, asked))
    listed = look_then_page(rows, fields=FIELDS, ask=ask, orders=ORDERS)
    counts = given(row["id"] for row in listed.page.rows)
    for row in listed.page.rows:
        row["given"], row["reviewers"] = counts.get(row["id"], (0, 0))
    return listed


def _condition(viewer: Viewer, asked: Filter) -> Q:
    wanted = Q()
    if asked.status == OPEN:
        wanted &= Q(waiting=True)
    elif asked.status == TO_SCORE:
        wanted &= Q(status=ReviewStatus.HELD, waiting=True)
    elif asked.status != ALL:
        wanted &= Q(status=asked.status)
    if asked.mine:
        reviewing = Reviewer.objects.filter(user_id=viewer.id).values("review_id")
        wanted &= Q(dissenter_id=viewer.id) | Q(id__in=reviewing)
    if asked.q:
        ids = matching_ids(Kind.REVIEW, asked.q)
        wanted &= Q(id__in=[]) if ids is None else Q(id__in=ids)
    return wanted


def given(ids: Any) -> dict[int, tuple[int, int]]:
    """How many reviewers gave a chance, and how many were asked, by review."""
    rows = Reviewer.objects.filter(review_id__in=list(ids)).order_by().values("review_id")
    counted = rows.annotate(all=Count("id"), done=Count("id", filter=Q(given_at__isnull=False)))
    return {row["review_id"]: (row["done"], row["all"]) for row in counted}


def review(viewer: Viewer, id: int) -> Review:
    """One with everybody named on it, or NotThere. Read its deal by `deals.queries.deal`."""
    found = Review.objects.visible_to(viewer).select_related(*NAMED).filter(id=id).first()
    if found is None:
        raise missing()
    return found


def missing() -> NotThere:
    return NotThere(_("There is no such review, or you are not on its deal."))


def of_deal(deal: Deal) -> list[Review]:
    """The reviews of a deal the caller has read, newest first."""
    return list(Review.objects.filter(deal=deal).select_related("dissenter").order_by("-id")[:50])


def ahead(deal_id: int) -> Review | None:
    """The review that is asked or prepared; there is one at most."""
    return Review.objects.filter(deal_id=deal_id, status__in=AHEAD).select_related("dissenter").first()


@dataclass(frozen=True, slots=True)
class Given:
    """A reviewer as this viewer may know them: `won`, `lost` and `nothing` are None where they are private."""

    user_id: int
    name: str
    given: bool
    told: bool
    won: int | None = None
    lost: int | None = None
    nothing: int | None = None
    score: float | None = None
    score_of_three: float | None = None


def reviewers(viewer: Viewer, review: Review) -> list[Given]:
    """Who was asked, in order of names, and what each gave as far as the viewer may know it. At most two queries."""
    rows = list(Reviewer.objects.filter(review=review).select_related("user").order_by("user__name", "id"))
    mine = None
    if review.revealed_at is None:
        mine = Sealed.objects.filter(reviewer__review=review, reviewer__user_id=viewer.id).first()
    return [_given(row, mine if row.user_id == viewer.id else None) for row in rows]


def _given(row: Reviewer, sealed: Sealed | None) -> Given:
    known = sealed or row
    return Given(
        row.user_id, row.user.name, row.given_at is not None, told=known.won is not None, won=known.won,
        lost=known.lost, nothing=known.nothing, score=row.score, score_of_three=row.score_of_three,
    )  # fmt: skip


def findings(review: Review) -> list[Finding]:
    """What the record showed when it was held, in the order it was shown."""
    return list(Finding.objects.filter(review=review).order_by("id"))


def decisions(review: Review) -> list[Decision]:
    return list(Decision.objects.filter(review=review).select_related("who", "created_by").order_by("id"))


def steps(review: Review) -> list[ReviewStep]:
    """The steps that follow from it, as they stand on the deal today."""
    return list(ReviewStep.objects.filter(review=review).select_related("step__owner").order_by("id"))


def journal(review: Review) -> list[Entry]:
    """What happened to the review, newest first."""
    rows = Entry.objects.filter(thread_kind="deal", thread_id=review.deal_id, subject_kind="review")
    return list(rows.filter(subject_id=review.pk).select_related("actor").order_by("-id")[:ENTRIES])


def candidates(deal: Deal, *, at: datetime) -> list[Candidate]:
    """Who could dissent: the deal team and the owner's team; of a confidential deal only those who see it.

    Where nobody else is there, everybody of the company. At most five queries.
    """
    on_it = set(DealMember.objects.filter(deal=deal).values_list("user_id", flat=True))
    near = Q(id__in=on_it)
    if deal.confidential:
        near |= Q(id__in=[leader.pk for leader in leaders_over(deal.team.path)] if deal.team else [])
    elif deal.team_id:
        near |= Q(team_id=deal.team_id)
    able = User.objects.filter(is_active=True, role__in=ABLE).exclude(id=deal.owner_id or 0)
    named = list(able.filter(near).values_list("id", "name"))
    if not named and not deal.confidential:
        named = list(able.order_by("name", "id").values_list("id", "name")[:200])
    past = Review.objects.filter(dissenter_id__in=[id for id, _name in named], asked_at__gt=at - YEAR)
    counted = past.exclude(status=ReviewStatus.CALLED_OFF).order_by().values("dissenter_id")
    turns = {row["dissenter_id"]: row for row in counted.annotate(n=Count("id"), last=Max("asked_at"))}
    return [
        Candidate(
            id, name, times=turns[id]["n"] if id in turns else 0,
            last=turns[id]["last"].date() if id in turns else None, on_the_deal=id in on_it,
        )
        for id, name in named
    ]  # fmt: skip


def usual_reviewers(deal: Deal) -> list[int]:
    """The deal team, and whoever leads the owner's team most closely."""
    members = DealMember.objects.filter(deal=deal, user__is_active=True).exclude(user__role=Role.VIEWER)
    ids = set(members.values_list("user_id", flat=True))
    if deal.team:
        path = deal.team.path.split("/")
        over = [(path.index(str(leader.team_id)), leader.pk) for leader in leaders_over(deal.team.path)]
        nearest = max((depth for depth, _id in over), default=0)
        ids |= {id for depth, id in over if depth == nearest}
    return sorted(ids)
