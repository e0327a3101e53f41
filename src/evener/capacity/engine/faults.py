"""What stands in the way of a date. Plain exceptions with data: the room above says it in words."""

from __future__ import annotations

from dataclasses import dataclass

# More is no task but a programme: ten people's year.
MOST_HOURS = 20_000.0


class CannotTell(Exception):
    """Base of everything that keeps the engine from an answer."""


@dataclass(slots=True)
class Cycle(CannotTell):
    """Each of `ids` waits for the next, and the last one for the first."""

    ids: tuple[str, ...]


@dataclass(slots=True)
class Twice(CannotTell):
    """Two works carry this id."""

    id: str


@dataclass(slots=True)
class BadEffort(CannotTell):
    """Hours must be numbers above 0, at most MOST_HOURS, with low ≤ likely ≤ high."""

    id: str
    low: float
    likely: float
    high: float


@dataclass(slots=True)
class BadWeight(CannotTell):
    """A weight is a chance, 0 to 1."""

    id: str
    weight: float


@dataclass(slots=True)
class NoSuchPool(CannotTell):
    """Nobody has the skill: work `id` names a pool that is not there."""

    id: str
    pool: str


@dataclass(slots=True)
class NoHours(CannotTell):
    """The pool has no working hour on any day given, or nobody in it."""

    pool: str


@dataclass(slots=True)
class BadCalendar(CannotTell):
    """Day `day` of the pool has hours that are no number, below 0, or over 24 for each of its people."""

    pool: str
    day: int
    hours: float


class Stopped(CannotTell):
    """`should_stop` said so."""
