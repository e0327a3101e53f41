"""A paper as a document: what it says, on its own, whoever reads it and whenever. Pure.

It is what is drawn, and what an edition keeps. Nothing in it is ours alone: no verdict, no origin, no name of a piece.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from evener.papers.rules.writing import budget


@dataclass(frozen=True, slots=True)
class Line:
    """One step as it is read: who does it, and by when."""

    what: str
    who: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Content:
    title: str
    customer: str
    author: str
    company: str
    day: date
    readers: str = ""
    language: str = "en"
    problem: str = ""
    idea: str = ""
    picture: str = ""
    picture_says: str = ""
    steps: tuple[Line, ...] = ()

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it; `content_of` reads it."""
        values = asdict(self)
        values["day"] = self.day.isoformat()
        values["steps"] = [
            {"what": each.what, "who": each.who, "due_on": each.due_on.isoformat() if each.due_on else None}
            for each in self.steps
        ]
        return values

    @property
    def words(self) -> int:
        return budget(problem=self.problem, idea=self.idea, steps=[each.what for each in self.steps]).all


def content_of(kept: Mapping[str, Any]) -> Content:
    values = dict(kept)
    values["day"] = date.fromisoformat(values["day"])
    values["steps"] = tuple(
        Line(each["what"], each["who"], date.fromisoformat(each["due_on"]) if each["due_on"] else None)
        for each in values["steps"]
    )
    return Content(**values)
