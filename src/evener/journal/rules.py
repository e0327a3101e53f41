"""What a journal entry is made of. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

Change = tuple[str, Any, Any]


@dataclass(frozen=True, slots=True)
class Thing:
    """A named row: `Thing("deal", 12, "Pumps for Nordhafen")`."""

    kind: str
    id: int
    name: str


def plain(value: object) -> Any:
    """`value` as the journal keeps it: text, number, bool or None."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> list[Change]:
    """`[field, from, to]` for every field of `after` whose value differs from `before`, in `after`'s order."""
    return [(name, plain(before.get(name)), plain(value)) for name, value in after.items() if before.get(name) != value]
