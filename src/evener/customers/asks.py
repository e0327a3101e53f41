"""What this room asks the rooms above."""

from __future__ import annotations

from typing import Any, Protocol

from django.db.models import QuerySet

from evener.people.rules import Viewer


class AccountSight(Protocol):
    """Account ids (a queryset of one column) the viewer knows for a reason of that room."""

    def __call__(self, *, viewer: Viewer) -> QuerySet[Any, Any]: ...


class AccountFollower(Protocol):
    """Told inside the transaction that renames an account."""

    def __call__(self, *, account_id: int) -> None: ...
