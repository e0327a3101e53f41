"""What a meeting is: its kinds, the parts in it, its facts and what is wrong with them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from evener.problems import Text

USUAL_LENGTH = timedelta(hours=1)
LONGEST = timedelta(days=14)
# Nobody plans further ahead; a year typed wrong is caught by it.
FURTHEST = timedelta(days=3 * 366)
EARLIEST_YEAR = 2000
# The hours in which a meeting is proposed, on weekdays.
FIRST_HOUR, LAST_HOUR = 9, 17
MOST_PEOPLE = 200
LENGTHS = {"title": 200, "purpose": 1000, "decision_wanted": 1000, "agenda": 5000, "place": 500}
NO_ENGINEER = 1000


class MeetingKind(StrEnum):
    DISCOVERY = "discovery"
    DEMONSTRATION = "demonstration"
    WORKING = "working"
    CLOSING = "closing"
    REVIEW = "review"
    OTHER = "other"


KIND_NAMES: dict[MeetingKind, Text] = {
    MeetingKind.DISCOVERY: _("Discovery"),
    MeetingKind.DEMONSTRATION: _("Demonstration"),
    MeetingKind.WORKING: _("Working session"),
    MeetingKind.CLOSING: _("Closing call"),
    MeetingKind.REVIEW: _("Review"),
    MeetingKind.OTHER: _("Other"),
}


class MeetingPart(StrEnum):
    """What one of ours does there. `NONE`: nothing, so they are asked to be on call instead."""

    NONE = ""
    LEADS = "leads"
    ASKS = "asks"
    DEMONSTRATES = "demonstrates"
    TAKES_NOTES = "takes_notes"
    DISSENTS = "dissents"
    ON_CALL = "on_call"


PART_NAMES: dict[MeetingPart, Text] = {
    MeetingPart.LEADS: _("Leads"),
    MeetingPart.ASKS: _("Asks"),
    MeetingPart.DEMONSTRATES: _("Demonstrates"),
    MeetingPart.TAKES_NOTES: _("Takes notes"),
    MeetingPart.DISSENTS: _("Dissents"),
    MeetingPart.ON_CALL: _("On call"),
    MeetingPart.NONE: _("No part: asked to be on call"),
}
PART_HELP: dict[MeetingPart, Text] = {
    MeetingPart.LEADS: _("opens, keeps the time, closes with the decision"),
    MeetingPart.ASKS: _("has the questions, and stays silent after each"),
    MeetingPart.DEMONSTRATES: _("shows what answers a question they asked"),
    MeetingPart.TAKES_NOTES: _("writes what was said and promised, in their words"),
    MeetingPart.DISSENTS: _("says what speaks against it before the customer does"),
    MeetingPart.ON_CALL: _("not in the room, answers within minutes"),
}
IN_THE_ROOM = frozenset(MeetingPart) - {MeetingPart.NONE, MeetingPart.ON_CALL}
# Who answers for the debrief.
DEBRIEFERS = (MeetingPart.LEADS, MeetingPart.TAKES_NOTES)

NAMES: dict[str, Text] = {
    "title": _("Title"),
    "kind": _("Kind"),
    "purpose": _("Purpose"),
    "decision_wanted": _("Decision wanted"),
    "agenda": _("Agenda"),
    "starts_at": _("Starts"),
    "ends_at": _("Ends"),
    "place": _("Place or link"),
    "organiser_id": _("Organiser"),
    "no_engineer_reason": _("Why without the engineer"),
}


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody to invite: one of ours by id, a contact by id, or anybody by address (and name).

    An address of ours, or of a contact at the deal's account, is taken for that person. `part` None keeps the part they
    have, and gives a new one none.
    """

    user_id: int | None = None
    contact_id: int | None = None
    email: str = ""
    name: str = ""
    part: MeetingPart | None = None


class Phase(StrEnum):
    AHEAD = "ahead"
    NOW = "now"
    OVER = "over"


def phase(starts_at: datetime, ends_at: datetime, *, at: datetime) -> Phase:
    if at < starts_at:
        return Phase.AHEAD
    return Phase.NOW if at < ends_at else Phase.OVER


def faults(values: Mapping[str, Any], *, at: datetime) -> dict[str, Text]:
    """What is wrong with a whole meeting, by field."""
    wrong: dict[str, Text] = {name: _("A meeting has no such field.") for name in values if name not in NAMES}
    wrong |= text_faults(values, LENGTHS | {"no_engineer_reason": NO_ENGINEER})
    if not (values.get("title") or "").strip():
        wrong["title"] = _("Give it a title.")
    if values.get("kind") not in set(MeetingKind):
        wrong["kind"] = _("Choose what kind of meeting it is.")
    return wrong | time_faults(values.get("starts_at"), values.get("ends_at"), at=at)


def time_faults(starts_at: datetime | None, ends_at: datetime | None, *, at: datetime) -> dict[str, Text]:
    """Both moments are aware. A meeting ends after it starts, within two weeks, and not in a far year."""
    for name, value in (("starts_at", starts_at), ("ends_at", ends_at)):
        if value is None:
            return {name: _("Choose a day and a time.")}
        if value.tzinfo is None:
            return {name: _("Say in which time zone.")}
    if starts_at.year < EARLIEST_YEAR:  # type: ignore[union-attr]
        return {"starts_at": _("Look at the year again: this is before %(year)d.") % {"year": EARLIEST_YEAR}}
    if starts_at - at > FURTHEST:  # type: ignore[operator]
        return {"starts_at": _("Look at the year again: this is more than three years ahead.")}
    if ends_at <= starts_at:  # type: ignore[operator]
        return {"ends_at": _("It cannot end before it starts.")}
    if ends_at - starts_at > LONGEST:  # type: ignore[operator]
        return {"ends_at": _("This is longer than two weeks. Plan several meetings instead.")}
    return {}


def text_faults(values: Mapping[str, Any], limits: Mapping[str, int]) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    for name, limit in limits.items():
        text = values.get(name) or ""
        if len(text) > limit:
            wrong[name] = _("Keep it under %(limit)d characters.") % {"limit": limit}
        elif "\x00" in text:
            wrong[name] = _("This text holds a character that cannot be kept.")
    return wrong


def next_hour(local: datetime) -> datetime:
    """The next full working hour of a local time: Monday to Friday, from 9 to 17 o'clock."""
    start = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if start.hour > LAST_HOUR or start.date() != local.date():
        start = _morning(start if start.date() != local.date() else start + timedelta(days=1))
    elif start.hour < FIRST_HOUR:
        start = _morning(start)
    while start.weekday() > 4:
        start = _morning(start + timedelta(days=1))
    return start


def _morning(day: datetime) -> datetime:
    return datetime.combine(day.date(), time(FIRST_HOUR), tzinfo=day.tzinfo)


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a meeting lacks before it starts. `idle` counts ours in the room without a part."""

    decision: bool
    leader: bool
    idle: int

    @property
    def ready(self) -> bool:
        return self.decision and self.leader and not self.idle


def readiness(*, decision_wanted: str, parts: list[MeetingPart]) -> Readiness:
    return Readiness(
        decision=bool(decision_wanted.strip()),
        leader=MeetingPart.LEADS in parts,
        idle=sum(part == MeetingPart.NONE for part in parts),
    )


def engineer_missing(kind: MeetingKind | str, *, engineer_id: int | None, invited: set[int]) -> bool:
    """The lead engineer belongs in a closing call: who was promised something hears who keeps it."""
    return kind == MeetingKind.CLOSING and engineer_id is not None and engineer_id not in invited
