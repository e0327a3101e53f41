"""Calendar files as Outlook, Google and Apple write them, broken ones, and ones made to do harm."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evener.calendars.engine.events import Answer, Event, Limits, Person, Read
from evener.calendars.engine.reading import read

FILES = Path(__file__).parent.parent / "calendars" / "files"
BERLIN = ZoneInfo("Europe/Berlin")
SINCE, UNTIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)


def taken(data: bytes, *, zone: ZoneInfo = BERLIN, limits: Limits = Limits()) -> Read:  # noqa: B008
    return read(data, since=SINCE, until=UNTIL, zone=zone, limits=limits)


def entry(*lines: str) -> bytes:
    """A file with one event of these lines."""
    return calendar("BEGIN:VEVENT", "UID:one", "SUMMARY:It", *lines, "END:VEVENT")


def calendar(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", ""]).encode()


def starts(found: Read) -> list[str]:
    return [event.start.strftime("%m-%d %H:%M") for event in found.events]


def test_outlook() -> None:
    """Windows' names of zones, a zone of its own, folded lines, a moved and a left-out occurrence, summer time."""
    found = taken((FILES / "outlook.ics").read_bytes())
    assert found.faults == () and found.whole and found.name == "Kalender"
    shown = [(event.title, event.start.strftime("%m-%d %H:%M"), event.recurrence_id) for event in found.events]
    assert shown == [
        ("Call with the plant in Ohio", "03-10 13:00", ""),
        ("Dentist", "03-12 15:30", ""),
        # At ten on the wall before and after the clocks change on 29 March.
        ("Crane data: weekly look", "03-26 09:00", "20260326T090000Z"),
        ("Port closed", "03-31 22:00", ""),
        ("Crane data: weekly look (moved)", "04-03 12:30", "20260402T080000Z"),
        ("Crane data: weekly look", "04-16 08:00", "20260416T080000Z"),
    ]
    dentist, crane, closed = found.events[1], found.events[2], found.events[3]
    assert dentist.cancelled and dentist.private
    assert crane.sequence == 2 and crane.place == "Quay 4, second floor"
    assert crane.description == "We look at the crane data together.\n\nBring: last month's outages; the list, please."
    assert crane.attendees == (Person("liv.brandt@harbourline.example", "Brandt, Liv"),)
    assert crane.organiser == Person("ada.okafor@evener.example", "Okafor, Ada")
    assert closed.all_day and closed.end - closed.start == timedelta(days=2)


def test_google() -> None:
    found = taken((FILES / "google.ics").read_bytes())
    assert found.faults == ()
    standup = [event for event in found.events if event.uid.startswith("4k2m")]
    # Six times counted from the start: the one left out and the cancelled one count. New York changes on 8 March.
    assert [(event.start.strftime("%m-%d %H:%M"), event.cancelled) for event in standup] == [
        ("03-02 14:30", False), ("03-04 19:00", True), ("03-16 13:30", False), ("03-30 13:30", False),
        ("04-01 13:30", False),
    ]  # fmt: skip
    assert standup[0].title == "Northfield 🏭 trial stand-up — every other week, Monday and Wednesday"
    assert [person.answer for person in standup[0].attendees] == [
        Answer.ACCEPTED, Answer.DECLINED, Answer.TENTATIVE,
    ]  # fmt: skip
    assert standup[0].attendees[1].name == ""
    assert starts(found)[2:3] == ["03-11 15:00"]
    fair = next(event for event in found.events if event.all_day)
    assert fair.start == datetime(2026, 3, 20, tzinfo=BERLIN)


def test_apple() -> None:
    """Addresses in EMAIL, an alarm with a uid of its own, times without a zone, a sign before a zone's name."""
    found = taken((FILES / "apple.ics").read_bytes())
    assert found.faults == ()
    assert [(event.uid[:8], event.start.strftime("%m-%d %H:%M")) for event in found.events] == [
        ("7A9C1F00", "03-31 09:00"),
        ("floating", "04-02 07:30"),  # half past eight in Lisbon, as the calendar says
        ("vendor-z", "04-02 10:00"),
        ("7A9C1F00", "04-15 15:00"),
        ("7A9C1F00", "04-30 09:00"),
    ]
    steering, floating = found.events[:2]
    assert steering.organiser == Person("rui@corkline.example", "Rui Tavares")
    assert [person.email for person in steering.attendees] == ["rui@corkline.example", "ada.okafor@evener.example"]
    assert steering.place == "Rua do Cais 12 Lisboa"
    assert floating.end - floating.start == timedelta(minutes=90)


