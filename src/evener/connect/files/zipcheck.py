"""Looking a workbook's zip over before anything parses it: what is inside, and how large it really is. Pure.

The sizes a zip declares can lie and its parts can overlap, so every part is unpacked here piece by piece within
one budget. A sheet with two cells at opposite corners would make the parser allot the whole grid between them,
so the furthest row and column are read here too.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import reduce

from django.utils.translation import gettext_lazy as _

from evener.connect.files.table import Limits
from evener.connect.notes import unusable
from evener.problems import Invalid

_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_PIECE = 1 << 20
_RATIO = 250  # repetitive sheets pack about a hundredfold; a bomb a thousandfold
_RATIO_FROM = 20_000_000
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_REF = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']\$?([A-Za-z]{1,7})\$?(\d{1,9})")
_ROW_REF = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br\s*=\s*[\"'](\d{1,9})")


def check(data: bytes, *, name: str, limits: Limits) -> None:
    """Raise `Invalid` unless `data` is a workbook whose parts fit into `limits`."""
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise damaged(name) from error
    names = {member.filename for member in members}
    if not any(part.startswith("xl/workbook.") for part in names):
        text = _("%(name)s is a zip file, not a workbook. Save the table as CSV or XLSX and import that.")
        raise unusable(text, name=name)
    if "xl/workbook.bin" in names:
        text = _("%(name)s is a binary workbook (.xlsb). Save it as XLSX or CSV and import that.")
        raise unusable(text, name=name)
    if len(members) > limits.members or sum(member.file_size for member in members) > limits.unpacked:
        raise _too_large(name)
    budget = limits.unpacked
    for member in members:
        unpacked = _unpack(data, member, budget, name=name)
        budget -= len(unpacked)
        if member.filename.endswith(".xml") and b"<" in unpacked[:100]:
            _check_grid(unpacked, name=name, limits=limits)


def _unpack(data: bytes, member: zipfile.ZipInfo, budget: int, *, name: str) -> bytes:
    """The part's bytes; refuses once `budget` or the ratio no honest sheet has is passed."""
    try:
        header = _LOCAL_HEADER.unpack_from(data, member.header_offset)
    except struct.error as error:
        raise damaged(name) from error
    start = member.header_offset + _LOCAL_HEADER.size + header[9] + header[10]
    packed = data[start : start + member.compress_size]
    if header[0] != b"PK\x03\x04" or member.flag_bits & 1:
        raise damaged(name)
    if member.compress_type == zipfile.ZIP_STORED:
        pieces: Iterator[bytes] = iter((packed,))
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        pieces = _inflate(packed, name=name)
    else:
        raise damaged(name)
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) > budget or (len(found) > _RATIO_FROM and len(found) > _RATIO * max(len(packed), 1)):
            raise _too_large(name)
    return bytes(found)


def _inflate(packed: bytes, *, name: str) -> Iterator[bytes]:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    rest = packed
    try:
        while rest and not engine.eof:
            piece = engine.decompress(rest, _PIECE)
            rest = engine.unconsumed_tail
            yield piece
            if not piece and not rest:
                break
        yield engine.flush()
    except zlib.error as error:
        raise damaged(name) from error


def _check_grid(xml: bytes, *, name: str, limits: Limits) -> None:
    """Refuse a sheet whose furthest row times furthest column is more cells than `limits` has."""
    rows = len(_ROW.findall(xml))
    if not rows:
        return
    references = _REF.findall(xml)
    cells = len(_CELL.findall(xml))
    furthest_row = max(
        rows,
        max((int(found) for found in _ROW_REF.findall(xml)), default=0),
        max((int(row) for _letters, row in references), default=0),
    )
    furthest_column = max(map(_column, {letters for letters, _row in references}), default=1)
    if cells > len(references):  # cells that do not say where they stand follow one another
        furthest_column = max(furthest_column, max(len(_CELL.findall(part)) for part in _ROW.split(xml)))
    if furthest_row * furthest_column > limits.cells:
        text = _(
            "The sheet in %(name)s reaches to row %(row)s and over %(columns)s columns. "
            "Copy the rows that matter into a new sheet and import that."
        )
        raise unusable(text, name=name, row=furthest_row, columns=furthest_column)


def _column(letters: bytes) -> int:
    """`A` → 1, `XFD` → 16384."""
    return reduce(lambda total, letter: total * 26 + letter - 64, letters.upper(), 0)


def damaged(name: str) -> Invalid:
    text = _("%(name)s is damaged or protected. Save it again as XLSX or CSV and import that.")
    return unusable(text, name=name)


def _too_large(name: str) -> Invalid:
    text = _("%(name)s unpacks to far more than a table of deals. Save the sheet as CSV and import that.")
    return unusable(text, name=name)
