"""What this room asks the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from evener.people.rules import Viewer
from evener.problems import Text


class CapabilityFollower(Protocol):
    """Told inside the transaction that changes a capability's status or the day it is planned for."""

    def __call__(self, *, by: Viewer, at: datetime, capability_id: int, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Resting:
    """Something that was said on the strength of a capability, and where it stands."""

    url: str
    words: str
    state: Text
    tone: str
    stale: bool
    deal: str
    due_on: date | None


class RestingOn(Protocol):
    """What rests on a capability and the viewer may see: at most `limit`, those that go on first. One query."""

    def __call__(self, *, viewer: Viewer, capability_id: int, limit: int) -> list[Resting]: ...
