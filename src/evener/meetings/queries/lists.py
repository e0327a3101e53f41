"""Lists of meetings: upcoming and past, what waits for its debrief, credit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as lazy

from evener.listing.queries import page
from evener.listing.reach import AnyOf, Found, look
from evener.listing.rules import Ask, Order, Page
from evener.meetings.models import Attendee, Credit, Meeting
from evener.meetings.rules.debrief import REMEMBERED
from evener.meetings.rules.plan import DEBRIEFERS
from evener.people.rules import Viewer
from evener.search.queries import matching_ids
from evener.search.rules import Kind

ORDERS: Mapping[str, Order] = {order.name: order for order in (Order("starts", lazy("Starts"), ("starts_at", "id")),)}
FIELDS = (
    "id", "title", "kind", "purpose", "decision_wanted", "starts_at", "ends_at", "place", "deal_id", "deal__name",
    "deal__account__name", "organiser_id", "organiser__name", "cancelled_at", "debriefed_at",
)  # fmt: skip
UPCOMING, PAST, ALL = "upcoming", "past", "all"
MINE = "me"
UNDEBRIEFED, UNFILED = "undebriefed", "unfiled"


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to. `when` upcoming, past or all; `whose` "" or me; `kind` "" or a kind; `state` "",
    undebriefed or unfiled.
    """

    q: str = ""
    when: str = UPCOMING
    whose: str = MINE
    kind: str = ""
    state: str = ""

    @property
    def narrows(self) -> bool:
        return self != Filter()


@dataclass(frozen=True, slots=True)
class Listed:
    page: Page[dict[str, Any]]
    found: Found


def meetings(viewer: Viewer, *, asked: Filter, ask: Ask, at: datetime) -> Listed:
    """The page of `asked` as dicts of `FIELDS`, each with `ours` and `theirs` (names). Four queries, five with a text
    search.
    """
    rows = Meeting.objects.visible_to(viewer).filter(_condition(viewer, asked, at=at))
    found = look(rows)
    if found.ids is not None:
        rows = Meeting.objects.filter(AnyOf(found.ids))
    shown = page(rows.values(*FIELDS), ask=ask, orders=ORDERS)
    _name_people(shown.rows)
    return Listed(shown, found)


def _condition(viewer: Viewer, asked: Filter, *, at: datetime) -> Q:
    wanted = Q()
    if asked.when == UPCOMING:
        wanted &= Q(starts_at__gte=midnight(viewer, at))
    elif asked.when == PAST:
        wanted &= Q(starts_at__lt=at)
    if asked.whose == MINE:
        comes = Attendee.objects.filter(meeting_id=OuterRef("id"), user_id=viewer.id)
        wanted &= Q(organiser_id=viewer.id) | Q(Exists(comes))
    if asked.kind:
        wanted &= Q(kind=asked.kind)
    if asked.state == UNDEBRIEFED:
        wanted &= Q(debriefed_at=None, cancelled_at=None, ends_at__lt=at, deal__isnull=False)
    elif asked.state == UNFILED:
        wanted &= Q(deal=None)
    if asked.q:
        ids = matching_ids(Kind.MEETING, asked.q)
        wanted &= Q(id__in=[]) if ids is None else Q(id__in=ids)
    return wanted


def midnight(viewer: Viewer, at: datetime) -> datetime:
    """When the viewer's day began."""
    return datetime.combine(viewer.today(at), time(), tzinfo=ZoneInfo(viewer.time_zone))


def _name_people(rows: Sequence[dict[str, Any]]) -> None:
    people = Attendee.objects.filter(meeting_id__in=[row["id"] for row in rows]).order_by("id")
    ours: dict[int, list[str]] = {}
    theirs: dict[int, list[str]] = {}
    for meeting, user, contact, name, email in people.values_list(
        "meeting_id", "user__name", "contact__name", "name", "email"
    ):
        (ours if user else theirs).setdefault(meeting, []).append(user or contact or name or email)
    for row in rows:
        row["ours"], row["theirs"] = ours.get(row["id"], []), theirs.get(row["id"], [])


def waiting_for_debrief(viewer: Viewer, *, at: datetime, limit: int = 50) -> list[Meeting]:
    """Meetings that ended in the last three weeks and that this person is to debrief: who led or took notes; where
    nobody did, who called it. The oldest first. One query.
    """
    wrote = Attendee.objects.filter(meeting_id=OuterRef("id"), part__in=list(DEBRIEFERS))
    mine = Exists(wrote.filter(user_id=viewer.id)) | (Q(organiser_id=viewer.id) & ~Exists(wrote))
    rows = Meeting.objects.visible_to(viewer).filter(
        mine, debriefed_at=None, cancelled_at=None, deal__isnull=False, ends_at__lte=at, starts_at__gte=at - REMEMBERED
    )
    return list(rows.select_related("deal").order_by("starts_at", "id")[:limit])


def credits(viewer: Viewer, *, person_id: int | None = None, limit: int = 200) -> list[Credit]:
    """Credit this viewer may see, the newest first: their own, what they gave, and for a leader their team's.

    A leader learns that somebody helped in a meeting the leader may not see, and how, but not in which words: these
    speak of the deal.
    """
    seen = Meeting.objects.visible_to(viewer).filter(id=OuterRef("debrief__meeting_id"))
    rows = Credit.objects.visible_to(viewer).select_related("person", "given_by", "debrief__meeting")
    if person_id is not None:
        rows = rows.filter(person_id=person_id)
    found = list(rows.annotate(in_sight=Exists(seen)).order_by("-id")[:limit])
    for row in found:
        if not getattr(row, "in_sight", False) and viewer.id not in (row.person_id, row.given_by_id):
            row.line = ""
    return found


def named_meetings(viewer: Viewer, ids: list[int]) -> dict[int, str]:
    """Titles of those of these meetings the viewer may see."""
    return dict(Meeting.objects.visible_to(viewer).filter(id__in=ids).values_list("id", "title"))
