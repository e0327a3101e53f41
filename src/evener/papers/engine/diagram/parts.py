"""A picture of boxes and arrows: what the text says, and where everything stands on paper."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Where the arrows mainly run. AUTO takes what fits a page better."""

    AUTO = "auto"
    RIGHT = "right"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Box:
    """`group` is the number of its group, -1 outside of any; `ours` boxes stand out."""

    name: str
    detail: str = ""
    group: int = -1
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """From box `begin` to box `end` (their numbers). The head at `end` and the one at `begin` may each be missing."""

    begin: int
    end: int
    label: str = ""
    dashed: bool = False
    head: bool = True
    tail: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A remark below the picture; on a box (its number) or on the whole (-1)."""

    text: str
    box: int = -1


@dataclass(frozen=True, slots=True)
class Diagram:
    boxes: tuple[Box, ...] = ()
    groups: tuple[Group, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    notes: tuple[Note, ...] = ()
    title: str = ""
    direction: Direction = Direction.AUTO
