"""Calendars as JSON: files taken in, addresses that come in, the address that goes out."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import BaseModel, Field, Strict

from evener.calendars import actions, jobs, queries
from evener.calendars.engine.events import Fault
from evener.calendars.models import Feed, Source
from evener.calendars.queries import Proposal
from evener.calendars.rules import URL
from evener.jobs.actions import start_work
from evener.journal.rules import Thing
from evener.lazily import lazily
from evener.meetings.models import Meeting
from evener.problems import Invalid
from evener.rest.answers import answer, gone, list_of
from evener.rest.auth import Call
from evener.rest.routes import Routes
from evener.rest.shapes import Given, ListOf, Shown
from evener.rest.values import NO_NUL, FormFlag, PathId, Word

if TYPE_CHECKING:
    from evener.calendars.engine import reading
else:
    reading = lazily("evener.calendars.engine.reading")

routes = Routes("Calendars")
SecretUrl = Annotated[str, Strict(), Field(max_length=URL, pattern=NO_NUL)]


class TakeIn(BaseModel):
    """What to do with the file."""

    dry_run: FormFlag = Field(False, description="Say what would happen, and write nothing.")


class EventShown(Shown):
    """One event of the file. `reason` says why it is left out."""

    uid: str
    recurrence_id: str = Field(description="Which occurrence of something that repeats; empty for the rest.")
    title: str
    starts_at: datetime
    ends_at: datetime
    outcome: Literal["new", "changed", "cancelled", "there", "out"]
    reason: str
    deal_id: int | None = Field(description="The deal it is or would be filed under; null: nobody knows yet.")
    meeting_id: int | None


class EventFault(Shown):
    """Something that could not be taken as it stands. `line` 0: the file as a whole."""

    line: int
    title: str
    text: str


class CalendarTaken(Shown):
    written: bool
    counts: dict[str, int] = Field(description="How many events by outcome.")
    left_over: bool = Field(description="There is more than is taken in at once: send the file again.")
    events: list[EventShown]
    faults: list[EventFault]


class NewCalendar(Given):
    name: Word
    url: SecretUrl = Field(description="https:// or webcal://. A secret: never shown again.")


class CalendarShown(Shown):
    id: int
    name: str
    address: str = Field(description="The server only.")
    paused: bool
    error: str
    tried_at: datetime | None
    succeeded_at: datetime | None
    counts: dict[str, int]


class CalendarList(ListOf[CalendarShown]):
    pass


class FeedShown(Shown):
    url: str | None = Field(description="Whoever has it reads your meetings. Null: there is none.")
    made_at: datetime | None
    read_at: datetime | None


@routes.on("POST", "/calendars/files", gives=CalendarTaken, status=200, summary="Take in a calendar file (ICS)")
def take_in_calendar(request: Call, file: File[UploadedFile], given: Form[TakeIn]) -> HttpResponse:
    """Meetings with customers of the last 30 and the next 180 days. Sending the same file again changes nothing."""
    viewer = request.viewer
    actions.require_writer(viewer)
    since, until = jobs.window(request.at)
    found = reading.read(file.read(), since=since, until=until, zone=ZoneInfo(viewer.time_zone), limits=jobs.limits())
    if not found.events and not found.whole:
        raise Invalid({"file": found.faults[0].sentence})
    proposed = queries.proposals(viewer, found.events)
    faults = [_fault(each) for each in found.faults]
    counts: dict[str, int] = {}
    left_over = False
    if given.dry_run:
        for each in proposed:
            counts[each.fate.value] = counts.get(each.fate.value, 0) + 1
    else:
        taken = actions.take_in(by=viewer, at=request.at, proposed=proposed)
        name = PurePath(file.name or "").name or _("Calendar")
        actions.tell_taken(by=viewer, at=request.at, subject=Thing("calendar", 0, name), taken=taken)
        counts, left_over = taken.counts, taken.left_over
        faults += [{"line": 0, "title": title, "text": text} for title, text in taken.faults]
    after = queries.meetings_by_key(viewer, [each.key for each in proposed])
    events = [_event(each, after.get(each.key)) for each in proposed]
    return answer(
        {
            "written": not given.dry_run,
            "counts": counts,
            "left_over": left_over,
            "events": events,
            "faults": faults,
        }
    )


def _fault(fault: Fault) -> dict[str, Any]:
    return {"line": fault.line, "title": fault.title, "text": str(fault.sentence)}


def _event(proposal: Proposal, meeting: Meeting | None) -> dict[str, Any]:
    event, proposed = proposal.event, proposal.deal
    return {
        "uid": event.uid,
        "recurrence_id": event.recurrence_id,
        "title": event.title,
        "starts_at": event.start,
        "ends_at": event.end,
        "outcome": proposal.fate.value,
        "reason": proposal.why.value if proposal.why is not None else "",
        "deal_id": meeting.deal_id if meeting is not None else proposed.id if proposed is not None else None,
        "meeting_id": meeting.pk if meeting is not None else None,
    }


@routes.on("GET", "/calendars", gives=CalendarList, summary="One's own calendars that come in")
def calendars(request: Call) -> HttpResponse:
    return list_of([_source(row) for row in queries.sources(request.viewer)])


@routes.on("POST", "/calendars", gives=CalendarShown, summary="Add a calendar's secret address")
def add_calendar(request: Call, body: NewCalendar) -> HttpResponse:
    """It is fetched at once in the background, and every hour from then on."""
    made = actions.add_source(by=request.viewer, at=request.at, name=body.name, url=body.url)
    _start(request, made)
    return answer(_source(made), status=201)


@routes.on("POST", "/calendars/{calendar_id}/fetch", gives=CalendarShown, status=200, summary="Fetch a calendar now")
def fetch_calendar(request: Call, calendar_id: PathId) -> HttpResponse:
    """In the background; also where it was paused."""
    found = queries.source(request.viewer, calendar_id)
    actions.resume_source(by=request.viewer, at=request.at, source_id=calendar_id)
    _start(request, found)
    return answer(_source(queries.source(request.viewer, calendar_id)))


@routes.on("DELETE", "/calendars/{calendar_id}", summary="Fetch a calendar no more")
def remove_calendar(request: Call, calendar_id: PathId) -> HttpResponse:
    actions.remove_source(by=request.viewer, at=request.at, source_id=calendar_id)
    return gone()


def _start(request: Call, source: Source) -> None:
    start_work(
        by=request.viewer, at=request.at, kind="calendar", title=_("Reading %(name)s") % {"name": source.name},
        task=jobs.fetch_now, args=[source.pk], page=reverse("calendars:page"),
    )  # fmt: skip
    jobs.see_to_it(at=jobs.next_round(request.at))


def _source(row: Source) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "address": row.shown,
        "paused": row.is_paused,
        "error": row.error,
        "tried_at": row.tried_at,
        "succeeded_at": row.succeeded_at,
        "counts": row.counts,
    }


@routes.on("GET", "/calendar-feed", gives=FeedShown, scope="write", summary="The address of one's own feed")
def calendar_feed(request: Call) -> HttpResponse:
    """Needs the scope to write: the address outlives the token."""
    found = queries.feed(request.viewer)
    return answer(_feed(request, found) if found is not None else {"url": None, "made_at": None, "read_at": None})


@routes.on("POST", "/calendar-feed", gives=FeedShown, summary="Make a new address for one's own feed")
def renew_calendar_feed(request: Call) -> HttpResponse:
    """The address before leads nowhere from now on."""
    return answer(_feed(request, actions.renew_feed(by=request.viewer, at=request.at)), status=201)


@routes.on("DELETE", "/calendar-feed", summary="Stop one's own feed")
def stop_calendar_feed(request: Call) -> HttpResponse:
    actions.stop_feed(by=request.viewer, at=request.at)
    return gone()


def _feed(request: Call, row: Feed) -> dict[str, Any]:
    place = reverse("calendars:feed", args=[row.token])
    url = settings.BASE_URL + place if settings.BASE_URL else request.build_absolute_uri(place)
    return {"url": url, "made_at": row.made_at, "read_at": row.read_at}
