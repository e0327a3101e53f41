"""Meetings whose paper nobody began, with the day it is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from evener.capacity.calendars import holidays_between
from evener.capacity.rules import Calendar
from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.listing.prepared import Question, rows
from evener.listing.reach import either
from evener.meetings.models import Attendee, Meeting
from evener.meetings.rules.plan import MeetingPart
from evener.papers.models import Paper
from evener.papers.queries.clock import AROUND, ASKING
from evener.papers.rules.clock import due_on
from evener.people.rules import Viewer

# So far back a meeting without a paper comes up.
BACK = timedelta(days=14)
WEEK = "deal__owner__working_week__"
FIELDS = (
    "id", "title", "starts_at", "deal_id", "deal__name", "deal__owner__time_zone", f"{WEEK}minutes", f"{WEEK}country",
    f"{WEEK}region",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unwritten:
    meeting_id: int
    title: str
    deal_id: int
    deal: str
    due_on: date


def unwritten(viewer: Viewer, *, at: datetime, limit: int) -> list[Unwritten]:
    """Meetings of the viewer's own open deals, or that they led, whose paper has not gone out; the oldest first.

    Only where no paper was begun: a draft speaks for itself. One query.
    """
    return [
        Unwritten(row["id"], row["title"], row["deal_id"], row["deal__name"], _due_on(row))
        for row in rows(wanting, viewer, limit, at=at, since=at - BACK)
    ]


def wanting(viewer: Viewer, limit: int, *, at: datetime, since: datetime) -> Question:
    """One's own deals lead to their meetings; those one led are found among everybody's of these days.

    Among those only what the index of kinds knows is asked of each, so that none but one's own are fetched.
    """
    asking = Q(kind__in=ASKING, starts_at__gte=since, starts_at__lte=at)
    leads = Attendee.objects.filter(meeting_id=OuterRef("id"), user_id=viewer.id, part=MeetingPart.LEADS)
    led = Meeting.objects.filter(asking, Exists(leads)).values("id")
    mine = Deal.objects.filter(owner_id=viewer.id, outcome=Outcome.OPEN).values("id")
    begun = Paper.objects.filter(meeting_id=OuterRef("id"))
    found = Meeting.objects.filter(~Exists(begun), cancelled_at=None).order_by("starts_at", "id")
    both = either(
        found.filter(asking, deal__in=mine)[:limit],
        found.visible_to(viewer).filter(id__in=led, deal__outcome=Outcome.OPEN)[:limit],
    )
    return Meeting.objects.filter(id__in=both).order_by("starts_at", "id").values(*FIELDS)[:limit]


def _due_on(row: Mapping[str, Any]) -> date:
    """By the deal's owner, who writes it."""
    met_on = row["starts_at"].astimezone(ZoneInfo(row["deal__owner__time_zone"] or "UTC")).date()
    calendar = Calendar()
    if row[f"{WEEK}minutes"] is not None:
        holidays = holidays_between(row[f"{WEEK}country"], row[f"{WEEK}region"], met_on, met_on + AROUND)
        calendar = Calendar(week=tuple(row[f"{WEEK}minutes"]), holidays=holidays)
    return due_on(met_on, lambda day: calendar.minutes_on(day) > 0)
