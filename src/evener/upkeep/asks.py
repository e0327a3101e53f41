"""What this room asks the others."""

from __future__ import annotations

from typing import Protocol

from evener.tables import Table


class Exporter(Protocol):
    """The tables a room gives away, in the order they are written."""

    def __call__(self) -> list[Table]: ...
