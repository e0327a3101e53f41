"""What a check says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad: fine; good to know; mend it soon; mend it now."""

    OK = "ok"
    NOTICE = "notice"
    WARNING = "warning"
    ERROR = "error"


ORDER = (Level.OK, Level.NOTICE, Level.WARNING, Level.ERROR)


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` names what was looked at, `what` was found, `todo` is the way out. `mended`: it was repaired just now."""

    check: str
    level: Level
    what: str
    todo: str = ""
    mended: bool = False


def ok(check: str, what: str) -> Finding:
    return Finding(check, Level.OK, what)


def notice(check: str, what: str, todo: str = "") -> Finding:
    return Finding(check, Level.NOTICE, what, todo)


def warning(check: str, what: str, todo: str) -> Finding:
    return Finding(check, Level.WARNING, what, todo)


def error(check: str, what: str, todo: str) -> Finding:
    return Finding(check, Level.ERROR, what, todo)


def mended(check: str, what: str) -> Finding:
    return Finding(check, Level.OK, what, mended=True)


def worst(findings: Iterable[Finding]) -> Level:
    return max((finding.level for finding in findings), key=ORDER.index, default=Level.OK)
