"""How a meeting is named where others write about it."""

from __future__ import annotations

from collections.abc import Iterable

from evener.discovery.rules.answers import LONGEST_NOTE
from evener.meetings.models import Attendee, Meeting
from evener.people.rules import Viewer

# Of a promise: who was told.
TOLD = 120


def in_meeting(meeting: Meeting, viewer: Viewer) -> str:
    """`Demonstration at the plant, 2026-03-02`, as discovery keeps where something was learned."""
    day = viewer.today(meeting.starts_at).isoformat()
    return f"{meeting.title[: LONGEST_NOTE - len(day) - 2]}, {day}"


def told_to(came: Iterable[Attendee]) -> str:
    """The names of their people who were there, as far as they fit."""
    said = ""
    for row in came:
        longer = f"{said}, {row.shown}" if said else row.shown
        if len(longer) > TOLD:
            break
        said = longer
    return said
