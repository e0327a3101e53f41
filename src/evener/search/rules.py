"""Folding, terms and ids of the search index. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import IntEnum

SHIFT = 40
# Words shorter than this say little.
SHORTEST = 4


class Kind(IntEnum):
    """What can be found. The number is part of stored ids: never reuse one.

    A new kind brings its index, as in migration 0003.
    """

    DEAL = 1
    PROMISE = 2
    ACCOUNT = 3
    CONTACT = 4
    PERSON = 5
    CAPABILITY = 6
    ANSWER = 7
    EVALUATION = 9
    REQUEST = 10
    MEETING = 11
    PAPER = 12
    PIECE = 13
    TERM = 14
    REVIEW = 15
    PLAN = 16


# Letters that decomposition leaves alone.
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_WORD = re.compile(r"\w+", re.UNICODE)


def fold(text: str) -> str:
    """Lower case without accents, words separated by single blanks: `Nørrebrø GmbH&Co` → `norrebro gmbh co`."""
    bare = text.casefold()
    if not bare.isascii():
        bare = unicodedata.normalize("NFKD", bare.translate(_LETTERS))
        for mark in filter(unicodedata.combining, set(bare)):
            bare = bare.replace(mark, "")
    return " ".join(_WORD.findall(bare)).replace("_", " ")


def terms(text: str) -> list[str]:
    """At most eight folded words to look for; all must occur, each as the beginning of a word."""
    return fold(text).split()[:8]


def telling(text: str, *, most: int = 5) -> list[str]:
    """The words that say most: the longest, as long words are rare.

    `Your pumps report every minute` → `report`, `minute`, `pumps`, `every`, `your`.
    """
    words = dict.fromkeys(word for word in fold(text).split() if len(word) >= SHORTEST)
    return sorted(words, key=lambda word: -len(word))[:most]


def stem(word: str) -> str:
    """Three quarters of a word, four letters at least: what stays when its ending changes."""
    return word[: max(SHORTEST, -(-len(word) * 3 // 4))]


def worded_like(texts: Mapping[int, str], text: str) -> set[int]:
    """Those of `texts` half of whose telling words stand in `text`, whatever their endings."""
    whole = f" {fold(text)}"
    found = set()
    for id, words in texts.items():
        stems = [stem(word) for word in telling(words)]
        if stems and 2 * sum(f" {each}" in whole for each in stems) >= len(stems):
            found.add(id)
    return found


def span(kind: Kind) -> tuple[int, int]:
    """First and last id of a kind."""
    return kind << SHIFT, ((kind + 1) << SHIFT) - 1


def key(kind: Kind, id: int) -> int:
    return (kind << SHIFT) | id
