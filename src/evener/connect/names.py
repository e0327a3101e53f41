"""Finding what a name in a file means among the names we know, by rules people can see. Pure.

In this order, and only where exactly one thing answers:

1. the name as it is written,
2. the same without regard to case, accents and repeated blanks (`ACME  Corp` is `Acme Corp`),
3. the same letters and digits (`GTXPro` is `GTX Pro`, `Ron tech` is `Ron-tech`).

Nothing is matched by mere likeness: two companies may well differ in one letter.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Generic, TypeVar

from django.utils.translation import gettext_lazy as _

from evener.connect.notes import Note
from evener.connect.values.words import squeezed
from evener.problems import Text
from evener.search.rules import fold

R = TypeVar("R")


class Rule(StrEnum):
    """How a name was found."""

    EXACT = "exact"
    CASE = "case"
    SPACING = "spacing"


RULE_TEXTS: dict[Rule, Text] = {
    Rule.CASE: _("%(what)s “%(said)s” was taken as “%(meant)s”: the same name but for case or accents."),
    Rule.SPACING: _("%(what)s “%(said)s” was taken as “%(meant)s”: the same letters without blanks and signs."),
}

_SEVERAL = object()


class Names(Generic[R]):
    """Known names and what each stands for. Counts what was found by which rule, for the report."""

    def __init__(self, known: Iterable[tuple[str, R]] = ()) -> None:
        self._levels: tuple[dict[str, tuple[str, R] | object], ...] = ({}, {}, {})
        self._answers: dict[str, tuple[str, R, Rule] | None] = {}
        self._said: Counter[tuple[str, str, Rule]] = Counter()
        for name, thing in known:
            self.add(name, thing)

    def add(self, name: str, thing: R) -> None:
        """Know one more name. Two things of one name make that name answer nothing."""
        self._answers.clear()
        for level, key in zip(self._levels, _keys(name), strict=True):
            if key:
                there = level.get(key)
                same = isinstance(there, tuple) and there[1] == thing
                level[key] = (name, thing) if there is None or same else _SEVERAL

    def find(self, name: str) -> R | None:
        """What `name` means, or None when nothing or more than one thing answers."""
        if name not in self._answers:
            self._answers[name] = self._look_up(name)
        answer = self._answers[name]
        if answer is None:
            return None
        known, thing, rule = answer
        if rule != Rule.EXACT:
            self._said[name, known, rule] += 1
        return thing

    def is_ambiguous(self, name: str) -> bool:
        """Whether the name as written stands for more than one thing."""
        return self._levels[0].get(name) is _SEVERAL

    def _look_up(self, name: str) -> tuple[str, R, Rule] | None:
        for level, key, rule in zip(self._levels, _keys(name), Rule, strict=True):
            there = level.get(key) if key else None
            if isinstance(there, tuple):
                return there[0], there[1], rule
            if there is _SEVERAL:
                return None
        return None

    def take_notes(self, what: Text, *, file: str) -> list[Note]:
        """One note for each spelling taken as another name since the last call, the most frequent first."""
        said, self._said = self._said, Counter()
        return [
            Note(f"name {rule}", str(RULE_TEXTS[rule] % {"what": what, "said": text, "meant": meant}), count, file)
            for (text, meant, rule), count in said.most_common()
        ]


def _keys(name: str) -> tuple[str, str, str]:
    return name, _caseless(name), squeezed(fold(name))


def _caseless(name: str) -> str:
    """Without case, accents and repeated blanks; signs stay, so `Ron-tech` and `Ron tech` differ here."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())
