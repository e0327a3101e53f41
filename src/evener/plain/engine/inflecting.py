"""English endings: an offer takes the form of the word it stands in for (`utilised` → `used`, `SLAs` → `… levels`).

Only where it can be right without knowing the grammar of the sentence; else the offer stands as the glossary has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from evener.plain.engine.reading import is_abbreviation

# Those whose past is their participle too: `was seen` and `saw` cannot be told apart here, so `see` is not among them.
_PASTS = """
bring brought  build built  buy bought  cut cut  find found  get got  have had  hear heard  hold held  keep kept
lead led  leave left  lose lost  make made  mean meant  meet met  pay paid  put put  say said  sell sold  send sent
set set  split split  spend spent  stand stood  teach taught  tell told  think thought  understand understood
"""
# Verbs whose past and participle differ: no form of theirs with `ed` is offered.
_TWO_PASTS = """
be begin break choose come do drive eat fall forget give go grow know ride rise run see show speak steal swim take throw
wake wear write
"""
# Verbs that begin a saying (`make simpler`). Others may be the first part of a noun (`help desk`, `use case`).
_SAYINGS = """
be begin bring build choose come do find get give go have hear hold keep know leave look lose make mean meet pay put run
say see sell start send speak spend stand take talk teach tell think throw understand write
"""
# What follows one of these does not carry the ending.
_ASIDES = """
about again after ahead at before behind beside between by down for from in into of off on out over than that
through to together under until up what when where which who with within without
"""
# A wording that begins so is left alone, and one with these in it: what goes with them would have to change as well.
_WHOLES = "a an as each every how many more most no not number one some the very what who"
_CLAUSES = "every he i it she so that they we where which who you"
# Nouns with no plural, or one of their own.
_ODD = """
advice child data encryption equipment foot half information knife knowledge life man money news people person shelf
software staff tooth training woman work
"""

_WORDS = _PASTS.split()
_IRREGULAR = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True))
_PARTICIPLES = frozenset(_IRREGULAR.values()) - frozenset(_IRREGULAR)
_SPLIT, _VERBS, _BEHIND = frozenset(_TWO_PASTS.split()), frozenset(_SAYINGS.split()), frozenset(_ASIDES.split())
_WHOLE, _CLAUSE, _LEFT = frozenset(_WHOLES.split()), frozenset(_CLAUSES.split()), frozenset(_ODD.split())
_JOINED = re.compile(r"[,;:/()]|\b(?:and|or)\b")
_VOWELS = "aeiou"
_DOUBLED = re.compile(rf"^[^{_VOWELS}]*[{_VOWELS}][^{_VOWELS}wxy]$")
_HISSING = ("s", "x", "z", "ch", "sh")


def form_of(word: str, entry: str) -> str:
    """In which form `word` of a text is that of an entry: `s`, `ed`, `ing`, or '' as it stands."""
    bare, wanted = word.strip(), entry.strip()
    if is_abbreviation(wanted):
        return "s" if bare.endswith("s") and not wanted.endswith("s") and bare[:-1].lower() == wanted.lower() else ""
    pairs = list(zip(bare.lower().split(), wanted.lower().split(), strict=False))
    other = [(one, base) for one, base in pairs if one != base]
    if len(other) != 1 or other[0][0].endswith(("'s", "’s")):
        return ""
    one, base = other[0]
    return next((ending for ending in ("ing", "ed", "s") if one.endswith(ending) and not base.endswith(ending)), "")


def inflected(plain: str, form: str, *, is_word: Callable[[str], bool]) -> str:
    """`plain` in that form; as it stands where that cannot be told. `is_word`: what `ed` and `ing` make must be one."""
    words = plain.split()
    if not form or not words or _JOINED.search(plain) or words[0] in _WHOLE:
        return plain
    place = _place(words, form)
    if place is None or not words[place].isalpha() or not words[place].islower():
        return plain
    made = _ENDED[form](words[place])
    if not made or (form != "s" and not is_word(made)):
        return plain
    return " ".join([*words[:place], made, *words[place + 1 :]])


def _place(words: Sequence[str], form: str) -> int | None:
    """Which word carries the ending: the first of a verb, the last of a noun before what is said about it."""
    verb = len(words) == 1 or words[0] in _VERBS
    if form != "s":
        return 0 if verb or words[0] in _IRREGULAR or words[1] in _BEHIND else None
    if verb:
        return 0
    head = next((number for number, word in enumerate(words) if word in _BEHIND), len(words)) - 1
    whole = head < 0 or words[0].endswith("ing") or _CLAUSE & set(words)
    return None if whole or words[head].endswith(("s", "ed")) or words[head] in _PARTICIPLES else head


def _plural(word: str) -> str:
    if word == "have":
        return "has"
    if word.endswith(_HISSING) or word in ("do", "go"):
        return f"{word}es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return f"{word[:-1]}ies"
    return "" if word in _LEFT or word == "be" else f"{word}s"


def _past(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _SPLIT:
        return ""
    if word.endswith("e"):
        return f"{word}d"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return f"{word[:-1]}ied"
    return f"{_doubled(word)}ed"


def _going(word: str) -> str:
    if word.endswith("ie"):
        return f"{word[:-2]}ying"
    if word.endswith("e") and word != "be" and not word.endswith("ee"):
        return f"{word[:-1]}ing"
    return f"{_doubled(word)}ing"


def _doubled(word: str) -> str:
    return word + word[-1] if _DOUBLED.match(word) else word


_ENDED: dict[str, Callable[[str], str]] = {"s": _plural, "ed": _past, "ing": _going}
