"""The shared glossary as the check needs it: which words it has, and finding them in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evener.plain.engine.reading import WORD, Sentence, Word, is_abbreviation

# Of one entry's words; a longer saying is not looked for.
MOST_WORDS = 6
CACHED = 40
ENDINGS = ("ing", "ed", "es", "s", "e")
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Entry:
    """What to say instead of a word (`plain`), what it is like (`analogy`), what it means. `accepted`: the readers
    know it. `language` '' is any.
    """

    word: str
    plain: str = ""
    analogy: str = ""
    meaning: str = ""
    accepted: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry found in a sentence, from `at` up to `end`."""

    entry: Entry
    at: int
    end: int


def glossary_key(word: str) -> str:
    """How a word is looked up: in small letters and with single blanks. Abbreviations keep their capitals, so that
    `IT` is not `it`, and lose an `s` for more of them.
    """
    return _short_key(word) if len(word) <= CACHED else _key(word)


def _key(word: str) -> str:
    bare = _BLANK.sub(" ", word.replace("’", "'")).strip().removesuffix("'s")
    if not is_abbreviation(bare):
        return bare.casefold()
    return bare[:-1] if len(bare) > 2 and bare[-1] == "s" and bare[-2].isupper() else bare


# Long ones are not kept: whoever sends long words could fill the memory with them.
_short_key = lru_cache(maxsize=8192)(_key)


def _stem(word: str) -> str:
    """What is left of an English word without its ending: `leverage`, `leveraging`, `leveraged` → `leverag`."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


class Glossary:
    """Entries by their first word. Building it takes a millisecond for some hundred entries."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """A later entry takes the place of an earlier one with the same word and language."""
        self._by_key: dict[tuple[str, str], Entry] = {}
        for entry in entries:
            self._by_key[glossary_key(entry.word), entry.language] = entry
        self._by_first: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
        for (key, _language), entry in self._by_key.items():
            words = tuple(found.group() for found in WORD.finditer(key))[:MOST_WORDS]
            if words:
                self._by_first.setdefault(self._lookup(words[0]), []).append((words, entry))
        for entries_of in self._by_first.values():
            entries_of.sort(key=lambda each: -len(each[0]))

    def __len__(self) -> int:
        return len(self._by_key)

    def entry(self, word: str, *, language: str) -> Entry | None:
        """The entry of just this word."""
        key = glossary_key(word)
        return self._by_key.get((key, language)) or self._by_key.get((key, ""))

    def matches(self, sentence: Sentence, *, language: str) -> list[Match]:
        """What the glossary has of a sentence, the longest first where two begin together; none overlap."""
        found: list[Match] = []
        words, number = sentence.words, 0
        while number < len(words):
            match = self._match(words, number, language)
            if match is None:
                number += 1
                continue
            found.append(match)
            while number < len(words) and words[number].at < match.end:
                number += 1
        return found

    def _match(self, words: Sequence[Word], number: int, language: str) -> Match | None:
        for wanted, entry in self._by_first.get(self._lookup(words[number].text), ()):
            if entry.language not in ("", language):
                continue
            got = words[number : number + len(wanted)]
            if len(got) == len(wanted) and all(
                _same(one, other.text, last=place == len(wanted) - 1)
                for place, (one, other) in enumerate(zip(wanted, got, strict=True))
            ):
                return Match(entry, got[0].at, got[-1].end)
        return None

    @staticmethod
    def _lookup(word: str) -> str:
        return _stem(glossary_key(word))


def _same(wanted: str, word: str, *, last: bool) -> bool:
    """Whether a word of the text is one of the glossary, in any form of it; abbreviations as they are."""
    key = glossary_key(word)
    if key == wanted:
        return True
    # `commissioning` is a thing of its own, and not what a commission does.
    if is_abbreviation(wanted) or wanted.endswith("ing"):
        return False
    return (last or len(wanted) > 4) and _stem(key) == _stem(wanted)
