"""How large words are in a picture, and where they break. Everything in points."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from evener.papers.engine.diagram.parts import Box
from evener.papers.engine.letters import width

NAME, DETAIL, LABEL, TITLE, HEADING, NOTE = 10.5, 8.5, 8.5, 9.0, 12.0, 8.5
LEADING = 1.22
# Room around the words of a box, sideways and up and down.
PAD_WIDE, PAD_HIGH = 11.0, 8.0
WIDEST_NAME, WIDEST_LABEL, NARROWEST_BOX, LOWEST_BOX = 112.0, 92.0, 62.0, 34.0


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of one size, the widest one's width and the height of all."""

    lines: tuple[str, ...]
    size: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Face:
    """What stands in a box, and the least size that holds it."""

    name: Words
    detail: Words
    width: float
    height: float


@lru_cache(maxsize=4096)
def words(text: str, *, size: float, most: float, strong: bool = False) -> Words:
    """`text` broken into lines of at most `most` points."""
    lines = wrapped(text, size=size, most=most, strong=strong) if text else ()
    widest = max((width(line, size=size, strong=strong) for line in lines), default=0.0)
    return Words(lines, size, widest, len(lines) * size * LEADING)


def face(box: Box) -> Face:
    name = words(box.name, size=NAME, most=WIDEST_NAME, strong=True)
    detail = words(box.detail, size=DETAIL, most=WIDEST_NAME)
    gap = 1.5 if detail.lines else 0.0
    return Face(
        name,
        detail,
        max(NARROWEST_BOX, max(name.width, detail.width) + 2 * PAD_WIDE),
        max(LOWEST_BOX, name.height + gap + detail.height + 2 * PAD_HIGH),
    )


def wrapped(text: str, *, size: float, most: float, strong: bool = False) -> tuple[str, ...]:
    """Lines of about equal length: first how many are needed, then the least width that needs no more."""
    pieces = [part for word in text.split() for part in _fitting(word, size=size, most=most, strong=strong)]
    count = len(_filled(pieces, size=size, most=most, strong=strong))
    if count < 2:
        return tuple(_filled(pieces, size=size, most=most, strong=strong))
    low, high = most / count, most
    for _ in range(8):
        middle = (low + high) / 2
        if len(_filled(pieces, size=size, most=middle, strong=strong)) > count:
            low = middle
        else:
            high = middle
    return tuple(_filled(pieces, size=size, most=high, strong=strong))


def _filled(pieces: list[tuple[str, bool]], *, size: float, most: float, strong: bool) -> list[str]:
    lines: list[str] = []
    for text, glued in pieces:
        joined = f"{lines[-1]}{text}" if lines and glued else f"{lines[-1]} {text}" if lines else text
        if lines and glued and lines[-1].endswith("\u00ad"):
            joined = f"{lines[-1][:-1]}{text}"
        if lines and width(joined, size=size, strong=strong) <= most:
            lines[-1] = joined
        else:
            lines.append(text)
    return [f"{line[:-1]}-" if line.endswith("\u00ad") else line for line in lines]


def _fitting(word: str, *, size: float, most: float, strong: bool) -> list[tuple[str, bool]]:
    """`word` in pieces that fit a line, each with whether it continues the one before; a soft hyphen where it broke."""
    parts: list[tuple[str, bool]] = []
    rest, glued = word, False
    while rest:
        end = _break(rest, size=size, most=most, strong=strong)
        piece, rest = rest[:end], rest[end:]
        hyphen = "\u00ad" if rest and piece[-1].isalpha() and rest[0].isalpha() and not _ideograph(piece[-1]) else ""
        parts.append((piece + hyphen, glued))
        glued = True
    return parts


def _break(word: str, *, size: float, most: float, strong: bool) -> int:
    """How many letters of `word` stand together: up to a hyphen or slash, between ideographs, or as many as fit."""
    room, used = most - width("-", size=size, strong=strong), 0.0
    natural = 0
    for place, letter in enumerate(word):
        used += width(letter, size=size, strong=strong)
        if used > (room if place + 1 < len(word) else most) and place > 0:
            return natural or _whole(word, place)
        if place + 1 < len(word) and (letter in "-/·@" or _ideograph(letter) or _ideograph(word[place + 1])):
            natural = place + 1
    return len(word) if not natural or not any(_ideograph(letter) for letter in word) else natural


def _whole(word: str, place: int) -> int:
    """Not before a mark that belongs to the letter it follows."""
    while place > 1 and (unicodedata.combining(word[place]) or word[place] in "\u200d\ufe0f"):
        place -= 1
    # Two letters are no line.
    return place - 2 if len(word) - place < 2 and place > 4 else place


def _ideograph(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in ("W", "F")
