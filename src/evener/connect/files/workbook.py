"""XLSX through calamine, after its zip has been looked over. Pure."""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from evener.connect.files.table import Limits, Record, Table, build
from evener.connect.files.zipcheck import check, damaged
from evener.connect.notes import Note, unusable


def read_workbook(data: bytes, *, name: str, limits: Limits) -> Table:
    """The first visible sheet with anything on it. Cells keep their type: numbers, dates, truths, text."""
    check(data, name=name, limits=limits)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
            ]
            for sheet_name in sheets:
                sheet = book.get_sheet_by_name(sheet_name)
                if sheet.start is not None:
                    notes = [_other_sheets(sheet_name, len(sheets), name=name)] if len(sheets) > 1 else []
                    return build(_records(sheet), name=name, notes=notes, limits=limits)
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(name) from error
    raise unusable(_("%(name)s has no rows. Export it again and import that."), name=name)


def _records(sheet: CalamineSheet) -> Iterator[Record]:
    """Rows with their number in the sheet, from the first column used, without empty cells at the end."""
    first_row = sheet.start[0] if sheet.start else 0
    yield from enumerate(sheet.to_python(skip_empty_area=True), start=first_row + 1)


def _other_sheets(sheet: str, count: int, *, name: str) -> Note:
    text = _("Only the sheet “%(sheet)s” was read; the file has %(count)s.")
    return Note("sheets", str(text % {"sheet": sheet, "count": count}), count - 1, name)
