"""What we write is what we read, and what another reader reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from hypothesis import given, settings
from hypothesis import strategies as st

from evener.calendars.engine.events import Answer, Event, Person
from evener.calendars.engine.reading import read
from evener.calendars.engine.writing import write

BERLIN = ZoneInfo("Europe/Berlin")
SINCE, UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
CHARACTERS = st.characters(exclude_categories=["Cc", "Cs"], include_characters="\n\t\\;,:\"'^")
WORDS = st.text(CHARACTERS, max_size=90).map(lambda text: " ".join(text.split()))
TEXTS = st.text(CHARACTERS, max_size=200).map(str.strip)
MOMENTS = st.datetimes(datetime(2025, 2, 1), datetime(2027, 12, 1)).map(
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)
PEOPLE = st.builds(
    Person,
    email=st.integers(0, 40).map(lambda number: f"person{number}@example.com"),
    name=WORDS,
    answer=st.sampled_from(list(Answer)),
)


@st.composite
def events(draw: st.DrawFn) -> Event:
    all_day = draw(st.booleans())
    start = draw(MOMENTS)
    if all_day:
        day = start.astimezone(BERLIN).date()
        later = day + timedelta(days=draw(st.integers(1, 5)))
        midnights = (datetime.combine(each, datetime.min.time(), BERLIN).astimezone(UTC) for each in (day, later))
        start, end = midnights
    else:
        end = start + timedelta(minutes=draw(st.integers(0, 3000)))
    stamp = "%Y%m%d" if all_day else "%Y%m%dT%H%M%SZ"
    return Event(
        uid=f"{draw(st.integers(0, 10**9))}@evener.example",
        start=start,
        end=end,
        title=draw(WORDS),
        sequence=draw(st.integers(0, 100)),
        recurrence_id=draw(st.one_of(st.just(""), MOMENTS.map(lambda at: at.strftime(stamp)))),
        description=draw(TEXTS),
        place=draw(WORDS),
        url=draw(st.sampled_from(["", "https://evener.example/meetings/12/?a=b,c;d"])),
        all_day=all_day,
        organiser=draw(st.one_of(st.none(), PEOPLE)),
        attendees=tuple(draw(st.lists(PEOPLE, max_size=4, unique_by=lambda person: person.email))),
        cancelled=draw(st.booleans()),
        private=draw(st.booleans()),
        changed_at=draw(MOMENTS),
    )


@settings(max_examples=60)
@given(st.lists(events(), max_size=5, unique_by=lambda event: event.uid), WORDS)
def test_what_is_written_reads_back(given: list[Event], name: str) -> None:
    data = write(given, name=name, product="Evener", zone=BERLIN)
    found = read(data, since=SINCE, until=UNTIL, zone=BERLIN)
    assert found.faults == () and found.name == name
    assert list(found.events) == sorted(given, key=lambda event: (event.start, event.uid, event.recurrence_id))
    assert data == write(reversed(given), name=name, product="Evener", zone=BERLIN)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


def test_another_reader_reads_it() -> None:
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    event = Event(
        uid="meeting-1@evener.example",
        start=moment,
        end=moment + timedelta(hours=1),
        title="On call: Harbourline, crane data",
        sequence=3,
        attendees=(Person("liv@harbourline.example", 'Liv "L" Brandt', Answer.ACCEPTED),),
        cancelled=True,
        changed_at=moment,
    )
    calendar = icalendar.Calendar.from_ical(write([event], name="Ada", product="Evener", zone=BERLIN))
    assert calendar["METHOD"] == "PUBLISH" and calendar["VERSION"] == "2.0"
    found: Any
    (found,) = calendar.walk("VEVENT")
    assert found["UID"] == "meeting-1@evener.example" and found["SEQUENCE"] == 3 and found["STATUS"] == "CANCELLED"
    assert found.start == moment and found.end == moment + timedelta(hours=1)
    assert found["DTSTAMP"].dt == found["LAST-MODIFIED"].dt == moment
    assert found["ATTENDEE"] == "mailto:liv@harbourline.example"
    assert found["ATTENDEE"].params["CN"] == 'Liv "L" Brandt'
