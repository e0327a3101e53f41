"""What a reader may stumble over: where it stands, what is wrong with it, and what to say instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.plain.engine.difficulty import Difficulty, difficulty
from evener.plain.engine.glossary import Entry, Glossary, glossary_key
from evener.plain.engine.inflecting import form_of, inflected
from evener.plain.engine.languages import guess
from evener.plain.engine.reading import Lines, Sentence, Word, is_abbreviation, is_name, sentences, shown
from evener.plain.engine.starting import BUILT_IN
from evener.plain.engine.words import Words, listed, words_of
from evener.problems import Text

# A sentence of more words is hard to hold in mind (GOV.UK content guidance: split what is longer than 25 words).
LONG_SENTENCE = 25
# Languages that write all nouns with a capital: there it is no sign of a name. Short ones are let be.
NOUNS_WITH_CAPITALS = frozenset({"de"})
SHORTEST_NOUN = 8
SHORTEST_RARE = 4
# Everybody knows these, whatever they sell.
EVERYDAY = frozenset(
    [
        "AD",
        "AG",
        "AM",
        "BBC",
        "BC",
        "BMW",
        "CD",
        "CEO",
        "CET",
        "CFO",
        "CIO",
        "COO",
        "CTO",
        "CV",
        "DIY",
        "DNA",
        "DVD",
        "EEA",
        "EU",
        "EUR",
        "FAQ",
        "FC",
        "GBP",
        "GMT",
        "GPS",
        "GMBH",
        "HQ",
        "IBM",
        "ID",
        "II",
        "III",
        "IQ",
        "ISO",
        "IT",
        "IV",
        "JPG",
        "LED",
        "LLC",
        "LTD",
        "MP3",
        "NATO",
        "NO",
        "OK",
        "PC",
        "PDF",
        "PIN",
        "PM",
        "PNG",
        "PS",
        "QR",
        "SAP",
        "SMS",
        "SPA",
        "TV",
        "UFO",
        "UK",
        "UN",
        "US",
        "USA",
        "USB",
        "USD",
        "UTC",
        "VAT",
        "VIP",
        "WC",
        "WHO",
        "WIFI",
        "XL",
        "CHF",
        "DE",
        "DIN",
        "EN",
        "FR",
        "VW",
    ]
)
# `service level agreement (SLA)` and `SLA (what we answer for)`: explained where it stands.
OPENS = (" (", "(")
_EXPLAINED_BEHIND = re.compile(r"\s*\(([^()\n]{8,200})\)")
# More letters than an abbreviation has.
MOST_LETTERS = 9
# So many words in capitals are no coincidence.
LOUD = 3
_DIGIT = re.compile(r"\d")


class FindingKind(StrEnum):
    """Why a reader may stumble."""

    JARGON = "jargon"
    ABBREVIATION = "abbreviation"
    RARE_WORD = "rare_word"
    LONG_SENTENCE = "long_sentence"


KIND_NAMES: dict[FindingKind, Text] = {
    FindingKind.JARGON: lazy("Jargon"),
    FindingKind.ABBREVIATION: lazy("Abbreviation"),
    FindingKind.RARE_WORD: lazy("Rare word"),
    FindingKind.LONG_SENTENCE: lazy("Long sentence"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What the glossary has for a word: what to say instead, what it is like, what it means; each may be empty."""

    plain: str = ""
    analogy: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """`at` and `length` in characters of the text; line and column from 1. `word` is the text found."""

    kind: FindingKind
    line: int
    column: int
    at: int
    length: int
    word: str
    text: str
    offer: Offer | None


@dataclass(frozen=True, slots=True)
class Report:
    """`language` is the one the text was read in; `listed`: there is a word list for it."""

    difficulty: Difficulty
    findings: Sequence[Finding]
    language: str
    listed: bool
    sentences: int


def check(text: str, *, language: str = "en", known: Glossary = BUILT_IN) -> Report:
    """How hard the text is to read, and what in it to look at, in the order of the text.

    `language` '' is told from the text itself. What needs a list of words is left out where the language has none.
    """
    found = sentences(text)
    if not language:
        language = guess(word.text for sentence in found for word in sentence.words)
    code = listed(language) or language.lower()[:2]
    reader = _Reader(text, found, code, words_of(code), known)
    findings = sorted(reader.findings(), key=lambda finding: (finding.at, finding.length))
    hard = difficulty(found, words=reader.words, is_name=reader.is_name, knows=reader.accepts)
    return Report(hard, tuple(findings), code, reader.words is not None, len(found))


