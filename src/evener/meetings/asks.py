"""What this room asks the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from evener.meetings.models import Meeting
from evener.people.rules import Viewer
from evener.problems import Text


@dataclass(frozen=True, slots=True)
class Beside:
    """A line on the sheet of a meeting: what follows from it, and where that is done. `action` '' where nothing is."""

    text: Text
    tone: str = ""
    url: str = ""
    action: Text = ""
    icon: str = "clock"


class WhatFollows(Protocol):
    """What a meeting of a deal, which the viewer has read, asks for afterwards; in a few queries."""

    def __call__(self, *, viewer: Viewer, meeting: Meeting, may_change: bool, at: datetime) -> list[Beside]: ...


class MeetingFollower(Protocol):
    """Told inside the transaction that changed when a meeting is, or under which deal it is filed."""

    def __call__(self, *, meeting: Meeting) -> None: ...
