"""The journal as pages show it: sentences, and what changed from what to what, in the viewer's words and days."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from evener.journal.models import Entry
from evener.journal.sentences import VIA, field_name, sentence, shown, words
from evener.pages.addresses import address
from evener.pages.templatetags.evener import day
from evener.problems import Text

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# A longer text is folded behind its beginning.
LONG = 240
# How an entry came that a reader without an account made, and the change that names them.
LINK = "link"


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One field: its name ('' where the sentence says it), and both values as text ('' for nothing)."""

    name: str
    before: str
    after: str
    long: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the journal, ready to be shown by `journal/entries.html`. `url` leads to what changed, if set."""

    id: int
    who: str
    at: datetime
    said: str
    via: Text
    reason: str
    changes: tuple[ToldChange, ...]
    url: str = ""


def tell(entries: Iterable[Entry], *, on: str) -> list[Told]:
    """Entries read with their actor, in words, for the page of a thing of kind `on`, which needs no link to itself."""
    return [_told(entry, on) for entry in entries]


def _told(entry: Entry, on: str) -> Told:
    said = sentence(entry)
    unnamed = said.names_fields and len(entry.changes) == 1
    return Told(
        id=entry.pk,
        who=doer(entry),
        at=entry.at,
        said=said.text,
        via=VIA.get(entry.via, ""),
        reason=entry.reason,
        changes=() if said.complete else tuple(_change(entry, change, unnamed=unnamed) for change in _worth(entry)),
        url=_page(entry) if entry.subject_kind != on else "",
    )


def doer(entry: Entry) -> str:
    """Who did it. Through a link that is its reader, whom a change names; the link's maker only answers for it."""
    if entry.via == LINK:
        return next((str(after) for name, _before, after in entry.changes if name == LINK), _("A reader"))
    return entry.actor.name


def _page(entry: Entry) -> str:
    name = words().pages.get(entry.subject_kind)
    return address(name, entry.subject_id) if name else ""


def _worth(entry: Entry) -> list[Any]:
    """The changes in the order of the room's fields, without the one that only repeats the thing's name."""
    order = list(words().fields)
    place = {key: number for number, key in enumerate(order)}
    worth = (change for change in entry.changes if entry.via != LINK or change[0] != LINK)
    listed = [change for change in worth if change[1] is not None or change[2] != entry.subject_name]
    return sorted(listed, key=lambda change: place.get(f"{entry.subject_kind}.{change[0]}", len(order)))


def _change(entry: Entry, change: list[Any], *, unnamed: bool) -> ToldChange:
    name, before, after = change
    kind = entry.subject_kind
    old, new = (value_text(shown(kind, name, value)) for value in (before, after))
    return ToldChange("" if unnamed else field_name(kind, name), old, new, long=max(len(old), len(new)) > LONG)


def value_text(value: Any) -> str:
    """A value as the journal keeps it, in words: yes and no, and days as people write them."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, str) and DATE.fullmatch(value):
        try:
            return day(date.fromisoformat(value))
        except ValueError:
            return value
    return str(value)