def test_what_is_broken_is_named_and_the_rest_is_taken() -> None:
    found = taken((FILES / "broken.ics").read_bytes())
    assert [event.uid for event in found.events] == ["good", "seconds", "mars"]
    assert not found.whole
    assert [(fault.line, fault.title, str(fault.sentence)) for fault in found.faults] == [
        (3, "Nobody knows when", "It has no start. It was left out."),
        (7, "On the thirtieth of February", "Its time “20260230T100000Z” could not be read. It was left out."),
        (12, "The good one", "It ends before it begins; only its start was taken."),
        (19, "Every second", "It repeats several times an hour or a day. Only the first time was taken."),
        (26, "On Mars", "The time zone “Mars/Olympus” is not known; its times were read as local ones."),
        (32, "Cut off", "This entry has no end: the file is broken here. It was left out."),
    ]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"<!DOCTYPE html><title>Sign in</title>", "This is a web page"),
        (b"\x89PNG\r\n", "This is not a calendar file"),
        (b"BEGIN:VCARD\nEND:VCARD", "This is not a calendar file"),
    ],
)
def test_what_is_no_calendar_says_so(data: bytes, sentence: str) -> None:
    found = taken(data)
    assert found.events == () and str(found.faults[0].sentence).startswith(sentence)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_encodings_and_line_ends(code: str, ending: str) -> None:
    data = entry("DTSTART:20260302T090000Z", "LOCATION:Köln", " er Straße").decode().replace("\r\n", ending)
    assert [event.place for event in taken(data.encode(code)).events] == ["Kölner Straße"]


def test_a_fold_within_a_letter() -> None:
    data = entry("DTSTART:20260302T090000Z", "LOCATION:Köln").replace("ö".encode(), b"\xc3\r\n \xb6")
    assert taken(data).events[0].place == "Köln"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART:20260302T090000", "DURATION:P1DT2H"], [("03-02 08:00", 26.0)]),
        (["DTSTART;TZID=Europe/Berlin:20260328T090000", "DURATION:P1D"], [("03-28 08:00", 23.0)]),  # a short day
        (["DTSTART;VALUE=DATE:20260302"], [("03-01 23:00", 24.0)]),
        (["DTSTART:20260302T090000Z"], [("03-02 09:00", 0.0)]),
        (["DTSTART;TZID=GMT+0300:20260302T090000", "DTEND;TZID=UTC:20260302T080000"], [("03-02 06:00", 2.0)]),
        # Two in the morning does not happen on 29 March; as RFC 5545 says it is three.
        (["DTSTART;TZID=Europe/Berlin:20260329T023000"], [("03-29 01:30", 0.0)]),
        (["DTSTART:20260427T090000Z", "RRULE:FREQ=DAILY;COUNT=3;INTERVAL=2"],
         [("04-27 09:00", 0.0), ("04-29 09:00", 0.0)]),
        (["DTSTART;VALUE=DATE:20250401", "RRULE:FREQ=YEARLY"], [("03-31 22:00", 24.0)]),
        (["DTSTART:20200105T090000Z", "RRULE:FREQ=YEARLY;UNTIL=20250101"], []),
        (["DTSTART:20260302T090000Z", "RRULE:FREQ=DAILY;UNTIL=20260303", "EXDATE;VALUE=DATE:20260302"],
         [("03-03 09:00", 0.0)]),
        (["DTSTART:20260302T090000Z", "RDATE:20260305T090000Z,20260306T090000Z/PT1H", "EXDATE:20260302T090000Z"],
         [("03-05 09:00", 0.0), ("03-06 09:00", 0.0)]),
    ],
)  # fmt: skip
def test_times(lines: list[str], expected: list[tuple[str, float]]) -> None:
    found = taken(entry(*lines))
    hours = [(event.end - event.start) / timedelta(hours=1) for event in found.events]
    assert list(zip(starts(found), hours, strict=True)) == expected


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "08:00", "07:00"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "14:00", "13:00"),
        ("(UTC+00:00) Dublin, Edinburgh, Lisbon, London", "09:00", "08:00"),
        ("(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi", "03:30", "03:30"),
        # A place that is elsewhere, and none: what the name says.
        ("(UTC-08:00) Amsterdam", "17:00", "17:00"),
        ("GMT+0100", "08:00", "08:00"),
        ("tzone://Microsoft/Utc", "09:00", "09:00"),
    ],
)
def test_a_zone_called_as_windows_shows_it(zone: str, winter: str, summer: str) -> None:
    """Some programs write it without a definition; a summer without summer time would be an hour off."""
    begins = f'DTSTART;TZID="{zone}":2026'
    found = [taken(entry(f"{begins}{day}T090000")) for day in ("0302", "0420")]
    assert [starts(each) for each in found] == [[f"03-02 {winter}"], [f"04-20 {summer}"]]
    assert not any(each.faults for each in found)


def test_of_one_event_twice_the_newer_counts() -> None:
    older = ["BEGIN:VEVENT", "UID:a", "SEQUENCE:1", "DTSTART:20260302T090000Z", "END:VEVENT"]
    newer = ["BEGIN:VEVENT", "UID:a", "SEQUENCE:2", "DTSTART:20260303T090000Z", "END:VEVENT"]
    assert starts(taken(calendar(*newer, *older))) == starts(taken(calendar(*older, *newer))) == ["03-03 09:00"]


def test_a_cancelling_file() -> None:
    assert taken(entry("DTSTART:20260302T090000Z").replace(b"VERSION", b"METHOD:CANCEL\r\nVERSION")).events[0].cancelled


