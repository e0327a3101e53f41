"""What was known of a deal on a day: its features then, and how it had moved.

A field with a history is read from it and from nothing else; a field without one is taken as known from the start.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.deals import Column, Deals, Events, Flags, Floats, Ints

AGE = "age"
LOOKS = 10  # days in the past on which open deals are looked at
CLOSEST = 7.0  # days between two of them, at least


@dataclass(frozen=True, slots=True)
class Looks:
    """L looks at deals: row of the deal, the day, and what each feature said on it."""

    deal: Ints
    day: Floats
    columns: dict[str, Column]

    def __len__(self) -> int:
        return len(self.deal)

    def at(self, rows: Ints) -> Looks:
        return Looks(self.deal[rows], self.day[rows], {name: each.at(rows) for name, each in self.columns.items()})


def look(deals: Deals, deal: Ints, day: Floats, *, aged: bool) -> Looks:
    """The deals `deal` as they were on `day`. `aged`: whether their age then is a feature of its own."""
    created = deals.created[deal]
    columns = {name: each.at(deal).since(created) for name, each in deals.features.items() if name not in deals.history}
    moves, worked = np.zeros(len(deal)), {}
    silence = np.full(len(deal), np.inf)
    for name, events in deals.history.items():
        last, there = events.known(deal, day)
        columns[name] = _value(events, last, there).since(created)
        count = events.before(deal, day).astype(float)
        since = np.where(there, day - events.at[last] if len(events.at) else 0.0, np.inf)
        worked[f"{name} changes"] = Column(count)
        if aged:
            worked[f"{name} unchanged for"] = Column(np.where(there, since, np.nan))
        if events.column.numeric:
            worked[f"{name} against its first"] = Column(_against_first(events, deal, last, there))
        moves += count
        silence = np.minimum(silence, since)
    if deals.history:
        worked["changes"] = Column(moves)
        if aged:
            worked["silent for"] = Column(np.where(np.isfinite(silence), silence, np.nan))
    if aged:
        worked[AGE] = Column(day - deals.created[deal])
    for name, column in worked.items():
        columns[_free(name, columns)] = column
    return Looks(deal, day, columns)


def _free(name: str, columns: dict[str, Column]) -> str:
    """A field of the deals may be called “age” too: it keeps its name."""
    while name in columns:
        name += " (worked out)"
    return name


def looked_at(deals: Deals, *, as_of: float, cohort: str) -> tuple[Ints, Floats]:
    """Every deal when it was created; for open deals also on days of the past, as they were then."""
    there = np.flatnonzero(deals.created <= as_of)
    rows, days = [there], [deals.created[there]]
    if cohort == "open" and len(there):
        span = as_of - float(deals.created[there].min())
        apart = max(CLOSEST, min(span / LOOKS, 60.0))
        for back in range(1, LOOKS + 1):
            day = as_of - back * apart
            open_then = deals.open_on(day)
            open_then = open_then[deals.created[open_then] < day]
            rows.append(open_then)
            days.append(np.full(len(open_then), day))
    return np.concatenate(rows), np.concatenate(days)


def _value(events: Events, last: Ints, there: Flags) -> Column:
    nothing = np.nan if events.column.numeric else 0.0
    values = events.column.values[last] if len(events.deal) else np.full(len(last), nothing)
    return Column(np.where(there, values, nothing), events.column.words, events.column.days)


def _against_first(events: Events, deal: Ints, last: Ints, there: Flags) -> Floats:
    """How the value stands to the first there was: 0 unchanged, below 0 shrunk or earlier.

    A difference of logarithms; of days of the calendar, the days it was moved by.
    """
    if not len(events.deal):
        return np.zeros(len(deal))
    first = np.minimum(np.searchsorted(events.deal, deal, side="left"), len(events.deal) - 1)
    values = events.column.values
    now, then = values[last], values[first]
    if not events.column.days:
        now, then = np.log1p(np.maximum(now, 0.0)), np.log1p(np.maximum(then, 0.0))
    return np.where(there & np.isfinite(now) & np.isfinite(then), now - then, 0.0)
