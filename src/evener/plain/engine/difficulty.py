"""How hard a text is to read: one number, higher is harder, with the three parts it is made of.

docs/algorithms/plain-language.md says where the numbers come from, and carries examples that a test runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evener.plain.engine.reading import Sentence, Word
from evener.plain.engine.words import Words

# A word is uncommon below ten times in a million words (van Heuven et al. 2014 call 4 and above high in frequency).
UNCOMMON = 4.0
LONGEST_WORD, LONGEST_SENTENCE = 20, 100

# Fitted on half of the OneStopEnglish articles; others are held against the middle one of its three levels.
SENTENCE, RARITY, LETTERS = 24.0, 2.7, 28.0
MIDDLE_SENTENCE, MIDDLE_SHARE, MIDDLE_LETTERS = 17.0, 0.075, 4.7
# So many points make the odds e times as large: 50 in the middle, 0 and 100 are never reached.
STEP = 25.0


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three measures, and by how many points it makes the text harder than the middle one, or easier."""

    value: float
    points: float


@dataclass(frozen=True, slots=True)
class Difficulty:
    """`sentence`: words a sentence; `uncommon`: share of uncommon words, 0 to 1; `letters`: letters a word."""

    value: float
    sentence: Part
    uncommon: Part
    letters: Part
    words: int


def difficulty(
    found: Sequence[Sentence], *, words: Words | None, is_name: Callable[[Word], bool], knows: Callable[[str], bool]
) -> Difficulty:
    """Of a text in sentences; 0 where it has no word. `knows`: words that the readers know, however rare they are."""
    texts = [word for sentence in found for word in sentence.words]
    if not texts:
        nothing = Part(0.0, 0.0)
        return Difficulty(0.0, nothing, nothing, nothing, 0)
    length = sum(min(sentence.length, LONGEST_SENTENCE) for sentence in found) / len(found)
    letters = sum(min(sum(map(str.isalpha, word.text)), LONGEST_WORD) for word in texts) / len(texts)
    share = MIDDLE_SHARE if words is None else _uncommon(texts, words, is_name, knows)
    parts = (
        Part(length, SENTENCE * math.log(length / MIDDLE_SENTENCE)),
        Part(share, RARITY * (share - MIDDLE_SHARE) * 100),
        Part(letters, LETTERS * (letters - MIDDLE_LETTERS)),
    )
    return Difficulty(scaled(sum(part.points for part in parts)), *parts, len(texts))


def scaled(points: float) -> float:
    """Points on the scale from 0 to 100: 50 for none."""
    return round(100 / (1 + math.exp(-points / STEP)), 2)


def _uncommon(
    texts: Sequence[Word], words: Words, is_name: Callable[[Word], bool], knows: Callable[[str], bool]
) -> float:
    """The share of uncommon words among those that are no names."""
    counted = rare = 0
    for word in texts:
        if not is_name(word):
            counted += 1
            rare += words.zipf(word.text) < UNCOMMON and not knows(word.text)
    return rare / counted if counted else 0.0
