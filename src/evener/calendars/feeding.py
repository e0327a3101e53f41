"""Meetings as events of a calendar: somebody's own feed, and one meeting to take along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from evener.calendars.engine.events import Event, Person
from evener.calendars.models import Seen
from evener.calendars.rules import FEED_AHEAD, FEED_BACK, uid
from evener.journal.models import Entry
from evener.lazily import lazily
from evener.meetings.models import Attendee, Meeting
from evener.meetings.queries import meeting, people_of
from evener.meetings.rules.plan import PART_NAMES, MeetingPart
from evener.people.rules import Viewer, address

if TYPE_CHECKING:
    from evener.calendars.engine import writing
else:
    writing = lazily("evener.calendars.engine.writing")

PRODUCT = "Evener"
# Nobody has more in a year; what comes after the last one will be there when it is nearer.
MOST_MEETINGS = 2000


def feed_file(viewer: Viewer, *, at: datetime) -> bytes:
    """The viewer's meetings of the last month and the next year, as a calendar file. Five queries.

    What came from a calendar address of their own is left out: it is in that calendar already.
    """
    comes = Attendee.objects.filter(meeting_id=OuterRef("id"), user_id=viewer.id)
    brought = Seen.objects.filter(meeting_id=OuterRef("id"), owner_id=viewer.id, source__isnull=False)
    rows = (
        Meeting.objects.visible_to(viewer)
        .filter(Exists(comes), ~Exists(brought), starts_at__gte=at - FEED_BACK, starts_at__lt=at + FEED_AHEAD)
        .select_related("deal__account", "organiser")
        .order_by("starts_at", "id")[:MOST_MEETINGS]
    )
    name = _("Evener: %(name)s") % {"name": viewer.name}
    return _file(viewer, list(rows), name=name)


def meeting_file(viewer: Viewer, id: int) -> bytes:
    """One meeting the viewer may see, as a calendar file."""
    return _file(viewer, [meeting(viewer, id)], name="")


def _file(viewer: Viewer, meetings: Sequence[Meeting], *, name: str) -> bytes:
    people, changed = people_of(meetings), changes_of(meetings)
    events = [_event(row, people.get(row.pk, []), viewer=viewer, changed=changed) for row in meetings]
    return writing.write(events, name=name, product=PRODUCT, zone=ZoneInfo(viewer.time_zone))


def changes_of(meetings: Sequence[Meeting]) -> dict[int, datetime]:
    """When each meeting changed last, as the journal knows it. One query; the journal is found by its threads."""
    if not meetings:
        return {}
    deals = {row.deal_id for row in meetings if row.deal_id is not None}
    threads = Q(thread_kind="deal", thread_id__in=deals) | Q(
        thread_kind="meeting", thread_id__in=[row.pk for row in meetings if row.deal_id is None]
    )
    rows = Entry.objects.filter(threads, subject_kind="meeting", subject_id__in=[row.pk for row in meetings])
    return dict(rows.order_by().values_list("subject_id").annotate(last=Max("at")))


def _event(row: Meeting, people: Sequence[Attendee], *, viewer: Viewer, changed: Mapping[int, datetime]) -> Event:
    part = next((each.part for each in people if each.user_id == viewer.id), None)
    link = settings.BASE_URL + reverse("meetings:page", args=[row.pk]) if settings.BASE_URL else ""
    organiser = row.organiser
    return Event(
        uid=uid(row.pk, house()),
        start=row.starts_at,
        end=row.ends_at,
        title=_title(row, part),
        sequence=row.version,
        description=_description(row, part, link),
        place=" ".join(row.place.split()),
        url=link,
        organiser=Person(address(organiser.email), organiser.name) if organiser else None,
        attendees=tuple(_person(each) for each in people),
        cancelled=row.is_cancelled,
        changed_at=(changed.get(row.pk) or row.created_at).replace(microsecond=0),
    )


def house() -> str:
    """Tells this installation's meetings from those of another."""
    return salted_hmac("evener.calendars.house", "uid", algorithm="sha256").hexdigest()[:12]


def _title(row: Meeting, part: str | None) -> str:
    """Who is on call sees it at a glance: they need not go there."""
    account = row.deal.account if row.deal is not None else None
    title = " ".join((f"{account.name}: {row.title}" if account else row.title).split())
    return _("On call: %(title)s") % {"title": title} if part == MeetingPart.ON_CALL else title


def _description(row: Meeting, part: str | None, link: str) -> str:
    mine = str(PART_NAMES[MeetingPart(part)]) if part else ""
    parts = [
        (_("Your part"), mine), (_("Purpose"), row.purpose), (_("Decision wanted"), row.decision_wanted),
        (_("Agenda"), row.agenda), (_("Deal"), row.deal.name if row.deal is not None else ""),
    ]  # fmt: skip
    texts = [f"{name}: {text.strip()}" for name, text in parts if text.strip()]
    return "\n\n".join([*texts, *([link] if link else [])])


def _person(row: Attendee) -> Person:
    if row.user is not None:
        return Person(address(row.user.email), row.user.name)
    if row.contact is not None:
        return Person(row.contact.email.lower(), row.contact.name)
    return Person(row.email, row.name)
