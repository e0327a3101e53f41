"""What a calendar file says, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from evener.problems import Text


class Answer(StrEnum):
    """What somebody who was invited said."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at an event. `email` in lower case, '' where the file names none."""

    email: str
    name: str = ""
    answer: Answer = Answer.ASKED


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens once; an occurrence of something that repeats is one too.

    `start` and `end` are aware, in UTC, and `end` is never before `start`. Of an all-day event they are midnights where
    the reader is. `recurrence_id` is '' for what does not repeat, else the moment the occurrence was first planned for:
    `20260301T090000Z`, or `20260301` of an all-day event. `uid` and `recurrence_id` name the event.
    """

    uid: str
    start: datetime
    end: datetime
    title: str = ""
    sequence: int = 0
    recurrence_id: str = ""
    description: str = ""
    place: str = ""
    url: str = ""
    all_day: bool = False
    organiser: Person | None = None
    attendees: tuple[Person, ...] = ()
    cancelled: bool = False
    private: bool = False
    changed_at: datetime | None = None
    line: int = field(default=0, compare=False)
    """Where it begins in the file, from 1."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that could not be taken as it stands, in a whole sentence. `line` from 1; 0: the file as a whole."""

    sentence: Text
    line: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What was found, by start; `faults` by line. `whole` is false where something was left out."""

    events: tuple[Event, ...] = ()
    faults: tuple[Fault, ...] = ()
    name: str = ""
    """What the calendar calls itself."""
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is looked at. Everything beyond is named in a fault."""

    bytes: int = 20 * 1024 * 1024
    entry_bytes: int = 1024 * 1024
    entries: int = 50_000
    events: int = 5_000
    work: int = 300_000
    """Days and times that recurrences may be looked for on, in the whole file."""
    faults: int = 50
    people: int = 300
    title: int = 300
    place: int = 300
    text: int = 10_000
    uid: int = 200
