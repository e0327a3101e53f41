"""The newest forecast of the deals somebody sees, as it is and with something changed. Nothing is kept.

Both are drawn with the same luck, so that only the change makes a difference; and as the forecast was, with its level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from evener.capacity.dates import line_of
from evener.capacity.engine.faults import CannotTell
from evener.capacity.models import Skill
from evener.capacity.rules import HOUR, USUAL_WEEK, WorkKind
from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.forecast.engine.deals import Floats
from evener.forecast.engine.drawing import drawing
from evener.forecast.engine.revenue import ALL, Book, Line, within
from evener.forecast.engine.scenarios import Promised, compare, delays, slipped, with_engineer, without
from evener.forecast.engine.sheet import unpack
from evener.forecast.engine.totals import book_of, taken_of, windows_of
from evener.forecast.models import Forecast
from evener.forecast.models import Sheet as SheetRow
from evener.forecast.queries import newest
from evener.forecast.rules.reading import Range
from evener.forecast.rules.spans import QUARTERS, spans
from evener.forecast.rules.whatif import SHOWN, Asked
from evener.people.rules import Viewer
from evener.promises.models import Promise

EXACT = 400  # deals drawn one by one: somebody waits for the answer
MOST_PROMISED = 40  # pieces of promised work whose day is computed


@dataclass(frozen=True, slots=True)
class Row:
    """A deal that can be changed; `chance`: to be won by the end of the last quarter asked about.

    `filled`: it has no amount of its own, and is taken at that of won deals like it.
    """

    id: int
    name: str
    account: str
    amount_minor: int
    filled: bool
    chance: float


@dataclass(frozen=True, slots=True)
class Compared:
    """A quarter of open deals, as it is and as it would be.

    `filled_mean`: what deals without an amount of their own bring of it on average, as it is.
    """

    begins: date
    was: Range
    would: Range
    filled_mean: float


@dataclass(frozen=True, slots=True)
class WhatIf:
    """`moved`: how many deals wait for promised work of the skill, and by how many days sooner they come on average.

    `cannot`: nobody has the skill, or its queue has no hours. `filled`: how many deals have no amount and are taken at
    that of others; `without_amount`: how many at nothing.
    """

    forecast: Forecast
    currency: str
    currencies: Sequence[str]
    rows: Sequence[Row]
    compared: Sequence[Compared]
    moved: tuple[int, float] | None
    cannot: bool
    filled: int
    without_amount: int


def whatif(viewer: Viewer, asked: Asked, *, currency: str, today: date) -> WhatIf | None:
    """None: there is no forecast, or none of a deal the viewer sees."""
    forecast = newest()
    if forecast is None:
        return None
    sheet = unpack(SheetRow.objects.get(forecast=forecast).packed)
    seen = Deal.objects.visible_to(viewer).filter(outcome=Outcome.OPEN)
    names = {row[0]: row for row in seen.values_list("id", "name", "account__name")}
    mine = np.isin(sheet.deal, list(names))
    currencies = sorted(set(sheet.currency[mine].tolist()), key=lambda code: (code != viewer.currency, code))
    if not currencies:
        return None
    code = currency if currency in currencies else currencies[0]
    quarters = spans(forecast.as_of)[:QUARTERS]
    days, windows = windows_of(quarters, float(forecast.as_of.toordinal()))
    rows = np.flatnonzero(mine & (sheet.currency == code))
    told = drawing(forecast.facts.get("money"))
    taken = taken_of(sheet, rows, fills=told.fills, moves=told.moves)
    book, filled = book_of(sheet, rows, taken, days=days), np.flatnonzero(taken.filled)
    was, would, moved, cannot = _both(book, days, asked, today=today)
    differences = compare(was, would, told.level, seed=forecast.facts["seed"], windows=windows, exact=EXACT)
    by_window = {each.was.window: each for each in differences if each.was.group == ALL}
    worth = book.money * book.chances[:, -1]
    shown = [
        Row(
            id,
            names[id][1],
            names[id][2] or "",
            int(book.money[at]),
            bool(taken.filled[at]),
            float(book.chances[at, -1]),
        )
        for at in np.argsort(-worth, kind="stable")[:SHOWN]
        if (id := int(book.keys[at]))
    ]
    compared = [
        Compared(
            date.fromordinal(span.begins),
            _range(by_window[window].was),
            _range(by_window[window].would),
            float(within(was, filled, window) @ was.money[filled]),
        )
        for span, window in zip(quarters, windows, strict=True)
        if window in by_window
    ]
    nothing = int((taken.minor <= 0).sum())
    return WhatIf(forecast, code, currencies, shown, compared, moved, cannot, len(filled), nothing)


def _both(
    book: Book, days: Floats, asked: Asked, *, today: date
) -> tuple[Book, Book, tuple[int, float] | None, bool]:  # fmt: skip
    """The book as it is and as it would be. Of deals that wait for the skill's queue both slip by what that takes."""
    if asked.nothing:
        return book, book, None, False
    drops = np.flatnonzero(np.isin(book.keys, list(asked.drops)))
    slips = np.array([float(asked.slips.get(int(id), 0)) for id in book.keys])
    was, late, moved, cannot = book, slips, None, False
    if asked.skill_id:
        waits = _waits(book, asked.skill_id, asked.starts, today=today)
        cannot = waits is None
        if waits is not None:
            now, then = waits
            was, late = slipped(book, days, now), slips + then
            sooner = (now - then)[now > 0]
            moved = (len(sooner), float(sooner.mean()) if len(sooner) else 0.0)
    return was, without(slipped(book, days, late), drops), moved, cannot


def _waits(book: Book, skill_id: int, starts: int, *, today: date) -> tuple[Floats, Floats] | None:
    """Days each deal waits beyond what it was promised for, as the queue stands and with one engineer more."""
    line = line_of(skill_id, today=today)
    if line is None:
        return None
    works = {work.id: work for work in line.works}
    place = {int(id): at for at, id in enumerate(book.keys)}
    due = Promise.objects.filter(deal_id__in=list(place), due_on__isnull=False, ended_on=None).order_by("due_on", "id")
    promised = [
        Promised(place[deal_id], works[key], max(0, (due_on - today).days))
        for id, deal_id, due_on in due.values_list("id", "deal_id", "due_on")
        if due_on is not None and (key := f"{WorkKind.PROMISE}:{id}") in works
    ][:MOST_PROMISED]
    week = np.array(USUAL_WEEK, float) / HOUR
    hours = np.array([week[(today.weekday() + day) % 7] for day in range(len(line.pool.hours))])
    more = with_engineer([line.pool], id=line.pool.id, hours=hours, from_day=starts)
    try:
        now, then = (
            delays(pools, line.works, promised, deals=len(book), model=line.model) for pools in ([line.pool], more)
        )
    except CannotTell:
        return None
    return now, then


def _range(line: Line) -> Range:
    return Range(
        float(line.amounts[10]), float(line.amounts[50]), float(line.amounts[90]), float(line.mean_amount)
    )  # fmt: skip


def skills() -> list[tuple[int, str]]:
    return list(Skill.objects.order_by("name").values_list("id", "name"))
