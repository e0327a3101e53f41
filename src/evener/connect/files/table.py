"""A table read from a file: headers, rows as wide as the headers, and the line each row starts on. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, dropwhile, islice

from django.utils.translation import gettext_lazy as _

from evener.connect.cells import Cell, clean
from evener.connect.notes import Note, unusable


@dataclass(frozen=True, slots=True)
class Limits:
    """The most a file may hold. `unpacked`: bytes of a workbook's parts; `cells`: rows times columns."""

    bytes: int = 200_000_000
    unpacked: int = 600_000_000
    members: int = 2_000
    cells: int = 20_000_000
    rows: int = 500_000
    columns: int = 500


@dataclass(frozen=True, slots=True)
class Ragged:
    """A row with more or fewer values than there are headers."""

    line: int
    cells: tuple[Cell, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """`rows[i]` stood on line `lines[i]` of the file; every row has `len(headers)` cells."""

    name: str
    headers: tuple[str, ...]
    rows: list[Sequence[Cell]]
    lines: list[int]
    ragged: list[Ragged] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        """Every row of the file that says anything, ragged ones included."""
        return len(self.rows) + len(self.ragged)

    def column(self, index: int) -> list[Cell]:
        return [row[index] for row in self.rows]


Record = tuple[int, Sequence[Cell]]


def build(records: Iterable[Record], *, name: str, notes: Iterable[Note] = (), limits: Limits) -> Table:
    """A table from `(line, cells)`: the first row that says anything is the header."""
    source = dropwhile(lambda record: _is_blank(record[1]), records)
    opening = list(islice(source, 12))
    if not opening:
        raise unusable(_("%(name)s has no rows. Export it again and import that."), name=name)
    skipped = _title_rows(opening)
    header = opening[skipped][1]
    said = list(notes)
    if skipped:
        said.append(Note("title lines", str(_("Lines above the header were left out.")), skipped, name))
    table = Table(name, _headers(header, name=name, notes=said, limits=limits), [], [], [], said)
    _fill(table, chain(opening[skipped + 1 :], source), limits=limits)
    if not table.row_count:
        raise unusable(_("%(name)s has a header and no rows under it. Nothing can be imported."), name=name)
    return table


def _is_blank(cells: Sequence[Cell]) -> bool:
    return all(cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _title_rows(opening: Sequence[Record]) -> int:
    """How many rows at the top are a report's title: at most one filled cell, and three or more below."""
    filled = [sum(1 for cell in cells if clean(cell)) for _line, cells in opening]
    widest = max(filled)
    count = 0
    while widest >= 3 and filled[count] <= 1:
        count += 1
    return count


def _headers(cells: Sequence[Cell], *, name: str, notes: list[Note], limits: Limits) -> tuple[str, ...]:
    """Each column's name, unique: a second `Amount` becomes `Amount (2)`, an empty one `Column 4`."""
    texts = [clean(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > limits.columns:
        text = _("%(name)s has %(count)s columns; the most is %(most)s. Remove those you do not need.")
        raise unusable(text, name=name, count=len(texts), most=limits.columns)
    found: list[str] = []
    taken: set[str] = set()
    repeated = 0
    for position, header in enumerate(texts, start=1):
        base = header or str(_("Column %(number)s") % {"number": position})
        unique, number = base, 2
        while unique.casefold() in taken:
            unique = f"{base} ({number})"
            number += 1
        repeated += number > 2
        taken.add(unique.casefold())
        found.append(unique)
    if repeated:
        said = str(_("Columns with the same name were numbered: the second “Amount” is “Amount (2)”."))
        notes.append(Note("repeated headers", said, repeated, name))
    return tuple(found)


def _fill(table: Table, records: Iterable[Record], *, limits: Limits) -> None:
    width = len(table.headers)
    rows, lines, blank = table.rows, table.lines, 0
    for line, cells in records:
        if not str(cells[0] if cells else "").strip() and _is_blank(cells):
            blank += bool(cells)
            continue
        if len(cells) == width:
            rows.append(cells)
            lines.append(line)
        elif len(cells) > width and _is_blank(cells[width:]):
            rows.append(cells[:width])
            lines.append(line)
        else:
            table.ragged.append(Ragged(line, tuple(cells), _ragged_reason(len(cells), width)))
        if len(rows) > limits.rows:
            text = _("%(name)s has more than %(most)s rows. Split it into parts and import them one by one.")
            raise unusable(text, name=table.name, most=f"{limits.rows:,}")
    if blank:
        said = str(_("Rows without any value were left out."))
        table.notes.append(Note("empty rows", said, blank, table.name))


def _ragged_reason(count: int, width: int) -> str:
    words = {"count": count, "width": width}
    if count > width:
        return str(_("The row has %(count)s values, the header %(width)s. Quote values with a separator in.") % words)
    return str(_("The row has %(count)s values, the header %(width)s. Add the missing ones.") % words)
