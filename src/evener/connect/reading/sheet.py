"""One table while it is read: its columns by field, its problems, its notes. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from evener.connect.cells import Cell, shown
from evener.connect.fields import FIELDS, Holds
from evener.connect.fields import field as known_field
from evener.connect.files import Table
from evener.connect.headers import currency_in
from evener.connect.mapping import Columns
from evener.connect.notes import Note, Problem
from evener.connect.values import amounts, dates
from evener.connect.values.column import Column, read
from evener.money import Money
from evener.problems import Text

T = TypeVar("T")
_LETTER_OR_SIGN = re.compile(r"[A-Za-z]{3}|[$€£¥₹₩₪₺₴]")


@dataclass(frozen=True, slots=True)
class Options:
    """What a person says about a file besides its columns. `stages`: text in the file → our stage or an outcome."""

    currency: str
    today: date
    zone: tzinfo = UTC
    day_first: bool | None = None
    stages: Mapping[str, str] = field(default_factory=dict)


class Sheet:
    """Collects what is wrong with rows: `bad` holds the indices of those that cannot be taken.

    `understood` holds the dates and amounts as they were read, by field; `stages` each stage of the file, what it was
    taken for, and by which rule.
    """

    def __init__(self, table: Table, chosen: Columns, options: Options) -> None:
        self.table = table
        self.chosen = chosen
        self.options = options
        self.problems: list[Problem] = [
            Problem(table.name, row.line, "", ", ".join(shown(cell) for cell in row.cells)[:200], row.reason)
            for row in table.ragged
        ]
        self.notes: list[Note] = list(table.notes)
        self.bad: set[int] = set()
        self.stages: list[dict[str, Any]] = []
        self.understood: dict[str, Sequence[date | Money | None]] = {}
        self._orders = self._date_orders()

    def __len__(self) -> int:
        return len(self.table.rows)

    def has(self, name: str) -> bool:
        return name in self.chosen.columns

    def cells(self, name: str) -> list[Cell]:
        return self.table.column(self.chosen.columns[name])

    def header(self, name: str) -> str:
        """The header of the field's column; the field's own name where it has none."""
        if name in self.chosen.columns:
            return self.table.headers[self.chosen.columns[name]]
        known = known_field(self.chosen.kind, name)
        return str(known.label) if known else name

    def column(self, name: str, reader: Callable[[Cell], T | None]) -> list[T | None]:
        """The field's value in every row; None where there is none. What cannot be read becomes a problem."""
        if not self.has(name):
            return [None] * len(self)
        found = read(self.cells(name), reader)
        self._report(name, found)
        return found.values

    def _report(self, name: str, found: Column[T]) -> None:
        for index, reason in found.bad.items():
            self.refuse(index, name, reason)

    def refuse(self, index: int, name: str, reason: Text) -> None:
        """Row `index` cannot be taken because of its value of field `name` ('' for the row as a whole)."""
        place = self.chosen.columns.get(name)
        value = shown(self.table.rows[index][place]) if place is not None else ""
        header = self.header(name) if name else ""
        line = self.table.lines[index]
        self.problems.append(Problem(self.table.name, line, header, value[:200], str(reason)))
        self.bad.add(index)

    def note(self, rule: str, text: Text, count: int = 0) -> None:
        self.notes.append(Note(rule, str(text), count, self.table.name))

    def count_note(self, rule: str, text: Text, count: int) -> None:
        """A note, where there is anything to count."""
        if count:
            self.note(rule, text, count)

    @property
    def rejected(self) -> int:
        """Rows that cannot be taken."""
        return len(self.bad) + len(self.table.ragged)

    # Dates: one decision per column, on the evidence of the whole file.

    def _date_orders(self) -> dict[str, dates.Order]:
        names = [one.name for one in FIELDS[self.chosen.kind] if one.holds == Holds.DATE and self.has(one.name)]
        orders = dates.decide([self.cells(name) for name in names], day_first=self.options.day_first)
        for name, order in zip(names, orders, strict=True):
            if not order.sure:
                said = _("the day first") if order.day_first else _("the month first")
                words = {"column": self.header(name), "order": said}
                text = _("Dates such as 03/04 in “%(column)s” could be either: they were read with %(order)s.")
                self.note("date order", text % words, order.ambiguous)
        return dict(zip(names, orders, strict=True))

    def dates(self, name: str) -> list[date | None]:
        order = self._orders.get(name)
        values = self.column(name, dates.reader(day_first=bool(order and order.day_first), zone=self.options.zone))
        if order:
            self.understood[name] = values
        return values

    # Money: the decimal sign is the column's, the currency the row's.

    def money(self, name: str) -> list[Money | None]:
        """The field's amounts: in the currency beside the number, else in the row's, the header's, the default."""
        currencies = self.column("currency", amounts.currency)
        if not self.has(name):
            return [None] * len(self)
        default = currency_in(self.header(name)) or self.options.currency
        cells = self.cells(name)
        sign = amounts.decimal_sign(cells)
        values: list[Money | None] = [None] * len(cells)
        by_currency: dict[str, list[int]] = {}
        for index, code in enumerate(currencies):
            by_currency.setdefault(code or default, []).append(index)
        for code, indices in by_currency.items():
            found = read((cells[index] for index in indices), _money_reader(code, sign))
            for place, value in enumerate(found.values):
                values[indices[place]] = value
            self._report(name, Column([], {indices[place]: why for place, why in found.bad.items()}))
        self.understood[name] = values
        if not currency_in(self.header(name)):
            bare = sum(
                1
                for cell, code, value in zip(cells, currencies, values, strict=True)
                if value and not code and not _LETTER_OR_SIGN.search(str(cell))
            )
            text = _("Amounts without a currency were taken as %(currency)s.") % {"currency": default}
            self.count_note("currency", text, bare)
        return values

    def only(self, what: Callable[[int], bool]) -> int:
        """How many rows that are still good `what` is true of."""
        return sum(1 for index in range(len(self)) if index not in self.bad and what(index))


def _money_reader(code: str, sign: str) -> Callable[[Cell], Money | None]:
    return lambda cell: amounts.money(cell, currency=code, sign=sign)
