"""The letters the shipped fonts have and how wide they are: cmap and hmtx of the font files, nothing else of them.

Widths are in points at a size of one point. Kerning is left out: it makes a line narrower, so that text fits.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "fonts"

SANS, DISPLAY = "Source Sans 3", "Source Serif 4 Display"
# Asked in this order for a letter that the first font lacks.
FALLBACKS = ("Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Thai")
FAMILIES = (SANS, *FALLBACKS)

REGULAR = ("SourceSans3-Regular.otf", "NotoSansArabic-Regular.ttf", "NotoSansHebrew-Regular.ttf",
           "NotoSansThai-Regular.ttf")  # fmt: skip
STRONG = ("SourceSans3-Semibold.otf", "NotoSansArabic-Bold.ttf", "NotoSansHebrew-Bold.ttf", "NotoSansThai-Bold.ttf")
# What a letter that no font has is taken to be wide; it is refused before it is printed.
UNKNOWN = 1.0
# Stands between words or tells how to set them; never printed itself.
UNSEEN = frozenset("\n\t\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\u00ad")


@dataclass(frozen=True, slots=True)
class Face:
    """Width of every letter of one font, by code point."""

    widths: Mapping[int, float]


@cache
def face(name: str) -> Face:
    """The font file `name` of the folder `fonts`."""
    data = (FOLDER / name).read_bytes()
    tables = _tables(data)
    (units,) = struct.unpack_from(">H", data, tables["head"] + 18)
    (long,) = struct.unpack_from(">H", data, tables["hhea"] + 34)
    advances = struct.unpack_from(f">{2 * long}H", data, tables["hmtx"])[::2]
    glyphs = _glyphs(data, tables["cmap"])
    return Face({code: advances[min(glyph, long - 1)] / units for code, glyph in glyphs.items()})


class _Widths(dict[str, float]):
    """Width by letter; what no font has is asked for once."""

    def __missing__(self, letter: str) -> float:
        self[letter] = 0.0 if _unseen(letter) else UNKNOWN
        return self[letter]


@cache
def _widths(*, strong: bool) -> _Widths:
    found = _Widths()
    for name in reversed(STRONG if strong else REGULAR):
        found.update((chr(code), wide) for code, wide in face(name).widths.items())
    found.update((letter, 0.0) for letter in found if _unseen(letter))
    return found


@cache
def _known() -> frozenset[str]:
    return frozenset(chr(code) for name in REGULAR for code in face(name).widths)


def width(text: str, *, size: float, strong: bool = False) -> float:
    """Points that `text` takes on one line at `size` points."""
    return size * sum(map(_widths(strong=strong).__getitem__, text))


def missing(text: str) -> str:
    """The letters of `text` that no shipped font has, each once, in the order they come in."""
    known = _known()
    return "".join(dict.fromkeys(letter for letter in text if letter not in known and letter not in UNSEEN))


def clean(text: str) -> str:
    """`text` composed, without control characters and without what turns the reading direction of others around."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(letter for letter in composed if letter in "\n\t" or not _control(letter))


def _control(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind in ("Cc", "Cs", "Co", "Cn") or (kind == "Cf" and letter not in UNSEEN)


def _unseen(letter: str) -> bool:
    return letter in UNSEEN or unicodedata.combining(letter) != 0


def _tables(data: bytes) -> dict[str, int]:
    """Where each table of a font file begins."""
    (count,) = struct.unpack_from(">H", data, 4)
    found = {}
    for place in range(12, 12 + 16 * count, 16):
        tag, _sum, begin, _length = struct.unpack_from(">4sLLL", data, place)
        found[tag.decode("ascii")] = begin
    return found


def _glyphs(data: bytes, begin: int) -> dict[int, int]:
    """Code point to glyph, from the widest Unicode table the font has."""
    (count,) = struct.unpack_from(">H", data, begin + 2)
    places = {}
    for place in range(begin + 4, begin + 4 + 8 * count, 8):
        _platform, _encoding, offset = struct.unpack_from(">HHL", data, place)
        (form,) = struct.unpack_from(">H", data, begin + offset)
        places[form] = begin + offset
    return _form_12(data, places[12]) if 12 in places else _form_4(data, places[4])


def _form_12(data: bytes, begin: int) -> dict[int, int]:
    (count,) = struct.unpack_from(">L", data, begin + 12)
    found: dict[int, int] = {}
    for place in range(begin + 16, begin + 16 + 12 * count, 12):
        first, last, glyph = struct.unpack_from(">LLL", data, place)
        found.update((code, glyph + code - first) for code in range(first, last + 1))
    return found


def _form_4(data: bytes, begin: int) -> dict[int, int]:
    (double,) = struct.unpack_from(">H", data, begin + 6)
    segments = double // 2
    ends = struct.unpack_from(f">{segments}H", data, begin + 14)
    starts = struct.unpack_from(f">{segments}H", data, begin + 16 + double)
    deltas = struct.unpack_from(f">{segments}H", data, begin + 16 + 2 * double)
    offsets_at = begin + 16 + 3 * double
    offsets = struct.unpack_from(f">{segments}H", data, offsets_at)
    found: dict[int, int] = {}
    for number, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", data, offsets_at + 2 * number + offset + 2 * (code - first))
                if glyph == 0:
                    continue
            glyph = (glyph + delta) & 0xFFFF
            if glyph:
                found[code] = glyph
    return found
