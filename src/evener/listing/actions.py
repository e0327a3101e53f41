"""Writing saved views and tallies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

TALLY = (
    "INSERT INTO listing_tally (what, key, owner_id, team_id, confidential, currency, count, amount_minor)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (what, owner_id, team_id, confidential, key, currency) DO UPDATE SET"
    " count = listing_tally.count + excluded.count,"
    " amount_minor = listing_tally.amount_minor + excluded.amount_minor"
)


@dataclass(frozen=True, slots=True)
class TallyKey:
    """Where a row counts. Owner and team are 0 where there is none (a key must not hold nulls)."""

    what: str
    key: str
    owner_id: int
    team_id: int
    confidential: bool
    currency: str


Amounts = Mapping[TallyKey, tuple[int, int]]


def tally(changes: Amounts) -> None:
    """Add `(count, minor units)` to each key, in the caller's transaction. Rows are locked in one order."""
    rows = [
        (k.what, k.key, k.owner_id, k.team_id, k.confidential, k.currency, count, amount)
        for k, (count, amount) in sorted(changes.items(), key=lambda item: repr(item[0]))
        if count or amount
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(TALLY, rows)


def moved(before: TallyKey | None, after: TallyKey | None, *, amount_before: int = 0, amount_after: int = 0) -> Amounts:
    """The change of sums when one row leaves `before` and arrives at `after`."""
    changes: dict[TallyKey, tuple[int, int]] = {}
    if before:
        changes[before] = (-1, -amount_before)
    if after:
        count, amount = changes.get(after, (0, 0))
        changes[after] = (count + 1, amount + amount_after)
    return changes
