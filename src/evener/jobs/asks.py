"""What this room asks the rooms above."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Daily(Protocol):
    """Clears away what is old, once a day."""

    def __call__(self, *, at: datetime) -> None: ...
