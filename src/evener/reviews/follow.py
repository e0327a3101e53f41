"""What reviews and light plans do when their deal closes or opens again (deals.asks.DealFollower, Reopened)."""

from __future__ import annotations

from datetime import datetime

from evener.deals.asks import Ended, Place
from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.journal.actions import record
from evener.journal.rules import Thing
from evener.people.rules import Viewer
from evener.reviews.models import ComeBack, Idea, LightPlan, Review, Reviewer, Tie
from evener.reviews.rules.course import AHEAD, ReviewStatus
from evener.reviews.rules.lightly import LIGHT, came_back

CHUNK = 500


def deal_moved(*, moves: dict[int, tuple[Place, Place]]) -> None:
    """Reviews of closed deals wait to be scored and nothing else; those of open deals to be held."""
    ids = list(moves)
    for start in range(0, len(ids), CHUNK):
        _settle(ids[start : start + CHUNK])


def _settle(ids: list[int]) -> None:
    if not Review.objects.filter(deal_id__in=ids).exists():
        return
    open_ids = list(Deal.objects.filter(id__in=ids, outcome=Outcome.OPEN).values_list("id", flat=True))
    closed_ids = sorted(set(ids) - set(open_ids))
    _unscore(open_ids)
    Review.objects.filter(deal_id__in=open_ids).update(waiting=False)
    Review.objects.filter(deal_id__in=open_ids, status__in=AHEAD).update(waiting=True)
    Review.objects.filter(deal_id__in=closed_ids).update(waiting=False)
    Review.objects.filter(deal_id__in=closed_ids, status=ReviewStatus.HELD).update(waiting=True)


def _unscore(open_ids: list[int]) -> None:
    """A deal that is open again has no outcome to be held against. The journal keeps the score there was."""
    scored = Review.objects.filter(deal_id__in=open_ids, status=ReviewStatus.SCORED)
    Reviewer.objects.filter(review__in=scored).update(score=None, score_of_three=None)
    scored.update(status=ReviewStatus.HELD, outcome="", scored_at=None, scored_by=None, cause_right="")


def deal_reopened(*, by: Viewer, at: datetime, deal: Deal, before: Ended) -> None:
    """They came back, or the deal was closed by mistake. What went on lightly rests."""
    today = by.today(at)
    rest(deal.pk)
    if before.outcome not in LIGHT or not came_back(closed_on=before.closed_on, on=today):
        return
    plan = LightPlan.objects.filter(deal=deal).first()
    ComeBack.objects.get_or_create(
        former=deal, closed_on=before.closed_on,
        defaults={
            "deal": deal, "outcome": before.outcome, "return_on": (plan and plan.return_on) or before.return_on,
            "on": today, "created_at": at, "created_by_id": by.id,
        },
    )  # fmt: skip
    LightPlan.objects.filter(deal=deal).update(return_on=None)
    record(by=by, at=at, what="light.back", subject=Thing("deal", deal.pk, deal.name))


def rest(deal_id: int) -> None:
    """Nothing of the light plan comes up any more: they are back."""
    Idea.objects.filter(deal_id=deal_id, waiting=True).update(waiting=False)
    Tie.objects.filter(deal_id=deal_id, waiting=True).update(waiting=False)