def bomb(name: str) -> bytes:
    many = 60_000
    if name == "entries":
        return calendar(*["BEGIN:VEVENT", "DTSTART:20260302T090000Z", "END:VEVENT"] * many)
    if name == "endless rules":
        one = ["BEGIN:VEVENT", "DTSTART:19700102T090000Z", "RRULE:FREQ=DAILY", "END:VEVENT"]
        return calendar(*(line if "DTSTART" not in line else f"UID:{n}\r\n{line}" for n in range(9000) for line in one))
    if name == "rules that never come true":
        rule = "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;BYDAY=1MO,2TU,3WE"
        one = ["BEGIN:VEVENT", "DTSTART:19700102T090000Z", rule, "END:VEVENT"]
        return calendar(*(line if "DTSTART" not in line else f"UID:{n}\r\n{line}" for n in range(9000) for line in one))
    if name == "counted from long ago":
        return entry("DTSTART:16020101T090000Z", "RRULE:FREQ=DAILY;COUNT=999999999")
    if name == "zones":
        rule = "RRULE:FREQ=DAILY"
        part = [
            "BEGIN:STANDARD",
            "DTSTART:16011028T030000",
            rule,
            "TZOFFSETFROM:+0200",
            "TZOFFSETTO:+0100",
            "END:STANDARD",
        ]
        zones = (["BEGIN:VTIMEZONE", f"TZID:z{n}", *part * 50, "END:VTIMEZONE"] for n in range(900))
        return calendar(*(line for zone in zones for line in zone))
    if name == "nested":
        inside = [*["BEGIN:VALARM"] * 30_000, *["END:VALARM"] * 30_000]
        return calendar("BEGIN:VEVENT", "DTSTART:20260302T090000Z", *inside, "END:VEVENT", *["BEGIN:VEVENT"] * 100_000)
    if name == "listed":
        dates = ",".join(f"20260302T{n // 3600 % 24:02}{n // 60 % 60:02}{n % 60:02}Z" for n in range(80_000))
        return entry("DTSTART:20260302T090000Z", *[f"RDATE:{dates}"[:400_000]] * 2)
    if name == "quotes":
        return entry("DTSTART:20260302T090000Z", "ATTENDEE" + ';X="' * 60_000, "LOCATION" + ";A=" * 90_000 + ":x")
    if name == "folds":
        return entry("DTSTART:20260302T090000Z", "SUMMARY:" + "\r\n " * 200_000)
    return b"BEGIN:VCALENDAR\n" + b"\n" * 8_000_000 + b"BEGIN:" * 1_000_000


@pytest.mark.parametrize(
    "name",
    [
        "entries", "endless rules", "rules that never come true", "counted from long ago", "zones", "nested", "listed",
        "quotes", "folds", "nothing",
    ],
)  # fmt: skip
def test_what_is_made_to_do_harm_ends_soon(name: str) -> None:
    data = bomb(name)
    began = time.process_time()
    found = taken(data)
    took = time.process_time() - began
    print(name, took)
    assert took < 6
    assert len(found.events) <= Limits().events and len(found.faults) <= Limits().faults + 1


def test_too_large_a_file_is_not_looked_at() -> None:
    found = taken(b"BEGIN:VCALENDAR\n" * 100, limits=Limits(bytes=1000))
    assert found.events == () and "MB" in str(found.faults[0].sentence)


LINE = st.one_of(
    st.sampled_from(
        [
            "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE", "BEGIN:STANDARD", "END:STANDARD", "UID:x",
            "BEGIN:VCALENDAR", "END:VCALENDAR", "TZID:Q", "TZOFFSETTO:+0100", "DTSTART:20260302T090000Z",
            "DTSTART;TZID=Q:20260302T090000", "DTSTART;VALUE=DATE:20260302", "DTEND:20260302T100000Z",
            "DTSTART:90000101", "RRULE:FREQ=MONTHLY;BYDAY=-1FR", "RRULE:FREQ=WEEKLY;COUNT=4",
            "RECURRENCE-ID:20260309T090000Z",
            "EXDATE:20260309T090000Z", "RDATE:20260311T090000Z", "DURATION:-P1D", "DURATION:P9999W", " folded",
        ]
    ),
    st.builds(
        lambda name, text: f"{name}{text}",
        st.sampled_from(["DTSTART", "RRULE:FREQ=", "EXDATE", "DURATION:P", "ATTENDEE;CN=", "SEQUENCE:", ""]),
        st.text(max_size=30),
    ),
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(LINE, max_size=25))
def test_whatever_stands_in_a_file_is_read_or_named(lines: list[str]) -> None:
    data = "\r\n".join(["BEGIN:VCALENDAR", *lines]).encode("utf-8", "replace")
    found = taken(data)
    for event in found.events:
        assert event.uid and event.start <= event.end and event.start < UNTIL
        assert event.end > SINCE or event.start >= SINCE
    assert all(str(fault.sentence).endswith(".") for fault in found.faults)
    assert taken(data) == found


def test_events_are_values() -> None:
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    assert Event("a", moment, moment, line=3) == Event("a", moment, moment, line=9)
