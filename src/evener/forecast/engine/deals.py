"""Deals as columns: what every part of the outcome model reads.

Days are ordinals (`date.toordinal`); an instant within a day is a fraction. Nothing here knows a database or a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Words = NDArray[Any]

OUTCOMES = ("won", "lost", "no_decision")
WON, LOST, NOTHING, OPEN = 0, 1, 2, 3
KINDS = len(OUTCOMES)


@dataclass(frozen=True, slots=True)
class Column:
    """One feature, a value per deal: numbers (NaN where empty), or the places of words in `words` (0, "": empty).

    `days`: the numbers are days of the calendar, and are looked at as days from the creation of the deal.
    """

    values: Floats
    words: tuple[str, ...] = ()
    days: bool = False

    @property
    def numeric(self) -> bool:
        return not self.words

    def since(self, created: Floats) -> Column:
        """Days of the calendar as days from these days on; anything else as it is."""
        return Column(self.values - created) if self.days else self

    def at(self, rows: Ints) -> Column:
        return replace(self, values=self.values[rows])


def worded(texts: Sequence[str] | Words) -> Column:
    """A column of words from their texts."""
    levels = ["", *sorted(set(texts) - {""})]
    place = {level: number for number, level in enumerate(levels)}
    return Column(np.array([place[text] for text in texts], float), tuple(levels))


@dataclass(frozen=True, slots=True)
class Events:
    """What happened to one field, ordered by deal and day: the value it had from then on."""

    deal: Ints
    at: Floats
    column: Column

    def known(self, deal: Ints, day: Floats) -> tuple[Ints, Flags]:
        """For each (deal, day): the index of the last event up to that day, and whether there is one."""
        if not len(self.deal):
            return np.zeros(len(deal), np.int64), np.zeros(len(deal), bool)
        reach = float(max(self.at.max(), day.max(initial=0.0))) + 2.0
        place = np.searchsorted(self.deal * reach + self.at, deal * reach + day, side="right") - 1
        found = np.maximum(place, 0)
        return found, (place >= 0) & (self.deal[found] == deal)

    def before(self, deal: Ints, day: Floats) -> Ints:
        """For each (deal, day): how many events there were up to that day."""
        last, there = self.known(deal, day)
        first = np.searchsorted(self.deal, deal, side="left")
        return np.where(there, last - first + 1, 0)


@dataclass(frozen=True, slots=True)
class Deals:
    """N deals. `closed` is infinite while open, and `outcome` OPEN."""

    ids: Words
    created: Floats
    closed: Floats
    outcome: Ints
    features: Mapping[str, Column] = field(default_factory=dict)
    history: Mapping[str, Events] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def without(self, names: set[str] | frozenset[str]) -> Deals:
        """The same with some features and their history left out."""
        return replace(
            self,
            features={name: column for name, column in self.features.items() if name not in names},
            history={name: events for name, events in self.history.items() if name not in names},
        )

    def only(self, kept: Flags) -> Deals:
        """The same with the other deals left out."""
        place = np.cumsum(kept) - 1
        history = {}
        for name, events in self.history.items():
            rows = np.flatnonzero(kept[events.deal])
            history[name] = Events(place[events.deal[rows]], events.at[rows], events.column.at(rows))
        return Deals(
            self.ids[kept], self.created[kept], self.closed[kept], self.outcome[kept],
            {name: column.at(np.flatnonzero(kept)) for name, column in self.features.items()}, history,
        )  # fmt: skip

    def with_history(self, history: Mapping[str, Events]) -> Deals:
        """The same, each of these fields read from what happened to it and no more from its last value."""
        empty = {name: Column(np.full(len(self), np.nan)) for name in history if name not in self.features}
        return replace(self, features={**self.features, **empty}, history=dict(history))

    def ended(self, day: float) -> Flags:
        """Which had ended by that day, as was known on it."""
        return np.asarray((self.closed <= day) & (self.outcome != OPEN))

    def open_on(self, day: float) -> Ints:
        """Rows of those that were there and had not ended."""
        return np.flatnonzero((self.created <= day) & ~self.ended(day))
