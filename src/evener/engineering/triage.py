"""The queue in its order: requests as they were read, worth as the engine has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from evener.capacity.rules import HOUR, expected_minutes
from evener.engineering.engine import Ask, Place
from evener.engineering.engine import order as ordered
from evener.engineering.models import Request
from evener.engineering.queries import Queued, Weighed, queue
from evener.people.rules import Viewer

Row = TypeVar("Row", Queued, Weighed)


@dataclass(frozen=True)
class Placed(Generic[Row]):
    """A request, its place, and those its hours would buy instead."""

    row: Row
    place: Place
    known: Mapping[int, Row] = field(repr=False)

    @property
    def instead(self) -> tuple[Row, ...]:
        return tuple(self.known[id] for id in self.place.instead_ids)

    @property
    def moved(self) -> bool:
        """Whether it stands elsewhere because of a hand, its own or another's."""
        return self.row.placed is not None and self.place.position != self.place.computed


def order(rows: Sequence[Row], *, today: date) -> list[Placed[Row]]:
    """The whole queue, the first first."""
    known = {row.id: row for row in rows}
    return [Placed(known[place.ask.id], place, known) for place in ordered([_ask(row, today) for row in rows])]


def placed(viewer: Viewer, request: Request, *, today: date) -> Placed[Queued] | None:
    """One request in the queue as the viewer sees it, None when it is not there."""
    return next((each for each in order(queue(viewer), today=today) if each.row.id == request.pk), None)


def shown(viewer: Viewer, places: Sequence[Placed[Weighed]]) -> list[Placed[Queued]]:
    """The same places with what a page shows of them; without those that were answered this moment. One query."""
    rows = {row.id: row for row in queue(viewer, ids=[each.row.id for each in places])}
    return [Placed(rows[each.row.id], each.place, rows) for each in places if each.row.id in rows]


def _ask(row: Queued | Weighed, today: date) -> Ask:
    hours = expected_minutes(row.low, row.likely, row.high) / HOUR
    days_left = (row.needed_by - today).days
    return Ask(row.id, row.amount_minor, row.currency, row.chance, row.lift, hours, days_left, row.placed)
