"""How common words are, by language: the word lists of wordfreq, loaded when a text is first checked.

A word's *zipf* is the logarithm to base 10 of how often it occurs in a billion words (van Heuven, Mandera, Keuleers and
Brysbaert 2014): "the" 7.7, "pump" 4.1, "commission" 4.7. The small lists hold what occurs at least once in a million
words (zipf 3): some 30,000 words and 3 MB a language. The large ones go a hundred times deeper and take ten times that.
Nothing here reaches a network.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from evener.lazily import lazily

# Languages whose words stand between blanks and that wordfreq has a list of. "no", "hr", "sr" and "bs" are other names.
LISTED = frozenset(
    [
        "ar",
        "bg",
        "bn",
        "ca",
        "cs",
        "da",
        "de",
        "el",
        "en",
        "es",
        "fa",
        "fi",
        "fil",
        "fr",
        "he",
        "hi",
        "hu",
        "id",
        "is",
        "it",
        "lt",
        "lv",
        "mk",
        "ms",
        "nb",
        "nl",
        "pl",
        "pt",
        "ro",
        "ru",
        "sh",
        "sk",
        "sl",
        "sv",
        "ta",
        "tr",
        "uk",
        "ur",
        "vi",
    ]
)
SAME = {"no": "nb", "nn": "nb", "hr": "sh", "sr": "sh", "bs": "sh", "tl": "fil"}
# Here words are written together: one that is made of known ones is not rare.
COMPOUNDING = frozenset({"da", "de", "fi", "hu", "is", "nb", "nl", "sv"})
JOINTS = ("", "s", "es", "n", "en", "e")
SHORTEST_PART = 4
LONGEST = 60
LISTS_KEPT = 4
# Below this a word is in no small list.
LEAST = 3.0

_ENGLISH_ENDINGS = (
    ("iest", "y"), ("ies", "y"), ("ied", "y"), ("ier", "y"), ("ily", "y"), ("ability", "able"), ("ibility", "ible"),
    ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("es", ""), ("s", ""), ("ly", ""), ("er", ""), ("er", "e"),
    ("ers", ""), ("ers", "e"), ("est", ""), ("ness", ""), ("less", ""), ("able", ""), ("able", "e"),
)  # fmt: skip
_ENGLISH_BEGINNINGS = ("re", "un", "non", "pre", "mis", "over", "under", "co")


@dataclass(frozen=True, slots=True)
class Words:
    """The list of one language: zipf by word, in small letters."""

    language: str
    zipfs: Mapping[str, float]

    def zipf(self, word: str) -> float:
        """Of the word as it stands, or of the rarest of its parts (`pump-driven`, `l'usine`); 0 where it is unknown."""
        plain = word.lower().replace("’", "'")
        found = self.zipfs.get(plain)
        if found is not None:
            return found
        parts = [part for part in plain.replace("-", "'").replace("‐", "'").split("'") if len(part) > 1]
        if len(parts) > 1 or (parts and parts[0] != plain):
            return min(self.zipfs.get(part, 0.0) for part in parts) if parts else 0.0
        return 0.0

    def is_known(self, word: str) -> bool:
        """Whether the list has the word, or the one it is a form of, or all the words it is made of."""
        if len(word) > LONGEST:
            return False
        plain = word.lower().replace("’", "'")
        if self.zipf(plain) >= LEAST:
            return True
        if self.language in COMPOUNDING and self._is_made_of(plain, most=3):
            return True
        return self.language == "en" and all(self._has_form_of(part) for part in plain.replace("'", "-").split("-"))

    def _has_form_of(self, word: str) -> bool:
        return len(word) < 2 or word in self.zipfs or any(base in self.zipfs for base in _bases(word))

    def _is_made_of(self, word: str, *, most: int) -> bool:
        """Whether the word is one of the list, or up to `most` of them written together."""
        if word in self.zipfs:
            return True
        if most == 1:
            return False
        cuts = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
        return any(word[:cut] in self.zipfs and self._is_rest(word[cut:], most=most - 1) for cut in cuts)

    def _is_rest(self, rest: str, *, most: int) -> bool:
        """The same for what stands behind a first word, with or without the letters that join the two."""
        joined = (rest.removeprefix(joint) for joint in JOINTS if rest.startswith(joint))
        return any(len(part) >= SHORTEST_PART and self._is_made_of(part, most=most) for part in joined)


def _bases(word: str) -> Iterator[str]:
    """Words of which this may be a form: `recalculated` → `recalculate`, `calculate`."""
    forms = [word]
    forms += [word[: -len(ending)] + instead for ending, instead in _ENGLISH_ENDINGS if word.endswith(ending)]
    forms += [form[:-1] for form in forms[1:] if len(form) > 3 and form[-1] == form[-2]]
    for form in forms:
        if len(form) >= 3:
            yield form
        for beginning in _ENGLISH_BEGINNINGS:
            rest = form.removeprefix(beginning)
            if rest != form and len(rest) >= 4:
                yield rest


def listed(language: str) -> str:
    """The code of the list for a language (`de-AT` → `de`), '' where there is none."""
    code = language.lower().replace("_", "-").split("-")[0]
    code = SAME.get(code, code)
    return code if code in LISTED else ""


@lru_cache(maxsize=LISTS_KEPT)
def words_of(language: str) -> Words | None:
    """The list of a language, None where there is none. The first call of a process takes about 0.2 s."""
    code = listed(language)
    if not code:
        return None
    wordfreq = lazily("wordfreq")
    # The nth group holds the words that occur once in 10 ** (n / 100) words.
    groups = wordfreq.get_frequency_list(code, "small")
    zipfs = {word: (900 - centibels) / 100 for centibels, group in enumerate(groups) for word in group}
    wordfreq.get_frequency_list.cache_clear()
    return Words(code, zipfs)
