"""What this room asks the rooms above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import QuerySet

from evener.people.rules import Viewer
from evener.problems import Text


class AccountSight(Protocol):
    """Account ids (a queryset of one column) the viewer knows for a reason of that room."""

    def __call__(self, *, viewer: Viewer) -> QuerySet[Any, Any]: ...


class AccountFollower(Protocol):
    """Told inside the transaction that renames an account."""

    def __call__(self, *, account_id: int) -> None: ...


@dataclass(frozen=True, slots=True)
class DealSum:
    """How many open deals of an account there are in one currency, and what they come to in minor units."""

    account_id: int
    currency: str
    count: int
    amount_minor: int


class OpenDeals(Protocol):
    """Sums of the open deals of these accounts as far as the viewer may see them; an account without any is left out.
    One query.
    """

    def __call__(self, *, viewer: Viewer, account_ids: Sequence[int]) -> list[DealSum]: ...


@dataclass(frozen=True, slots=True)
class DealLine:
    """One deal of an account. `state` is its stage or how it ended, with the tone of its pill; `on` is the day it is
    to close or closed.
    """

    id: int
    name: str
    url: str
    is_open: bool
    confidential: bool
    state: Text
    tone: str
    amount_minor: int
    currency: str
    owner: str
    on: date | None


class AccountDeals(Protocol):
    """The deals of one account the viewer may see: open ones by expected close, then the newest closed. At most
    `limit`; one query.
    """

    def __call__(self, *, viewer: Viewer, account_id: int, limit: int) -> list[DealLine]: ...


@dataclass(frozen=True, slots=True)
class PartLine:
    """What somebody is in one deal: `roles` in words, '' where nobody said."""

    deal: str
    url: str
    roles: str


class ContactParts(Protocol):
    """In which deals the people of an account have a part, as far as the viewer may see, by contact. One query."""

    def __call__(self, *, viewer: Viewer, account_id: int) -> dict[int, list[PartLine]]: ...
