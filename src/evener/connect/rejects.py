"""Rows that could not be taken, as a file to be mended and imported again. Pure.

It has the original columns and the reason. Dates and amounts that were understood are written plainly (2017-03-01,
1234.50), because what decided how to read them, the rest of the column, is not in it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from evener.connect.cells import neutral_row, shown
from evener.connect.reading.sheet import Sheet
from evener.money import Money, digits
from evener.tables import neutral

REASON = _("Evener: problem")


@dataclass(frozen=True, slots=True)
class Rejects:
    """`rows` as wide as `headers`, the reason last; a row with too many values has the rest after it."""

    file: str
    headers: tuple[str, ...]
    rows: Sequence[Sequence[str]]

    def csv(self) -> bytes:
        """UTF-8 with a mark, so that spreadsheets see it; nothing in it runs as a formula."""
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow(neutral_row(self.headers))
        writer.writerows(self.rows)
        return file.getvalue().encode("utf-8-sig")


def rejects_of(sheet: Sheet) -> Rejects:
    """The rows of `sheet` that are left out, in the file's order."""
    reasons: dict[int, list[str]] = {}
    for problem in sheet.problems:
        said = f"{problem.column}: {problem.reason}" if problem.column else problem.reason
        reasons.setdefault(problem.line, []).append(said)
    found: list[tuple[int, list[str]]] = []
    width = len(sheet.table.headers)
    plain = _plain_columns(sheet)
    for index in sheet.bad:
        line = sheet.table.lines[index]
        cells = [shown(cell) for cell in sheet.table.rows[index]]
        for place, values in plain.items():
            cells[place] = values.get(index, cells[place])
        found.append((line, [*map(neutral, cells), neutral(" ".join(reasons[line]))]))
    for row in sheet.table.ragged:
        cells = neutral_row(row.cells)
        padded = cells[:width] + [""] * (width - len(cells))
        found.append((row.line, [*padded, neutral(row.reason), *cells[width:]]))
    rows = [cells for _line, cells in sorted(found, key=lambda pair: pair[0])]
    return Rejects(sheet.table.name, (*sheet.table.headers, str(REASON)), rows)


def _plain_columns(sheet: Sheet) -> dict[int, dict[int, str]]:
    """Column → row → the value as it was understood, for dates and amounts."""
    return {
        sheet.chosen.columns[name]: {
            index: _written(value) for index in sheet.bad if (value := values[index]) is not None
        }
        for name, values in sheet.understood.items()
    }


def _written(value: date | Money) -> str:
    if isinstance(value, date):
        return value.isoformat()
    amount = f"{value.decimal:f}"
    # Three places look like thousands; a fourth says that they are not.
    return f"{amount}{'0' if digits(value.currency) == 3 else ''} {value.currency}"
