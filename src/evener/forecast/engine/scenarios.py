"""What if: the same book with something changed, drawn with the same luck, so that only the change makes a difference.

Each gives a book that `revenue.simulate` takes. A deal that slips has, by the end of a period, the chance it would have
had so many days earlier. What an engineer more changes is how long promised work takes: `capacity` computes its days
with and without them. A deal whose work is ready after the day it was promised for slips by that in both, and the two
are compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from evener.capacity.engine.dates import answer
from evener.capacity.engine.estimates import RatioModel
from evener.capacity.engine.queues import Pool, Work
from evener.forecast.engine.deals import Floats, Ints
from evener.forecast.engine.level import Level
from evener.forecast.engine.revenue import DRAWS, EXACT, Book, Line, Window, simulate


@dataclass(frozen=True, slots=True)
class Difference:
    """A line as it is, and as it would be."""

    was: Line
    would: Line

    @property
    def mean_amount(self) -> float:
        return self.would.mean_amount - self.was.mean_amount

    def amount_at(self, percent: int) -> float:
        return float(self.would.amounts[percent] - self.was.amounts[percent])


def compare(
    book: Book,
    changed: Book,
    level: Level,
    *,
    seed: int,
    windows: Sequence[Window] | None = None,
    draws: int = DRAWS,
    exact: int = EXACT,
) -> list[Difference]:
    """Line by line; the same seed, so that a deal that did not change has the same luck in both."""
    before = simulate(book, level, seed=seed, windows=windows, draws=draws, exact=exact)
    then = before
    if changed is not book:
        then = simulate(changed, level, seed=seed, windows=windows, draws=draws, exact=exact)
    after = {(each.group, each.code, each.window): each for each in then}
    return [
        Difference(line, after[line.group, line.code, line.window])
        for line in before if (line.group, line.code, line.window) in after
    ]  # fmt: skip


def without(book: Book, rows: Ints) -> Book:
    """These deals are not won: their chance is none. They stay in the book, so that rows keep their places."""
    chances = book.chances.copy()
    chances[rows] = 0.0
    return replace(book, chances=chances)


def slipped(book: Book, ends: Floats, days: Floats) -> Book:
    """`ends`: days from now to the end of each period, rising; `days`: by how many each deal slips (0: not at all).

    Won by the end of a period is what was won by so many days before it. Between two ends a chance grows evenly. Of a
    deal that comes sooner (days below 0) nothing is known beyond the last end: give the book a later one than is asked.
    """
    asked = np.clip(ends[None, :] - days[:, None], 0.0, ends[-1])
    known = np.concatenate([np.zeros((len(book), 1)), book.chances], 1)
    edges = np.concatenate([[0.0], ends])
    place = np.clip(np.searchsorted(edges, asked, side="right") - 1, 0, len(ends) - 1)
    far = (asked - edges[place]) / (edges[place + 1] - edges[place])
    rows = np.arange(len(book))[:, None]
    moved = known[rows, place] + far * (known[rows, place + 1] - known[rows, place])
    return replace(book, chances=np.where((days == 0)[:, None], book.chances, moved))


@dataclass(frozen=True, slots=True)
class Promised:
    """Work a deal waits for. `asked_by`: days from now until it was promised for (None: no day was)."""

    row: int
    work: Work
    asked_by: int | None


def delays(
    pools: Sequence[Pool], works: Sequence[Work], promised: Sequence[Promised], *, deals: int, model: RatioModel | None
) -> Floats:  # fmt: skip
    """Days by which each deal's promised work is computed to be ready (P50) after the day asked for; the latest counts.

    Work that is not ready within the calendars counts to their end. Raises `CannotTell`.
    """
    found = np.zeros(deals)
    for each in promised:
        if each.asked_by is None:
            continue
        told = answer(pools=pools, works=works, asked=each.work, by_day=each.asked_by, model=model)
        ready = told.p50 if told.p50 is not None else max(len(pool.hours) for pool in pools)
        found[each.row] = max(found[each.row], float(ready - each.asked_by))
    return found


def with_engineer(pools: Sequence[Pool], *, id: str, hours: Floats, from_day: int = 0) -> list[Pool]:
    """The pools with one person more in `id`, who has `hours` on each day from `from_day` on."""
    added = np.asarray(hours, float).copy()
    added[:from_day] = 0.0
    return [
        replace(pool, hours=pool.hours + added[: len(pool.hours)], people=pool.people + 1) if pool.id == id else pool
        for pool in pools
    ]  # fmt: skip
