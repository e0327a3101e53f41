"""What this room asks the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from evener.deals.rules import Obstacle

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from evener.deals.models import Deal
    from evener.deals.rules import Outcome
    from evener.people.rules import Viewer


class Gate(Protocol):
    """What stands between this deal and its win."""

    def __call__(self, *, deal_id: int) -> list[Obstacle]: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a deal's rows count in the tallies."""

    owner_id: int
    team_id: int
    confidential: bool


class DealFollower(Protocol):
    """Told inside the transaction that moves deals to another owner, team or confidentiality, closes or reopens them.

    `moves` maps a deal's id to its place before and after.
    """

    def __call__(self, *, moves: dict[int, tuple[Place, Place]]) -> None: ...


@dataclass(frozen=True, slots=True)
class Ended:
    """How a deal stood before it was opened again."""

    outcome: Outcome
    closed_on: date
    return_on: date | None


class Reopened(Protocol):
    """Told inside the transaction that opens a closed deal again."""

    def __call__(self, *, by: Viewer, at: datetime, deal: Deal, before: Ended) -> None: ...


class StageFollower(Protocol):
    """Told inside the transaction that brings open deals to another stage, or gives their stage another chance to win.

    `deals` are those it happened to, as they are now.
    """

    def __call__(self, *, deals: QuerySet[Deal]) -> None: ...
