"""What this room asks the rooms above."""

from __future__ import annotations

from typing import Protocol


class PersonFollower(Protocol):
    """Told inside the transaction that moves a person to another team."""

    def __call__(self, *, user_id: int, team_id: int | None) -> None: ...
