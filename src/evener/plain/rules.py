"""The shared glossary: what an entry may say, and who may write it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from evener.people.rules import Viewer
from evener.plain.engine import Entry, glossary_key
from evener.plain.engine.glossary import MOST_WORDS
from evener.problems import Text

# A page has about 3,000 characters: what is longer belongs into a file, and to `evener plain`.
LONGEST_TEXT = 20_000

NAMES: dict[str, Text] = {
    "word": _("Word or abbreviation"),
    "plain": _("Say instead"),
    "meaning": _("What it means"),
    "analogy": _("What it is like"),
    "accepted": _("Our customers know this word"),
    "language": _("Language"),
}
LENGTHS = {"word": 80, "plain": 200, "meaning": 500, "analogy": 500}
LANGUAGES: dict[str, str] = {
    "en": "English", "de": "Deutsch", "fr": "français", "es": "español", "it": "italiano", "pt": "português",
    "nl": "Nederlands", "sv": "svenska", "da": "dansk", "nb": "norsk", "fi": "suomi", "pl": "polski", "cs": "čeština",
}  # fmt: skip
LANGUAGE_NAMES: dict[str, Text] = {"": _("Any language"), **LANGUAGES}


class Treatment(StrEnum):
    """What the check does about a word of the glossary."""

    REPLACED = "replaced"
    EXPLAINED = "explained"
    ACCEPTED = "accepted"


TREATMENT_NAMES: dict[Treatment, Text] = {
    Treatment.REPLACED: _("Said differently"),
    Treatment.EXPLAINED: _("Explained"),
    Treatment.ACCEPTED: _("Known to customers"),
}


def treatment(*, plain: str, accepted: bool) -> Treatment:
    if accepted:
        return Treatment.ACCEPTED
    return Treatment.REPLACED if plain else Treatment.EXPLAINED


def may_write_glossary(viewer: Viewer) -> bool:
    """Whoever writes to customers: the glossary grows from what they fix."""
    return viewer.may_write


def faults(values: Mapping[str, Any]) -> dict[str, Text]:
    """What is wrong with a whole entry, by field."""
    wrong: dict[str, Text] = {name: _("An entry has no such field.") for name in values if name not in NAMES}
    for name, limit in LENGTHS.items():
        text = values.get(name) or ""
        if len(text) > limit:
            wrong[name] = _("Keep it under %(limit)d characters.") % {"limit": limit}
        elif any(not each.isprintable() and each not in "\r\n" for each in text):
            wrong[name] = _("This text holds a character that cannot be kept.")
    if "word" not in wrong:
        wrong |= _word_faults((values.get("word") or "").strip())
    if values.get("language") not in LANGUAGE_NAMES:
        wrong["language"] = _("Choose the language from the list.")
    if not wrong and not values.get("accepted") and not any((values.get(name) or "").strip() for name in SAYS):
        wrong["plain"] = _("Say it in plain words, explain it, or mark it as known to your customers.")
    return wrong


SAYS = ("plain", "meaning", "analogy")


def _word_faults(word: str) -> dict[str, Text]:
    if not word:
        return {"word": _("Write the word or abbreviation.")}
    if "\n" in word or "\r" in word:
        return {"word": _("Write it on one line.")}
    if not any(each.isalpha() for each in word):
        return {"word": _("A word has letters in it.")}
    if len(word.split()) > MOST_WORDS:
        return {"word": _("Keep it to %(most)d words.") % {"most": MOST_WORDS}}
    return {}


def entry_of(row: Mapping[str, Any]) -> Entry:
    """An entry as the check takes it."""
    return Entry(row["word"], row["plain"], row["analogy"], row["meaning"], row["accepted"], row["language"])


def key_of(word: str) -> str:
    """Two entries of one language with the same key are the same word."""
    return glossary_key(word)
