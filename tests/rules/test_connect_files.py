"""Files of every kind, and every kind of wrong file, into tables or one clear sentence."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from evener.connect.cells import clean, original, shown
from evener.connect.files import Limits, Table, read_bytes, read_path
from evener.connect.files.text import sniff
from evener.problems import Invalid
from evener.tables import neutral


def table(data: bytes, name: str = "deals.csv") -> Table:
    return read_bytes(data, name=name)


def refusal(data: bytes, *, limits: Limits | None = None) -> str:
    with pytest.raises(Invalid) as caught:
        read_bytes(data, name="deals.csv", limits=limits)
    message = str(caught.value)
    assert "deals.csv" in message or "line" in message
    return message


def workbook(*rows: Sequence[object], sheets: int = 1) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    dated = book.add_format({"num_format": "yyyy-mm-dd"})
    for number in range(sheets):
        sheet = book.add_worksheet(f"Sheet {number}")
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(y, x, datetime(value.year, value.month, value.day), dated)
                elif isinstance(value, str):
                    sheet.write_string(y, x, value)
                else:
                    sheet.write(y, x, value)
    book.close()
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        "name;größe\nMüller;5\n".encode(),
        b"\xef\xbb\xbf" + "name;größe\nMüller;5\n".encode(),
        "name;größe\nMüller;5\n".encode("latin-1"),
        "name;größe\nMüller;5\n".encode("cp1252"),
        b"\xff\xfe" + "name;größe\nMüller;5\n".encode("utf-16-le"),
        b"\xfe\xff" + "name;größe\nMüller;5\n".encode("utf-16-be"),
        "name;größe\nMüller;5\n".encode("utf-16-le"),
        "name\tgröße\r\nMüller\t5\r\n".encode(),
        "name|größe\nMüller|5".encode(),
        "name,größe\rMüller,5\r".encode(),
        "sep=;\r\nname;größe\r\nMüller;5\r\n".encode(),
    ],
)
def test_encodings_separators_and_line_ends(data: bytes) -> None:
    read = table(data)
    assert read.headers == ("name", "größe")
    assert [list(row) for row in read.rows] == [["Müller", "5"]]


def test_the_euro_sign_and_curly_quotes_of_windows_are_kept() -> None:
    read = table("name,value\n“Kühl” – Nord,€ 5\n".encode("cp1252"))
    assert list(read.rows[0]) == ["“Kühl” – Nord", "€ 5"]
    assert [note.rule for note in read.notes] == ["encoding"]


def test_a_file_that_mixes_encodings_keeps_both() -> None:
    read = table("name,b\nÜber,1\nÄther,2\nÖl,3\n".encode() + "Fährte,4\n".encode("latin-1"))
    assert [row[0] for row in read.rows] == ["Über", "Äther", "Öl", "Fährte"]
    assert read.notes[0].count == 1


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a;b;c\n1,5;2,5;x\n1,5;2,5;y\n", ";"),
        ('a,b\n"1;2",3\n"4;5;6",7\n', ","),
        ("a\tb, c\n1\t2, 3\n", "\t"),
        ("only\none\ncolumn\n", ","),
        ('"a, b";c\n"d, e";f\n', ";"),
        ("a|b|c\n1|2|3\n", "|"),
    ],
)
def test_separators_are_told_by_the_rows_they_make(text: str, separator: str) -> None:
    assert sniff(text) == separator


def test_line_numbers_are_those_of_the_file() -> None:
    read = table(b'name,about\none,"two\nlines"\n\n,\nthree,x\n')
    assert read.lines == [2, 6]
    assert read.row_count == 2
    assert [(note.rule, note.count) for note in read.notes] == [("empty rows", 1)]


def test_ragged_rows_are_reported_with_their_line_and_count_as_rows() -> None:
    read = table(b"a,b,c\n1,2\n1,2,3\n1,2,3,4\n1,2,3,,\n")
    assert [(row.line, row.cells) for row in read.ragged] == [(2, ("1", "2")), (4, ("1", "2", "3", "4"))]
    assert "4 values, the header 3" in read.ragged[1].reason
    assert len(read.rows) == 2 and read.row_count == 4


def test_titles_above_the_header_are_left_out_and_said() -> None:
    read = table(b"Pipeline report\n\nid,name,stage\n1,x,Won\n")
    assert read.headers == ("id", "name", "stage")
    assert read.notes[0].rule == "title lines"


def test_headers_without_a_name_or_with_the_same_name() -> None:
    read = table(b" Amount ,,Amount,amount\n1,2,3,4\n")
    assert read.headers == ("Amount", "Column 2", "Amount (2)", "amount (3)")
    assert read.notes[0].count == 2


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"  \n\r\n \n", "has no rows"),
        (b"id,name\n", "a header and no rows"),
        (b"\x00\x01\x02\x03" * 40, "not a table of text"),
        (bytes(range(256)) * 10, "not a table of text"),
        (b"id,name\n1,a\x00b\n", "not a table of text"),
        (b"\xff\xfe\x00\xd8\x00", "not a table of text"),
        (b"%PDF-1.7 etc", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel file"),
        (b"<!doctype html><p>", "a web page"),
        (b"PK\x03\x04 not a zip", "damaged or protected"),
        (b'id,name\n1,"open\n2,x\n3,y\n', "line 2"),
        (b'id,name\n1,x\n2,"open', "line 3"),
        (b'id,name\n1,"' + b"x" * 200_000, "line 2"),
    ],
)
def test_wrong_files_are_refused_in_one_sentence(data: bytes, says: str) -> None:
    assert says in refusal(data)


def test_size_is_looked_at_before_reading(tmp_path: Path) -> None:
    large = tmp_path / "deals.csv"
    with large.open("wb") as file:
        file.truncate(201_000_000)
    with pytest.raises(Invalid, match=r"deals\.csv has 201 MB; the most taken at once is 200 MB"):
        read_path(large)
    with pytest.raises(Invalid, match="There is no file"):
        read_path(tmp_path / "missing.csv")
    with pytest.raises(Invalid, match="is a folder"):
        read_path(tmp_path)


def test_too_many_rows_or_columns() -> None:
    assert "more than 3 rows" in refusal(b"a,b\n" + b"1,2\n" * 4, limits=Limits(rows=3))
    assert "has 3 columns" in refusal(b"a,b,c\n1,2,3\n", limits=Limits(columns=2))


def test_workbooks_keep_types_lines_and_formulas_as_text() -> None:
    rows: list[list[object]] = [
        ["id", "when", "what", "much"],
        [12345, date(2017, 3, 1), "=1+1", 4.5],
        [],
        [7, date(2017, 3, 2), "x", 1],
    ]
    read = table(workbook(*rows, sheets=2))
    assert [list(row) for row in read.rows] == [[12345, date(2017, 3, 1), "=1+1", 4.5], [7, date(2017, 3, 2), "x", 1]]
    assert read.lines == [2, 4]
    assert [note.rule for note in read.notes] == ["sheets", "empty rows"]


def test_an_empty_workbook() -> None:
    assert "has no rows" in refusal(workbook())


def _zip(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name.replace("__", "/"), body)
    return file.getvalue()


def test_a_zip_that_is_no_workbook() -> None:
    assert "is a zip file, not a workbook" in refusal(_zip(**{"readme.txt": b"x"}))


def test_a_damaged_workbook() -> None:
    assert "damaged" in refusal(_zip(**{"xl/workbook.xml": b"<broken"}))
    whole = workbook(["a", "b"], [1, 2])
    for cut in range(30, len(whole), 900):
        refusal(whole[:cut])


def test_a_zip_bomb_by_what_it_declares() -> None:
    bomb = _zip(**{"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"\x20" * 30_000_000})
    assert len(bomb) < 60_000
    assert "unpacks to far more" in refusal(bomb)


def test_a_zip_bomb_that_lies_about_its_size() -> None:
    bomb = bytearray(_zip(**{"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"\x20" * 30_000_000}))
    size = struct.pack("<L", 30_000_000)
    lie = struct.pack("<L", 10)
    while size in bomb:
        bomb[bomb.index(size) : bomb.index(size) + 4] = lie
    assert "unpacks to far more" in refusal(bytes(bomb))


def test_a_zip_with_more_parts_than_any_workbook() -> None:
    parts = {"xl/workbook.xml": b"<x/>"} | {f"xl/{number}.xml": b"" for number in range(20)}
    assert "unpacks to far more" in refusal(_zip(**parts), limits=Limits(members=10))


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
        b"<row>" + b"<c/>" * 5_000 + b"</row>" + b"<row/>" * 5_000,
        b"<x:row r='1'><x:c r='A1'/></x:row><x:row r='9999999'><x:c t='n' r='ZZ9999999'/></x:row>",
    ],
)
def test_a_sheet_whose_grid_is_a_bomb(cells: bytes) -> None:
    sheet = b"<worksheet><sheetData>" + cells + b"</sheetData>"
    parts = {"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": sheet}
    assert "Copy the rows that matter" in refusal(_zip(**parts))


def test_inflating_is_checked_against_the_real_stream() -> None:
    engine = zlib.compressobj(wbits=-15)
    packed = engine.compress(b"x" * 1000) + engine.flush()
    assert len(packed) < 100  # what the defence above is about: a thousand bytes from a few


# Formula injection: everything we write back goes through `neutral`, everything read through `original`.


@pytest.mark.parametrize(
    "text", ["=1+1", "+SUM(A1)", "-2+3", "@now", "\t=1", " =1", "'=1", "＝1", "=HYPERLINK(1)", "-1+cmd|' /C calc'!A0"]
)
def test_formulas_are_neutralised(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+1,200.50", "-12%", "O'Brien", "'quoted'", "a=b", "", "-3.5%"])
def test_what_is_no_formula_stays(text: str) -> None:
    assert neutral(text) == text


@given(st.text())
def test_neutral_is_taken_back_by_original(text: str) -> None:
    assert original(neutral(text)) == text or neutral(text) == text
    stripped = neutral(text).lstrip()
    assert stripped[:1] not in set("=@") or not stripped


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=3, max_size=3), min_size=1))
@settings(max_examples=60)
def test_any_table_written_as_csv_is_read_back(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["first", "second", "third"])
    writer.writerows(rows)
    text = file.getvalue()
    said = [row for row in rows if any(cell.strip() for cell in row)]
    try:
        read = table(text.encode())
    except Invalid:
        assert not said or any(ord(c) < 32 for row in rows for cell in row for c in cell)
        return
    assert read.row_count == len(said)
    if sniff(text) == ",":
        assert [list(row) for row in read.rows] == [list(row) for row in said]


@given(st.binary(max_size=400))
def test_any_bytes_make_a_table_or_a_sentence(data: bytes) -> None:
    try:
        read = table(data)
    except Invalid as refused:
        assert str(refused).endswith(".")
    else:
        assert all(len(row) == len(read.headers) for row in read.rows)


@given(st.binary(max_size=300))
@settings(max_examples=50)
def test_any_bytes_after_a_zip_mark(data: bytes) -> None:
    assert refusal(b"PK\x03\x04" + data)


def test_cells_as_people_read_them() -> None:
    assert shown(12345.0) == "12345"
    assert shown(4.25) == "4.25"
    assert shown(datetime(2017, 3, 1)) == "2017-03-01"
    assert shown(True) == "yes"
    assert clean(" a \u00a0b\x07\n c\u200b") == "a b c"
    assert clean("'=1+1") == "=1+1"
