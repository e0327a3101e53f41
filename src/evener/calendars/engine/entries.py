"""One VEVENT as it is written: its texts and people, and its times still without a zone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from evener.calendars.engine.events import Answer, Event, Limits, Person
from evener.calendars.engine.lines import Block, Line, lines, plain
from evener.calendars.engine.moments import NOTHING, is_day, is_utc, length, naive
from evener.problems import Text

WANTED = frozenset(
    {
        "UID", "SEQUENCE", "SUMMARY", "DESCRIPTION", "LOCATION", "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE",
        "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS", "CLASS", "ORGANIZER", "ATTENDEE", "LAST-MODIFIED", "DTSTAMP",
        "X-MICROSOFT-CDO-ALLDAYEVENT", "URL",
    }
)  # fmt: skip
ANSWERS = {"ACCEPTED": Answer.ACCEPTED, "DECLINED": Answer.DECLINED, "TENTATIVE": Answer.TENTATIVE}
NOT_PEOPLE = ("ROOM", "RESOURCE")
# Dates listed one by one, in one entry.
DATES = 5000
RULES = 5
# What the database's whole numbers hold.
MOST_SEQUENCE = 2_000_000_000
LONGEST_ADDRESS = 254
LONGEST_NAME = 120
LONGEST_URL = 500

Say = Callable[[Text], None]


@dataclass(frozen=True, slots=True)
class When:
    """A time on the wall and which wall: of a zone by name, in UTC, or ('') wherever the calendar is."""

    wall: datetime
    zone: str = ""
    in_utc: bool = False
    is_day: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry before its times are placed. `event` has the texts; its `start` and `end` mean nothing yet.

    It ends at `end`, or where that is None whole days later on the wall and then some time by the clock (`took`).
    """

    event: Event
    start: When
    end: When | None
    took: tuple[timedelta, timedelta] | None
    rules: tuple[str, ...]
    more: tuple[tuple[str, str], ...]
    without: tuple[tuple[str, str], ...]
    replaces: When | None
    """Which occurrence it stands for (RECURRENCE-ID)."""

    @property
    def repeats(self) -> bool:
        return self.replaces is None and bool(self.rules or self.more)


