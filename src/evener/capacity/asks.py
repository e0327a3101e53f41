"""What this room asks the rooms above."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from evener.people.rules import Viewer


@dataclass(frozen=True, slots=True)
class Titled:
    """What a piece of work is called, and where it is."""

    title: str
    url: str
    deal: str = ""


class WorkTitles(Protocol):
    """The names of work of one kind, as far as the viewer may see it: by the id of the thing. What is missing in the
    answer is counted, and not named.
    """

    def __call__(self, *, viewer: Viewer, kind: str, ids: Collection[int]) -> dict[int, Titled]: ...


@dataclass(frozen=True, slots=True)
class Finished:
    """Work that is done, and what it took. Minutes, above 0."""

    begun_at: datetime
    estimated: int
    actual: int


class Actuals(Protocol):
    """Finished work with the time somebody wrote down on it, what was begun first first."""

    def __call__(self) -> list[Finished]: ...
