"""How wide a line of text is drawn, and where to break it. Pure.

A page is drawn in the reader's own font, which nobody here knows. These are the advance widths of a wide one (DejaVu
Sans, in hundredths of the font size), less the part by which Inter, the widest font the page asks for, is narrower.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

FIRST = 32
WIDTHS = (
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84,
    84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61,
    69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59,
    82, 59, 59, 52, 64, 34, 64, 84,
)  # fmt: skip
OTHER, WIDE, BOLD, NARROWER = 70, 110, 1.08, 0.94
MORE = "…"


def width_of(text: str, *, size: float, bold: bool = False) -> float:
    """The width in pixels at `size` pixels."""
    return sum(map(_letter, text)) * size / 100 * NARROWER * (BOLD if bold else 1)


@lru_cache(4096)
def _letter(letter: str) -> int:
    place = ord(letter) - FIRST
    if 0 <= place < len(WIDTHS):
        return WIDTHS[place]
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return WIDE
    base = ord(unicodedata.normalize("NFD", letter)[0]) - FIRST
    return WIDTHS[base] if 0 <= base < len(WIDTHS) else OTHER


def wrap(text: str, *, width: float, size: float, lines: int, bold: bool = False) -> list[str]:
    """`text` in at most `lines` lines none of which is wider than `width`; what does not fit ends in “…”."""

    def fits(line: str) -> bool:
        return width_of(line, size=size, bold=bold) <= width

    made: list[str] = []
    for word in _pieces(text, fits):
        if made and fits(f"{made[-1]} {word}"):
            made[-1] = f"{made[-1]} {word}"
        elif len(made) < lines:
            made.append(word)
        else:
            made[-1] = _cut(made[-1], fits)
            break
    return made


def _pieces(text: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """The words; one that is wider than a line in as many pieces as it takes."""
    for word in text.split():
        if fits(word):
            yield word
            continue
        piece = ""
        for letter in word:
            if piece and not fits(piece + letter):
                yield piece
                piece = ""
            piece += letter
        if piece:
            yield piece


def _cut(line: str, fits: Callable[[str], bool]) -> str:
    while line and not fits(line + MORE):
        line = line[:-1]
    return line.rstrip() + MORE