class Unreadable(ValueError):
    """Why the entry cannot be taken at all."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(sentence)
        self.sentence = sentence


Found = dict[str, list[Line]]


def properties(block: Block) -> Found:
    found: Found = {}
    for line in lines(block.raw, only=WANTED):
        found.setdefault(line.name, []).append(line)
    return found


def title_of(found: Found, *, limits: Limits) -> str:
    return " ".join(_text(found, "SUMMARY", most=limits.title).split())


def entry_of(found: Found, *, line: int, limits: Limits, cancelled: bool, say: Say) -> Entry:
    """The entry of these properties; `say` hears what is wrong with it. Unreadable where it cannot be taken."""
    begin = _first(found, "DTSTART")
    if begin is None:
        raise Unreadable(_("It has no start. It was left out."))
    start = _when(begin)
    flag = _first(found, "X-MICROSOFT-CDO-ALLDAYEVENT")
    if flag is not None and flag.value.strip().upper() == "TRUE" and start.wall.time() == start.wall.min.time():
        start = When(start.wall, is_day=True)
    recurrence = _first(found, "RECURRENCE-ID")
    if recurrence is not None and recurrence.params.get("RANGE", "").upper() == "THISANDFUTURE":
        say(_("It changes this and all later times; only this one was changed."))
    if "EXRULE" in found:
        say(_("It leaves out times by a rule that calendars gave up long ago; those times were taken."))
    end = _first(found, "DTEND")
    return Entry(
        event=_event(found, start=start, line=line, limits=limits, cancelled=cancelled),
        start=start,
        end=_when(end) if end is not None else None,
        took=_took(found, say),
        rules=tuple(each.value for each in found.get("RRULE", ())[:RULES]),
        more=_dates(found.get("RDATE", ())),
        without=_dates(found.get("EXDATE", ())),
        replaces=_when(recurrence) if recurrence is not None else None,
    )


def _when(line: Line) -> When:
    try:
        wall = naive(line.value)
    except ValueError:
        text = plain(line.value.strip()[:40])
        raise Unreadable(_("Its time “%(text)s” could not be read. It was left out.") % {"text": text}) from None
    day = is_day(line)
    if day:
        wall = datetime.combine(wall.date(), wall.min.time())
    return When(wall, line.params.get("TZID", ""), not day and is_utc(line.value), day)


def _took(found: Found, say: Say) -> tuple[timedelta, timedelta] | None:
    line = _first(found, "DURATION")
    if line is None:
        return None
    try:
        return length(line.value)
    except ValueError:
        say(_("How long it takes could not be read; only its start was taken."))
        return NOTHING, NOTHING


def _event(found: Found, *, start: When, line: int, limits: Limits, cancelled: bool) -> Event:
    title = title_of(found, limits=limits)
    uid = "".join(_text(found, "UID", most=limits.entry_bytes).split())
    if not uid:
        # The same file gives the same name again.
        uid = "no-uid-" + _digest(f"{title}\n{start.wall.isoformat()}{start.zone}")[:32]
    elif len(uid) > limits.uid:
        uid = "sha256-" + _digest(uid)
    organiser = _first(found, "ORGANIZER")
    moment = datetime.min.replace(tzinfo=UTC)
    return Event(
        uid=uid,
        start=moment,
        end=moment,
        title=title,
        sequence=_sequence(_first(found, "SEQUENCE")),
        description=_text(found, "DESCRIPTION", most=limits.text),
        place=" ".join(_text(found, "LOCATION", most=limits.place).split()),
        url=_url(_first(found, "URL")),
        all_day=start.is_day,
        organiser=_person(organiser) if organiser else None,
        attendees=_people(found.get("ATTENDEE", ()), most=limits.people),
        cancelled=cancelled or _word(found, "STATUS") == "CANCELLED",
        private=_word(found, "CLASS") in ("PRIVATE", "CONFIDENTIAL"),
        changed_at=_changed_at(found),
        line=line,
    )


def _first(found: Found, name: str) -> Line | None:
    return found[name][0] if name in found else None


def _text(found: Found, name: str, *, most: int) -> str:
    line = _first(found, name)
    return line.text.strip()[:most].strip() if line else ""


def _url(line: Line | None) -> str:
    text = plain(line.value.strip()) if line else ""
    return text if text.lower().startswith(("https://", "http://")) and len(text) <= LONGEST_URL else ""


def _word(found: Found, name: str) -> str:
    line = _first(found, name)
    return line.value.strip().upper() if line else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _sequence(line: Line | None) -> int:
    text = line.value.strip() if line else ""
    return min(int(text), MOST_SEQUENCE) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _changed_at(found: Found) -> datetime | None:
    """When it was last changed; where nobody says, when it was written down."""
    for name in ("LAST-MODIFIED", "DTSTAMP"):
        line = _first(found, name)
        try:
            if line is not None:
                return naive(line.value).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _people(given: Sequence[Line], *, most: int) -> tuple[Person, ...]:
    """Everybody once; rooms and projectors are invited too and are nobody."""
    found: dict[str, Person] = {}
    for line in given:
        person = _person(line)
        if person is not None and line.params.get("CUTYPE", "").upper() not in NOT_PEOPLE and len(found) < most:
            found.setdefault(person.email or person.name, person)
    return tuple(found.values())


def _person(line: Line) -> Person | None:
    email = _address(line.value) or _address(line.params.get("EMAIL", ""))
    name = " ".join(line.params.get("CN", "").split())[:LONGEST_NAME].strip()
    if name.lower() == email:
        name = ""
    if not (email or name):
        return None
    return Person(email, name, ANSWERS.get(line.params.get("PARTSTAT", "").upper(), Answer.ASKED))


def _address(text: str) -> str:
    """The e-mail address of a calendar address, '' where it is none: Outlook writes `invalid:nomail`."""
    bare = plain(text.strip().strip('"<>'))
    if bare[:7].lower() == "mailto:":
        bare = bare[7:]
    bare = bare.strip().lower()
    good = bare.count("@") == 1 and len(bare) <= LONGEST_ADDRESS and not any(letter in ' \t\n<>"' for letter in bare)
    return bare if good and not bare.startswith("@") and not bare.endswith("@") else ""


def _dates(given: Sequence[Line]) -> tuple[tuple[str, str], ...]:
    """Each date with the name of its zone. Of a period only the start."""
    parts = ((text.split("/")[0].strip(), line.params.get("TZID", "")) for line in given for text in _split(line.value))
    return tuple(part for part in parts if part[0])[:DATES]


def _split(value: str) -> list[str]:
    return value.split(",", DATES)[:DATES]
