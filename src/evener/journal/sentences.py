"""How entries read. Each room brings the words for what it records (`sentences.py`, listed in config/wiring.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from evener.asks import answers
from evener.journal.models import Entry
from evener.problems import Text

Changes = Mapping[str, Sequence[Any]]
# `Olga …`: what stands after the person's name. Knows %(name)s (of the thing) and %(fields)s (names of what changed).
# A function gets the changes by field, `(from, to)` each, and the reason.
Sentence = Text | Callable[[Changes, str], Text]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one room. Fields and values are keyed `kind.field`; values are shown for what is stored.

    `complete` names the sentences that say everything, so that their changes are not listed again. `pages` names the
    address of things that have a page of their own, by kind; it takes the id.
    """

    sentences: Mapping[str, Sentence]
    fields: Mapping[str, Text] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    complete: frozenset[str] = frozenset()
    pages: Mapping[str, str] = field(default_factory=dict)


VIA: dict[str, Text] = {
    "api": _("through the API"),
    "import": _("by import"),
    "cli": _("on the command line"),
    "job": _("by a job"),
    "link": _("through a link"),
}


@cache
def words() -> Words:
    """The words of all rooms together."""
    rooms: tuple[Words, ...] = answers("journal.sentences")
    sentences: dict[str, Sentence] = {}
    fields: dict[str, Text] = {}
    values: dict[str, Mapping[str, Text]] = {}
    complete: set[str] = set()
    pages: dict[str, str] = {}
    for room in rooms:
        sentences |= room.sentences
        fields |= room.fields
        values |= room.values
        complete |= room.complete
        pages |= room.pages
    return Words(sentences, fields, values, frozenset(complete), pages)


def field_name(kind: str, name: str) -> str:
    """The name of a field as people know it; an unknown one stands as it is stored."""
    return str(words().fields.get(f"{kind}.{name}", name))


def shown(kind: str, name: str, value: Any) -> Any:
    """A stored value in words where its room has some; anything else as it is."""
    known = words().values.get(f"{kind}.{name}")
    return str(known[value]) if known and isinstance(value, str) and value in known else value


@dataclass(frozen=True, slots=True)
class Said:
    """What an entry says. `complete`: all of it; `names_fields`: which fields changed, but not from what to what."""

    text: str
    complete: bool = False
    names_fields: bool = False


def sentence(entry: Entry) -> Said:
    """What stands after the person's name. An entry no room has words for is shown by its key, never hidden."""
    found = words().sentences.get(entry.what)
    complete = entry.what in words().complete
    if callable(found):
        changes = {name: (before, after) for name, before, after in entry.changes}
        return Said(str(found(changes, entry.reason)), complete)
    if found is None:
        return Said(f"{entry.what}: {entry.subject_name}")
    pattern = str(found)
    names = ", ".join(field_name(entry.subject_kind, name) for name, _before, _after in entry.changes)
    return Said(pattern % {"name": entry.subject_name, "fields": names}, complete, "%(fields)s" in pattern)
