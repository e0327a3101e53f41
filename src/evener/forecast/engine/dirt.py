"""Dirt in the records of a pipeline: what cannot be, what was written down later, what is not the customers' doing.

Each finding says which deals it is about. Thresholds stand in `rules.dirt`, examples in docs/algorithms/hygiene.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from evener.forecast.engine.deals import KINDS, NOTHING, OPEN, WON, Column, Deals, Flags, Floats, Ints
from evener.forecast.rules import dirt as rule
from evener.forecast.rules.dirt import Dirt

NONE = -1
# Columns of a file with a meaning of their own.
TOLD = ("amount", "account", "owner")


@dataclass(frozen=True, slots=True)
class Records:
    """N deals as they are written down. Days are ordinals.

    `ended`: infinite while open. `amount`: NaN where there is none. `account`, `name`, `owner`, `currency`: a number
    for each different one, NONE where there is none. `entered`, `end_entered`: when the deal and its end were written
    down by a person, NaN where nobody knows. What is None was not recorded at all, and nothing is said about it.
    `people`: the owners there should be; `columns`: further fields, by the name people know them by.
    """

    opened: Floats
    ended: Floats
    outcome: Ints
    amount: Floats | None = None
    currency: Ints | None = None
    account: Ints | None = None
    name: Ints | None = None
    owner: Ints | None = None
    entered: Floats | None = None
    end_entered: Floats | None = None
    people: Ints | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)

    @property
    def closed(self) -> Flags:
        return np.asarray((self.outcome != OPEN) & np.isfinite(self.ended))


@dataclass(frozen=True, slots=True)
class Found:
    """`rows`: the deals, worst first (of people: their numbers). `of`: among how many.

    `what`: the column. `at`: the first and last day, or age, on which it shows.
    """

    kind: Dirt
    rows: Ints
    of: int
    what: str = ""
    at: tuple[float, float] | None = None


def find(records: Records, *, today: float) -> list[Found]:
    """Everything that was found, in the order of `Dirt`."""
    if not len(records.opened):
        return []
    return [found for look in LOOKS for found in look(records, today)]


def of_deals(deals: Deals) -> Records:
    """The records a file of deals for a backtest holds: its columns `amount`, `account`, `owner` and the other ones."""
    amount = deals.features.get("amount")
    if amount is not None and not amount.numeric:
        # Words are no amounts; a column without any is one of amounts that are all missing.
        amount = Column(np.full(len(deals), np.nan)) if _empty(amount).all() else None
    words = {name: deals.features.get(name) for name in ("account", "owner")}
    numbers = {
        name: None if column is None else np.where(_empty(column), NONE, column.values).astype(np.int64)
        for name, column in words.items()
    }
    return Records(
        opened=deals.created, ended=deals.closed, outcome=deals.outcome,
        amount=None if amount is None else amount.values,
        account=numbers["account"], owner=numbers["owner"],
        columns={name: column for name, column in deals.features.items() if name not in {*deals.history, *TOLD}},
    )  # fmt: skip


def _empty(column: Column) -> Flags:
    return np.asarray(~np.isfinite(column.values) if column.numeric else column.values == 0)


def _reversed(records: Records, today: float) -> Iterator[Found]:
    gap = np.where(records.closed, np.floor(records.opened) - np.floor(records.ended), 0.0)
    yield from _rows(Dirt.REVERSED, gap > 0, gap, records.closed)


def _future(records: Records, today: float) -> Iterator[Found]:
    latest = np.maximum(records.opened, np.where(records.closed, records.ended, -np.inf))
    yield from _rows(Dirt.FUTURE, np.floor(latest) > today, latest, np.ones(len(latest), bool))


def _late(records: Records, today: float) -> Iterator[Found]:
    everybody = np.ones(len(records.opened), bool)
    sides = (
        (Dirt.LATE_OPENED, records.entered, records.opened, everybody),
        (Dirt.LATE_CLOSED, records.end_entered, records.ended, records.closed),
    )
    for kind, entered, claimed, among in sides:
        if entered is not None:
            there = among & np.isfinite(entered)
            late = np.where(there, np.floor(entered) - np.where(there, np.floor(claimed), 0.0), 0.0)
            yield from _rows(kind, late > rule.LATE, late, there)


def _duplicates(records: Records, today: float) -> Iterator[Found]:
    """Of each run of copies all but the first. Without an account, a name or an amount nothing is alike enough."""
    if records.account is None or records.name is None or records.amount is None:
        return
    known = (records.account != NONE) & (records.name != NONE) & (np.nan_to_num(records.amount) > 0)
    rows = np.flatnonzero(known)
    marks = [records.account, records.name, records.amount]
    if records.currency is not None:
        marks.append(records.currency)
    order = rows[np.lexsort([records.opened[rows], *(each[rows] for each in marks)])]
    if len(order) < 2:
        return
    same = np.ones(len(order) - 1, bool)
    for each in marks:
        same &= each[order][1:] == each[order][:-1]
    near = same & (np.diff(records.opened[order]) <= rule.NEAR)
    copies = np.zeros(len(known), bool)
    copies[order[1:][near]] = True
    yield from _rows(Dirt.DUPLICATE, copies, np.nan_to_num(records.amount), np.ones(len(known), bool))


def _owners(records: Records, today: float) -> Iterator[Found]:
    if records.owner is None:
        return
    nobody = records.owner == NONE
    # Open ones first: somebody can still do something about them.
    yield from _rows(Dirt.NO_OWNER, nobody, (records.outcome == OPEN).astype(float), np.ones(len(nobody), bool))
    if records.people is not None:
        idle = np.setdiff1d(records.people, records.owner)
        if len(idle):
            yield Found(Dirt.IDLE_OWNER, idle, len(records.people))


def _old(records: Records, today: float) -> Iterator[Found]:
    length = (records.ended - records.opened)[records.closed]
    length = length[length >= 0]
    if len(length) < rule.LEAST:
        return
    waiting = (records.outcome == OPEN) & (records.opened <= today)
    age = today - records.opened
    yield from _rows(Dirt.OLD_OPEN, waiting & (age > length.max()), age, waiting)


def _days(records: Records, today: float) -> Iterator[Found]:
    """Days on which far more was opened, or closed without a win, than on a usual one."""
    everybody = np.ones(len(records.opened), bool)
    unwon = records.closed & (records.outcome != WON)
    sides = (
        (Dirt.MASS_OPENED, records.opened, everybody, everybody),
        (Dirt.MASS_CLOSED, records.ended, unwon, records.closed),
    )
    for kind, when, counted, among in sides:
        rows = np.flatnonzero(counted)
        days, place, count = np.unique(np.floor(when[rows]), return_inverse=True, return_counts=True)
        if not len(days):
            continue
        floor = max(rule.LEAST, rule.TIMES * float(np.median(count)), rule.SHARE_OF_DAY * float(among.sum()))
        for number in np.argsort(-count, kind="stable"):
            # A pipeline of one single day has no usual day.
            if count[number] >= floor and len(days) > 1:
                yield Found(kind, rows[place == number], int(among.sum()), at=(days[number], days[number]))


def _ages(records: Records, today: float) -> Iterator[Found]:
    """Ages at which far more deals ended than a few days before and after; neighbours are one finding."""
    rows = np.flatnonzero(records.closed & (np.floor(records.ended) >= np.floor(records.opened)))
    age = (np.floor(records.ended) - np.floor(records.opened))[rows].astype(np.int64)
    if len(age) < rule.LEAST:
        return
    age = np.minimum(age, 5_000)
    count = np.bincount(age, minlength=int(age.max()) + rule.AROUND + 1)
    standing = [
        int(day)
        for day in np.flatnonzero(count >= rule.LEAST / 2)
        if count[day]
        >= rule.TIMES * max(1.0, float(np.median(count[max(0, day - rule.AROUND) : day + rule.AROUND + 1])))
    ]
    for first, last in _runs(standing):
        inside = rows[(age >= first) & (age <= last)]
        if len(inside) >= max(rule.LEAST, rule.SHARE_OF_AGE * len(rows)):
            yield Found(Dirt.SAME_AGE, inside, int(records.closed.sum()), at=(first, last))


def _runs(days: list[int]) -> list[tuple[int, int]]:
    """`[3, 4, 5, 9]` → `[(3, 5), (9, 9)]`."""
    found: list[tuple[int, int]] = []
    for day in days:
        if found and day == found[-1][1] + 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _amounts(records: Records, today: float) -> Iterator[Found]:
    if records.amount is None:
        return
    missing = ~(np.nan_to_num(records.amount) > 0)
    yield from _rows(Dirt.NO_AMOUNT, missing, (records.outcome == OPEN).astype(float), np.ones(len(missing), bool))
    currency = records.currency if records.currency is not None else np.zeros(len(missing), np.int64)
    giants = []
    for part in (records.outcome == OPEN, records.outcome == WON):
        for code in np.unique(currency[part & ~missing]):
            rows = np.flatnonzero(part & ~missing & (currency == code))
            amounts = records.amount[rows]
            if len(rows) >= rule.GIANT_LEAST and amounts.max() > rule.GIANT_SHARE * amounts.sum():
                giants.append(int(rows[amounts.argmax()]))
    if giants:
        yield Found(Dirt.GIANT, np.array(giants), int((~missing).sum()))


def _columns(records: Records, today: float) -> Iterator[Found]:
    if len(records.opened) < rule.LEAST:
        return
    nobody = np.zeros(0, np.int64)
    for name, column in records.columns.items():
        empty = _empty(column)
        filled = column.values[~empty]
        different = len(np.unique(filled))
        # Filled on some and empty on others says something, even where it says it in one word.
        if different <= 1 and (not empty.any() or empty.all()):
            yield Found(Dirt.CONSTANT, nobody, len(empty), what=name)
        elif not column.numeric and different >= max(rule.UNIQUE_LEAST, rule.UNIQUE_SHARE * len(filled)):
            yield Found(Dirt.UNIQUE, nobody, len(empty), what=name)


def _outcomes(records: Records, today: float) -> Iterator[Found]:
    count = np.bincount(records.outcome[records.closed], minlength=KINDS + 1)[:KINDS]
    nobody = np.zeros(0, np.int64)
    if count.sum() >= rule.LEAST and (count > 0).sum() == 1:
        yield Found(Dirt.ONE_OUTCOME, nobody, int(count.sum()))
    elif count.sum() >= rule.NEVER_LEAST and count[NOTHING] == 0:
        yield Found(Dirt.NEVER_NOTHING, nobody, int(count.sum()))


LOOKS = (_reversed, _future, _late, _duplicates, _owners, _old, _days, _ages, _amounts, _columns, _outcomes)


def _rows(kind: Dirt, there: Flags, worst: Floats, among: Flags) -> Iterator[Found]:
    rows = np.flatnonzero(there)
    if len(rows):
        yield Found(kind, rows[np.argsort(-worst[rows], kind="stable")], int(among.sum()))
