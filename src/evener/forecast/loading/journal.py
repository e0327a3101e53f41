"""What a deal's fields were from when on, from the journal: what each change says it was before and after.

A field that never changed was from the start what it is now. For a deal that was entered long after it had been opened
the start of what moves with it (its stage, its expected close) is the day it was entered: nobody knows what they were
before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from evener.forecast.engine.deals import Column, Events, Floats, worded
from evener.forecast.loading.moments import instant
from evener.journal.models import Entry

NOT_A_NUMBER = re.compile(r"[^\d.]")
CHUNK = 5_000
Moment = tuple[int, float, Any]


def amount(shown: object) -> float:
    """An amount as the journal shows it (`€12,500`), in whole units; NaN where there is none."""
    digits = NOT_A_NUMBER.sub("", str(shown or ""))
    try:
        return float(digits) if digits else np.nan
    except ValueError:
        return np.nan


def changes(
    place: Mapping[int, int], now: Mapping[str, Sequence[Any]], *, opened: Floats, start: Floats, closed: Floats
) -> dict[str, Events]:
    """The history of stage, amount, owner and expected close. `place`: the row of a deal by its id."""
    moves: dict[str, list[Moment]] = {name: [] for name in now}
    first: dict[str, dict[int, Any]] = {name: {} for name in now}
    for id, at, changed in _entries():
        row = place.get(id)
        if row is None:
            continue
        day = instant(at)
        for name, before, after in changed:
            if name in moves:
                first[name].setdefault(row, before)
                moves[name].append((row, day, after))
    found = {}
    for name, (called, read, from_opening) in _READ.items():
        begin = opened if from_opening else start
        begun = [(row, begin[row], first[name].get(row, value)) for row, value in enumerate(now[name])]
        # What the journal shows is text; an amount that never changed is a number already.
        rows = [(row, at, value) for row, at, value in (*begun, *moves[name]) if at < closed[row] or at <= opened[row]]
        rows.sort(key=lambda each: each[:2])
        found[called] = Events(
            np.array([row for row, _, _ in rows], np.int64),
            np.array([at for _, at, _ in rows], float),
            read(rows, opened),
        )
    return found


def _entries() -> Any:
    rows = Entry.objects.filter(thread_kind="deal", subject_kind="deal", what="deal.changed").order_by("id")
    return rows.values_list("subject_id", "at", "changes").iterator(chunk_size=CHUNK)


def _words(rows: Sequence[Moment], opened: Floats) -> Column:
    return worded([str(value or "") for _, _, value in rows])


def _amounts(rows: Sequence[Moment], opened: Floats) -> Column:
    """0 is no amount."""
    values = np.array([value if isinstance(value, float) else amount(value) for _, _, value in rows], float)
    return Column(np.where(values > 0, values, np.nan))


def _days_ahead(rows: Sequence[Moment], opened: Floats) -> Column:
    """The expected close, in days from the opening."""
    return Column(
        np.array(
            [date.fromisoformat(value).toordinal() - opened[row] if value else np.nan for row, _, value in rows], float
        )
    )


Read = Callable[[Sequence[Moment], Floats], Column]
# By the field's name in the journal: what the feature is called, how it is read, and whether its first value counts
# from the opening on.
_READ: dict[str, tuple[str, Read, bool]] = {
    "stage_id": ("stage", _words, False),
    "amount_minor": ("amount", _amounts, True),
    "close_on": ("expected close", _days_ahead, False),
    "owner_id": ("owner", _words, True),
}
