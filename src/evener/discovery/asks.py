"""What this room asks the rooms above."""

from __future__ import annotations

from typing import Protocol

from evener.discovery.rules.coverage import Criterion


class Evidence(Protocol):
    """What else must stand in the records before a deal the caller has read enters a stage with this chance to win.

    At most one query.
    """

    def __call__(self, *, deal_id: int, entering: int) -> list[Criterion]: ...
