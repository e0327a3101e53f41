"""What is offered while a meeting is planned: deals, the likely kind, words used before."""

from __future__ import annotations

from datetime import datetime

from evener.deals.models import Deal, DealMember
from evener.deals.rules import Outcome
from evener.meetings.models import Meeting
from evener.meetings.rules.plan import MeetingKind
from evener.people.rules import Viewer

MOST_DEALS, MOST_WORDS = 200, 8


def my_deals(viewer: Viewer) -> list[Deal]:
    """Open deals the viewer works on, the newest sign of life first; for an admin without any, all of them."""
    mine = DealMember.objects.filter(user_id=viewer.id).values("deal_id")
    rows = Deal.objects.visible_to(viewer).filter(outcome=Outcome.OPEN).order_by("-touched_at", "-id")
    return list(rows.filter(id__in=mine)[:MOST_DEALS]) or list(rows[:MOST_DEALS])


def next_kind(deal: Deal | None, *, at: datetime) -> MeetingKind:
    """Discovery first; then the kind the last one had."""
    if deal is None:
        return MeetingKind.DISCOVERY
    last = Meeting.objects.filter(deal=deal, cancelled_at=None, starts_at__lte=at).order_by("-starts_at", "-id")
    kind = last.values_list("kind", flat=True).first()
    return MeetingKind(kind) if kind else MeetingKind.DISCOVERY


def last_words(viewer: Viewer) -> dict[str, list[str]]:
    """Purposes and decisions this person wrote before, the newest first. One query."""
    rows = Meeting.objects.filter(organiser_id=viewer.id).order_by("-starts_at").values_list(
        "purpose", "decision_wanted"
    )  # fmt: skip
    found = list(rows[:40])
    return {
        "purposes": list(dict.fromkeys(purpose for purpose, _wanted in found if purpose))[:MOST_WORDS],
        "decisions": list(dict.fromkeys(wanted for _purpose, wanted in found if wanted))[:MOST_WORDS],
    }
