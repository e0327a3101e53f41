"""Events as a calendar file (RFC 5545). The same events give the same bytes: no clock, and a steady order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo

import icalendar

from evener.calendars.engine.events import Answer, Event, Person
from evener.calendars.engine.moments import naive

# How often a calendar should look again; most programs read one of the two, and some neither.
LOOK_AGAIN = timedelta(hours=1)
ANSWERS = {
    Answer.ACCEPTED: "ACCEPTED", Answer.DECLINED: "DECLINED", Answer.TENTATIVE: "TENTATIVE",
    Answer.ASKED: "NEEDS-ACTION",
}  # fmt: skip
NOWHERE = "invalid:nomail"


def write(events: Iterable[Event], *, name: str, product: str, zone: tzinfo) -> bytes:
    """A published calendar called `name`. `product` says who wrote it; all-day events lie on the days of `zone`."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//{product}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", icalendar.vText(name))
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for event in sorted(events, key=lambda event: (event.start, event.uid, event.recurrence_id)):
        calendar.add_component(_entry(event, zone))
    return bytes(calendar.to_ical())


def _entry(event: Event, zone: tzinfo) -> icalendar.Event:
    entry = icalendar.Event()
    changed = (event.changed_at or event.start).astimezone(UTC)
    entry.add("uid", event.uid)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("sequence", event.sequence)
    entry.add("dtstart", _moment(event.start, event, zone))
    entry.add("dtend", _moment(event.end, event, zone))
    if event.recurrence_id:
        replaced = naive(event.recurrence_id)
        entry.add("recurrence-id", replaced.date() if len(event.recurrence_id) == 8 else replaced.replace(tzinfo=UTC))
    entry.add("summary", event.title)
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    for key, text in (("description", event.description), ("location", event.place), ("url", event.url)):
        if text:
            entry.add(key, text)
    if event.private:
        entry.add("class", "PRIVATE")
    if event.organiser is not None:
        entry.add("organizer", _person(event.organiser), encode=False)
    for attendee in event.attendees:
        entry.add("attendee", _person(attendee), encode=False)
    return entry


def _moment(moment: datetime, event: Event, zone: tzinfo) -> object:
    return moment.astimezone(zone).date() if event.all_day else moment.astimezone(UTC)


def _person(person: Person) -> icalendar.vCalAddress:
    address = icalendar.vCalAddress(f"mailto:{person.email}" if person.email else NOWHERE)
    if person.name:
        address.params["CN"] = person.name
    address.params["PARTSTAT"] = ANSWERS[person.answer]
    return address
