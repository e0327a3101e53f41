"""Files of deals as text, however a spreadsheet has written them."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO, TextIO

from django.utils.translation import gettext as _

from evener.problems import Refused

LOOKED_AT = 1 << 20  # bytes at a time


def as_text(raw: BinaryIO) -> TextIO:
    """UTF-8 or UTF-16 by its mark, and Western European (Windows-1252) where the bytes are neither.

    What cannot be read twice, a pipe, is taken for UTF-8.
    """
    if not raw.seekable():
        return io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
    try:
        encoding = _encoding(raw)
    except BaseException:
        raw.close()
        raise
    raw.seek(0)
    return io.TextIOWrapper(raw, encoding=encoding, errors="replace" if encoding == "cp1252" else None, newline="")


def _encoding(raw: BinaryIO) -> str:
    part = raw.read(LOOKED_AT)
    if part.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while part:
            if b"\0" in part:
                raise Refused(_("The file is not a CSV file. In a spreadsheet, save it as “CSV UTF-8”."))
            decoder.decode(part)
            part = raw.read(LOOKED_AT)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
