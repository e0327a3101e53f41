"""Lists of meetings: upcoming and past, what waits for its debrief, credit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as lazy

from evener.listing.prepared import Question
from evener.listing.prepared import rows as prepared
from evener.listing.queries import Listed, page
from evener.listing.reach import EXACT, AnyOf, Found, either, look
from evener.listing.rules import Ask, Order
from evener.meetings.models import Attendee, Credit, Meeting, MeetingQuerySet
from evener.meetings.rules.debrief import REMEMBERED
from evener.meetings.rules.plan import DEBRIEFERS
from evener.people.rules import Viewer
from evener.search.queries import matching_ids
from evener.search.rules import Kind

ORDERS: Mapping[str, Order] = {order.name: order for order in (Order("starts", lazy("Starts"), ("starts_at", "id")),)}
FIELDS = (
    "id", "title", "kind", "purpose", "decision_wanted", "starts_at", "ends_at", "place", "deal_id", "no_deal",
    "deal__name", "deal__account__name", "organiser_id", "organiser__name", "cancelled_at", "debriefed_at",
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


def meetings(viewer: Viewer, *, asked: Filter, ask: Ask, at: datetime) -> Listed:
    """The page of `asked` as dicts of `FIELDS`, each with `ours` and `theirs` (names). Four queries, five with a text
    search.
    """
    found = _look(viewer, asked, at=at)
    if found.ids is not None:
        rows = Meeting.objects.filter(AnyOf(found.ids))
    else:
        rows = _matching(viewer, asked, today=midnight(viewer, at), now=at)
    shown = page(rows.values(*FIELDS), ask=ask, orders=ORDERS)
    _name_people(shown.rows)
    return Listed(shown, found)


def _look(viewer: Viewer, asked: Filter, *, at: datetime) -> Found:
    """`look` by a query that is kept, but for words to look for."""
    today = midnight(viewer, at)
    if asked.q:
        return look(_matching(viewer, asked, today=today, now=at))
    ids = tuple(row["id"] for row in prepared(first_ids, viewer, EXACT + 1, by=asked, today=today, now=at))
    return Found(ids if len(ids) <= EXACT else None)


def first_ids(viewer: Viewer, limit: int, *, by: Filter, today: datetime, now: datetime) -> Question:
    """The ids of up to `limit` meetings of the filter `by`, in no order."""
    return _matching(viewer, by, today=today, now=now).order_by().values("id")[:limit]


def _matching(viewer: Viewer, asked: Filter, *, today: datetime, now: datetime) -> MeetingQuerySet:
    """`today` is when the viewer's day began."""
    rows = Meeting.objects.visible_to(viewer)
    if asked.when == UPCOMING:
        rows = rows.filter(starts_at__gte=today)
    elif asked.when == PAST:
        rows = rows.filter(starts_at__lt=now)
    if asked.whose == MINE:  # what somebody has to do with leads to the rows: theirs are few of all
        comes = Attendee.objects.filter(user_id=viewer.id).values("meeting_id")
        rows = Meeting.objects.filter(id__in=either(rows.filter(organiser_id=viewer.id), rows.filter(id__in=comes)))
    return rows.filter(_condition(asked, now=now))


def _condition(asked: Filter, *, now: datetime) -> Q:
    wanted = Q()
    if asked.kind:
        wanted &= Q(kind=asked.kind)
    if asked.state == UNDEBRIEFED:
        wanted &= Q(debriefed_at=None, cancelled_at=None, ends_at__lt=now, deal__isnull=False)
    elif asked.state == UNFILED:
        wanted &= Q(deal=None, no_deal=False)
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
