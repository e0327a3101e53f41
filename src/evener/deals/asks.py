"""What this room asks the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

from django.db.models import QuerySet

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


class DealContacts(Protocol):
    """Ids of the contacts who have a part in this deal, whatever account they are at, as a query not yet run."""

    def __call__(self, *, deal_id: int) -> QuerySet[Any, int]: ...


@dataclass(frozen=True, slots=True)
class PlanPanel:
    """Part of the plan tab, drawn by the room it belongs to: `top` stands above the steps, `below` after them, `aside`
    beside them above the facts. `css` is the stylesheet it needs, below `static/`.
    """

    html: str
    place: Literal["top", "below", "aside"] = "top"
    css: str = ""


class PlanPanels(Protocol):
    """What stands on the plan tab of a deal the caller has read; in two or three queries."""

    def __call__(self, *, viewer: Viewer, deal: Deal, may_change: bool, at: datetime) -> list[PlanPanel]: ...
