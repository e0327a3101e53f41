"""What an import says about a file: rows that cannot be taken, and what was reconciled by which rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from evener.problems import Invalid, Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One value that cannot be taken; a row with an empty `column`, a whole file with `line` 0."""

    file: str
    line: int
    column: str
    value: str
    reason: str

    def plain(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Note:
    """Something done to `count` rows by a rule people can look up; nothing was lost by it."""

    rule: str
    text: str
    count: int = 0
    file: str = ""

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Note:
        return cls(rule=data["rule"], text=data["text"], count=data["count"], file=data["file"])


def unusable(text: Text, **words: object) -> Invalid:
    """The refusal of a whole file, in one sentence."""
    return Invalid({"file": str(text % words)})
