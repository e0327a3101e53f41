"""What an import says about the deals of a file: dirt, and columns that look as if they had been filled in at the end.

The rules are those of `forecast`; here the rows of a file are put before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from evener.connect.reading.deals import DealRow
from evener.connect.reading.sheet import Sheet
from evener.connect.values.words import squeezed
from evener.deals.rules import Outcome
from evener.forecast.rules import dirt as words
from evener.forecast.rules import leaks as leak_words
from evener.lazily import lazily
from evener.money import digits

if TYPE_CHECKING:
    import numpy as np

    from evener.forecast.engine import deals as engine
    from evener.forecast.engine import dirt, leaks
else:
    np = lazily("numpy")
    engine = lazily("evener.forecast.engine.deals")
    dirt = lazily("evener.forecast.engine.dirt")
    leaks = lazily("evener.forecast.engine.leaks")

SHOWN_LINES = 5
# Fields of a row a forecast may learn from.
FEATURES = ("amount", "source", "product", "owner", "lead_engineer", "account", "next_step", "about")
# Those of which it is odd when every deal says the same.
CHOICES = ("source", "product")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a file. `rule`: a value of `Dirt`, or why a column is a suspect. `lines`: a few examples."""

    file: str
    rule: str
    suspect: bool
    title: str
    count: str
    effect: str
    advice: str
    rows: int
    lines: tuple[int, ...] = ()

    def plain(self) -> dict[str, Any]:
        return asdict(self) | {"lines": list(self.lines)}


def examine(sheet: Sheet, rows: Sequence[DealRow]) -> list[Finding]:
    """Of the rows that can be read. A few rows say little: then only what is wrong with single ones is said."""
    if not rows:
        return []
    today = sheet.options.today
    opened = np.array([_opened(row, today) for row in rows], float)
    ended = np.array([row.closed_on.toordinal() if row.closed_on else np.inf for row in rows])
    outcome = np.array([_kind(row) for row in rows])
    features = {sheet.header(name): _column(name, rows) for name in FEATURES if sheet.has(name)}
    choices = {sheet.header(name) for name in CHOICES if sheet.has(name)}
    records = dirt.Records(
        opened, ended, outcome,
        amount=_amounts(rows) if sheet.has("amount") else None,
        currency=_numbered(row.amount.currency if row.amount else "" for row in rows),
        account=_numbered(row.account or row.account_id or "" for row in rows),
        name=_numbered(row.name or "" for row in rows),
        owner=_numbered(row.owner or "" for row in rows) if sheet.has("owner") else None,
        columns={name: column for name, column in features.items() if name in choices},
    )  # fmt: skip
    lines = sheet.table.lines
    found = [_dirt(sheet.table.name, each, rows, lines) for each in dirt.find(records, today=today.toordinal())]
    deals = engine.Deals(np.arange(len(rows)).astype(object), opened, ended, outcome, features)
    return found + [_suspect(sheet.table.name, each) for each in leaks.suspects(deals, as_of=today.toordinal())]


def _dirt(file: str, found: dirt.Found, rows: Sequence[DealRow], lines: Sequence[int]) -> Finding:
    said = words.say(found.kind, count=len(found.rows), of=found.of, what=found.what, at=found.at)
    shown = tuple(lines[rows[number].index] for number in found.rows[:SHOWN_LINES])
    return Finding(
        file, found.kind.value, suspect=False, title=said.title, count=said.count, effect=said.effect,
        advice=said.advice, rows=len(found.rows), lines=shown,
    )  # fmt: skip


def _suspect(file: str, found: leaks.Suspect) -> Finding:
    return Finding(
        file, found.why.value, suspect=True, title=leak_words.title(found.feature), count="",
        effect=leak_words.reason(found.why, found.size), advice=str(leak_words.LEFT_OUT), rows=0,
    )  # fmt: skip


def _opened(row: DealRow, today: date) -> int:
    """As the deal will be kept: without an opening day, the day it closed or today."""
    return (row.opened_on or min(row.closed_on or today, today)).toordinal()


def _kind(row: DealRow) -> int:
    """A deal we walked away from counts as no decision, as in the forecast."""
    ended = {Outcome.WON: engine.WON, Outcome.LOST: engine.LOST}
    return ended.get(row.outcome, engine.NOTHING) if row.outcome else engine.OPEN


def _amounts(rows: Sequence[DealRow]) -> engine.Floats:
    return np.array([row.amount.minor / 10 ** digits(row.amount.currency) if row.amount else np.nan for row in rows])


def _numbered(texts: Iterable[str]) -> engine.Ints:
    """A number for each different text, NONE for an empty one."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(key, len(known)) if (key := squeezed(text)) else dirt.NONE for text in texts])


def _column(name: str, rows: Sequence[DealRow]) -> engine.Column:
    if name == "amount":
        return engine.Column(_amounts(rows))
    return engine.worded([getattr(row, name) or "" for row in rows])
