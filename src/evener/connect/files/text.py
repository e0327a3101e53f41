"""CSV as people's systems write it: encodings, separators, quotes. Pure."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext_lazy as _

from evener.connect.files.table import Limits, Record, Table, build
from evener.connect.notes import Note, unusable
from evener.problems import Invalid

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DELIMITERS = "\t|;,"  # of two that cut equally well the first is taken: commas stand in text and numbers
_SEP_LINE = re.compile(r"\s*\"?sep=(.)\"?\r?\n", re.IGNORECASE)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 65_536
_END = "\x02end of the file\x03"

# What Windows-1252 makes of the bytes 0x80–0xFF; its five holes are taken from Latin-1.
_CP1252 = [bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(0x80, 0x100)]
_HIGH = {0x80 + index: letter for index, letter in enumerate(_CP1252)}
_ESCAPED = {0xDC80 + index: letter for index, letter in enumerate(_CP1252)}


def read_text(data: bytes, *, name: str, limits: Limits) -> Table:
    """A table from CSV bytes. Raises `Invalid` when they are not text or a quote is never closed."""
    notes: list[Note] = []
    text = decode(data, name=name, notes=notes)
    first_line = 1
    declared = _SEP_LINE.match(text)
    if declared:
        text, first_line = text[declared.end() :], 2
    delimiter = declared.group(1) if declared else sniff(text)
    return build(_records(text, delimiter, first_line, name=name), name=name, notes=notes, limits=limits)


def decode(data: bytes, *, name: str, notes: list[Note]) -> str:
    """UTF-8 and UTF-16 by their mark, UTF-8 without, Windows-1252 for whatever bytes are neither."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding, name=name, notes=notes)
    if b"\x00" in data[:_SAMPLE]:
        return _strict(data, _guess_wide(data, name=name), name=name, notes=notes)
    return _strict(data, "utf-8", name=name, notes=notes)


def _guess_wide(data: bytes, *, name: str) -> str:
    """UTF-16 without a mark has a zero in every other byte of Western text; anything else is no text."""
    head = data[:2000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    raise _not_text(name)


def _strict(data: bytes, encoding: str, *, name: str, notes: list[Note]) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise _not_text(name) from error
        text = _western(data, name=name, notes=notes)
    if "\x00" in text or len(_BINARY.findall(text[:_SAMPLE])) > min(len(text), _SAMPLE) // 200:
        raise _not_text(name)
    return text


def _western(data: bytes, *, name: str, notes: list[Note]) -> str:
    """Bytes that are not UTF-8 read as Windows-1252: all of them, or the few in a file that mixes both."""
    mixed = data.decode("utf-8", errors="surrogateescape")
    strange = sum(mixed.count(chr(code)) for code in _ESCAPED if chr(code) in mixed)
    proper = sum(1 for letter in mixed if letter > "\x7f") - strange
    if proper <= strange:
        text = str(_("The file is not UTF-8; it was read as Western European (Windows-1252)."))
        notes.append(Note("encoding", text, 0, name))
        return data.decode("latin-1").translate(_HIGH)
    text = str(_("Letters that are not UTF-8 like the rest were read as Western European (Windows-1252)."))
    notes.append(Note("encoding", text, strange, name))
    return mixed.translate(_ESCAPED)


def _not_text(name: str) -> Invalid:
    return unusable(_("%(name)s is not a table of text. Save it as CSV or XLSX and import that."), name=name)


def sniff(text: str) -> str:
    """The separator that cuts the first rows most evenly into cells; a comma when none does."""
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample[: sample.rfind("\n") + 1] or sample
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        if delimiter not in sample:
            continue
        score = _evenness(sample, delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    """Share of rows with the commonest number of cells, and that number; nothing when it is one."""
    widths: Counter[int] = Counter()
    try:
        for count, row in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)):
            if row:
                widths[len(row)] += 1
            if count >= 200:
                break
    except csv.Error:
        pass
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return (0.0, 0)
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    return (round(count / widths.total(), 1), width)


def _records(text: str, delimiter: str, first_line: int, *, name: str) -> Iterator[Record]:
    """`(line, cells)`; a last line of our own shows whether a quote was still open at the end of the file."""
    reader = csv.reader(chain(io.StringIO(text, newline=""), [_END]), delimiter=delimiter)
    line = first_line
    try:
        for row in reader:
            if row and row[-1].endswith(_END):
                if row != [_END]:
                    raise _open_quote(name, line)
                return
            yield line, row
            line = first_line + reader.line_num
    except csv.Error as error:
        raise _open_quote(name, line) from error


def _open_quote(name: str, line: int) -> Invalid:
    text = _("A quote opened on line %(line)s of %(name)s is never closed. Close it and try again.")
    return unusable(text, line=line, name=name)
