"""A text as sentences of words, each with its place. Linear in the length of the text, whatever is in it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# Marks that belong to the letter before them (vowel signs of Indic scripts, Arabic and Hebrew points, accents).
_MARKS = "".join(chr(code) for code in range(0x300, 0x1100) if unicodedata.category(chr(code)).startswith("M"))
_LETTER = f"[^\\W\\d_{_MARKS}]"
_RUN = f"{_LETTER}[^\\W_{_MARKS}]*(?:[{_MARKS}]+[^\\W_{_MARKS}]*)*" if _MARKS else f"{_LETTER}[^\\W_]*"
# A run of letters and digits that begins with a letter, with hyphens, apostrophes and ampersands inside: `T&M`.
WORD = re.compile(f"{_RUN}(?:[-‐’'&]{_RUN})*")
# Numbers count as words of a sentence, and are no words otherwise: 3.5, 20kW, 10:30, 99.9%.
_NUMBER = r"\d[\w.,:/%-]*"
_PLACE = r"(?:https?://|www\.)[^\s<>\"“”]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|`[^`\n]{1,200}`"
_TOKEN = re.compile(f"(?P<place>{_PLACE})|(?P<number>{_NUMBER})|(?P<word>{WORD.pattern})")
# What ends a sentence, and the quotes and brackets that close behind it.
_STOP = re.compile(r"[.!?…。！？؟।]+[\"'”’»)\]]*(?=\s|$)|[。！？]")
_BREAK = re.compile(r"\r\n|\r|\n")
_ITEM = re.compile(r"\s*(?:[-*•–—#>|]|\d{1,3}[.)]\s|[a-z][.)]\s)")
# A dot behind these ends no sentence.
_DOTTED = frozenset(
    [
        "approx",
        "art",
        "bzw",
        "ca",
        "cf",
        "co",
        "dept",
        "dr",
        "ed",
        "eg",
        "e.g",
        "etc",
        "est",
        "fig",
        "ie",
        "i.e",
        "inc",
        "jr",
        "ltd",
        "max",
        "min",
        "mr",
        "mrs",
        "ms",
        "no",
        "nr",
        "p.a",
        "pp",
        "prof",
        "resp",
        "sr",
        "st",
        "tel",
        "usw",
        "vol",
        "vs",
        "z.b",
        "d.h",
        "p.ex",
    ]
)
LONGEST_ABBREVIATION = 16
# A shorter word before a dot and a small letter is taken for an abbreviation.
SHORTEST_LAST = 3
# A line that is this long was broken by a machine, not by its writer.
WRAPPED = 60


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands. `begins`: the first of its sentence."""

    text: str
    at: int
    begins: bool

    @property
    def end(self) -> int:
        return self.at + len(self.text)


@dataclass(frozen=True, slots=True)
class Sentence:
    """From `at` up to `end`; `length` counts words and numbers."""

    at: int
    end: int
    length: int
    words: Sequence[Word]


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column, both from 1; columns count characters."""

    line: int
    column: int


class Lines:
    """Where offsets of a text lie. Lines end with LF, CR LF or CR."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in _BREAK.finditer(text))]

    def place(self, at: int) -> Place:
        line = bisect_right(self._starts, at)
        return Place(line, at - self._starts[line - 1] + 1)


def sentences(text: str) -> list[Sentence]:
    """The sentences that have a word or a number in them."""
    found = []
    ends = _ends(text)
    tokens = [(each.lastgroup, each.start(), each.end()) for each in _TOKEN.finditer(text)]
    next_token = 0
    for start, end in zip([0, *ends], [*ends, len(text)], strict=True):
        inside: list[Word] = []
        first, last, length = end, start, 0
        while next_token < len(tokens) and tokens[next_token][1] < end:
            kind, at, until = tokens[next_token]
            next_token += 1
            if kind == "word":
                inside.append(Word(text[at:until], at, begins=not length))
            first, last, length = min(first, at), until, length + 1
        if length:
            found.append(Sentence(first, last, length, tuple(inside)))
    return found


def _ends(text: str) -> list[int]:
    """The offsets behind which a new sentence begins, in order."""
    stops = {found.end() for found in _STOP.finditer(text) if _is_end(text, found.start(), found.end())}
    return sorted(stops | set(_line_ends(text)))


def _is_end(text: str, at: int, end: int) -> bool:
    """Whether the dot at `at` ends a sentence: not behind `e.g.`, nor in `J. Smith`, nor in `ca. four`."""
    if text[at] != "." or end - at > 1:
        return True
    before = at
    while before > 0 and at - before < 12 and (text[before - 1].isalpha() or text[before - 1] == "."):
        before -= 1
    word = text[before:at].lower()
    following = text[end : end + 3].lstrip()
    if following[:1].islower() and len(word) <= SHORTEST_LAST:
        return False
    return not (word in _DOTTED or (len(word) == 1 and text[before].isupper()))


def _line_ends(text: str) -> Iterator[int]:
    """Line breaks that part sentences: an empty line, an item of a list, and any break its writer made by hand."""
    start = 0
    lines = [(found.start(), found.end()) for found in _BREAK.finditer(text)]
    for number, (end, after) in enumerate(lines):
        following = text[after : lines[number + 1][0] if number + 1 < len(lines) else len(text)]
        wrapped = end - start >= WRAPPED or following[:1].islower()
        if not following.strip() or not text[start:end].strip() or _ITEM.match(following) or not wrapped:
            yield after
        start = after


def is_abbreviation(word: str) -> bool:
    """Capitals where a word has none: `SLA`, `APIs`, `SaaS`, `B2B`, `T&M`, `OPC-UA`; not `McKinsey`, nor `Modbus`."""
    return len(word) <= LONGEST_ABBREVIATION and not word.islower() and _has_capitals(word)


@lru_cache(maxsize=8192)
def _has_capitals(word: str) -> bool:
    bare = word.removesuffix("'s").removesuffix("’s")
    if bare.endswith("s") and len(bare) > 2 and bare[-2].isupper():
        bare = bare[:-1]
    letters = [each for each in bare if each.isalpha()]
    capitals = sum(each.isupper() for each in letters)
    if capitals < 2 or len(letters) > 8:
        return False
    return capitals == len(letters) or (len(letters) <= 5 and capitals * 2 >= len(letters))


def is_name(word: Word) -> bool:
    """Whether a word is written as a name is: a capital in front, within a sentence."""
    return word.text[:1].isupper() and not word.begins


def shown(text: str, *, most: int = 40) -> str:
    """A word of the text as a sentence about it may show it: short, without control characters."""
    clean = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text[: most + 1])
    return clean[:most] + "…" if len(text) > most else clean
