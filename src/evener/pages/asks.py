"""What Today asks the rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from evener.people.rules import Viewer
from evener.problems import Text


@dataclass(frozen=True, slots=True)
class Nudge:
    """One thing that needs the viewer now: what, why, by when, and the one click that settles it.

    `due` sorts; None comes last. `url` leads to the thing. `action` is the click: its label, and the URL it posts to
    (`post` true) or opens.
    """

    kind: str
    what: str
    why: Text
    where: str
    url: str
    due: datetime | None
    late: bool
    action: Text
    action_url: str
    post: bool = False
    fields: tuple[tuple[str, str], ...] = ()


class NudgeSource(Protocol):
    """At most `limit` nudges of this room for the viewer, the most urgent first, in a constant number of queries."""

    def __call__(self, *, viewer: Viewer, at: datetime, limit: int) -> list[Nudge]: ...


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing the palette found: its kind in words, its name, a line about it, and where it is."""

    kind: Text
    name: str
    detail: str
    url: str


class Finder(Protocol):
    """The viewer's best few matches for `text`, in a constant number of queries."""

    def __call__(self, *, viewer: Viewer, text: str, limit: int) -> list[Hit]: ...