class _Reader:
    """One text being read. What is decided about a word is decided once, however often it stands there."""

    def __init__(
        self, text: str, found: Sequence[Sentence], language: str, words: Words | None, known: Glossary
    ) -> None:
        self.text, self.found, self.language, self.words, self.known = text, found, language, words, known
        self._lines = Lines(text)
        self._rare: dict[str, bool] = {}
        self._accepted: dict[str, bool] = {}
        # Written small somewhere within a sentence: no name, also where it begins one.
        self._small = {word.text for sentence in found for word in sentence.words if word.text[:1].islower()}

    def findings(self) -> Iterator[Finding]:
        explained = self._explained()
        for sentence in self.found:
            if sentence.length > LONG_SENTENCE:
                yield self._long(sentence)
            taken = 0
            matches = self.known.matches(sentence, language=self.language)
            for match in matches:
                if not match.entry.accepted and glossary_key(self.text[match.at : match.end]) not in explained:
                    yield self._from_glossary(match.entry, match.at, match.end)
            loud = _is_loud(sentence)
            for word in sentence.words:
                while taken < len(matches) and matches[taken].end <= word.at:
                    taken += 1
                if taken < len(matches) and matches[taken].at <= word.at:
                    continue
                if glossary_key(word.text) not in explained and (finding := self._of_word(word, loud=loud)):
                    yield finding

    def is_name(self, word: Word) -> bool:
        """Whether it is to be taken for a name, which nobody can put more plainly."""
        if is_abbreviation(word.text):
            return glossary_key(word.text).upper() in EVERYDAY
        if word.begins and self.words is not None and word.text[:1].isupper():
            return word.text.lower() not in self._small and not self.words.is_known(word.text)
        return is_name(word) and self.language not in NOUNS_WITH_CAPITALS

    def accepts(self, word: str) -> bool:
        if word not in self._accepted:
            entry = self.known.entry(word, language=self.language)
            self._accepted[word] = entry is not None and entry.accepted
        return self._accepted[word]

    def _explained(self) -> frozenset[str]:
        """Words that the text itself explains: in brackets behind them, or they stand in the brackets themselves."""
        found = set()
        for sentence in self.found:
            for number, word in enumerate(sentence.words):
                behind = _EXPLAINED_BEHIND.match(self.text, word.end) if self.text.startswith(OPENS, word.end) else None
                if behind and " " in behind.group(1).strip():
                    found.add(glossary_key(word.text))
                if self._is_in_brackets(word) and is_abbreviation(word.text):
                    before = sentence.words[max(0, number - MOST_LETTERS) : number]
                    if _spells_out(before, word.text):
                        found.add(glossary_key(word.text))
        return frozenset(found)

    def _is_in_brackets(self, word: Word) -> bool:
        return self.text[word.at - 1 : word.at] == "(" and self.text[word.end : word.end + 1] == ")"

    def _of_word(self, word: Word, *, loud: bool) -> Finding | None:
        text = word.text
        if is_abbreviation(text):
            if glossary_key(text).upper() in EVERYDAY or (loud and self._is_common(text)):
                return None
            said = _("Not everybody knows what “%(word)s” stands for, and the glossary does not say.")
            return self._finding(FindingKind.ABBREVIATION, word.at, word.end, said % {"word": shown(text)}, None)
        if self.words is None or self.is_name(word) or _DIGIT.search(text) or self.accepts(text):
            return None
        if text not in self._rare:
            self._rare[text] = self._is_rare(text)
        if not self._rare[text]:
            return None
        said = _("“%(word)s” is rare: fewer than one in a million words. Say it with a more common one.")
        return self._finding(FindingKind.RARE_WORD, word.at, word.end, said % {"word": shown(text)}, None)

    def _is_common(self, text: str) -> bool:
        return self.words is not None and self.words.is_known(text)

    def _is_rare(self, text: str) -> bool:
        if self.words is None or len(text) < SHORTEST_RARE:
            return False
        if text[:1].isupper() and self.language in NOUNS_WITH_CAPITALS and len(text) < SHORTEST_NOUN:
            return False
        return not self.words.is_known(text)

    def _from_glossary(self, entry: Entry, at: int, end: int) -> Finding:
        word = self.text[at:end]
        short = is_abbreviation(entry.word)
        kind = FindingKind.ABBREVIATION if short else FindingKind.JARGON
        said = _("Not everybody knows what “%(word)s” stands for.") if short else _("“%(word)s” is jargon.")
        plain = entry.plain
        if self.language == "en" and self.words is not None:
            plain = inflected(plain, form_of(word, entry.word), is_word=self.words.zipfs.__contains__)
        offer = Offer(plain, entry.analogy, entry.meaning)
        return self._finding(kind, at, end, said % {"word": shown(word)}, offer)

    def _long(self, sentence: Sentence) -> Finding:
        said = _("This sentence has %(count)d words. Up to %(most)d are easy to hold in mind: split it.")
        words = {"count": sentence.length, "most": LONG_SENTENCE}
        return self._finding(FindingKind.LONG_SENTENCE, sentence.at, sentence.end, said % words, None)

    def _finding(self, kind: FindingKind, at: int, end: int, said: str, offer: Offer | None) -> Finding:
        place = self._lines.place(at)
        return Finding(kind, place.line, place.column, at, end - at, self.text[at:end], said, offer)


def _is_loud(sentence: Sentence) -> bool:
    """Most of it in capitals, as in a heading: there, capitals make no abbreviation."""
    loud = sum(word.text.isupper() for word in sentence.words)
    return loud >= LOUD and loud * 2 > len(sentence.words)


def _spells_out(before: Sequence[Word], short: str) -> bool:
    """Whether the last words begin with the letters of the abbreviation: `service level agreements (SLAs)`."""
    letters = [each.lower() for each in short.removesuffix("s") if each.isalpha()]
    parts = [part for word in before for part in re.split(r"[-‐&]", word.text) if part]
    return [part[0].lower() for part in parts[-len(letters) :]] == letters
