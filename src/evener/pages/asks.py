"""What Today and the palette ask the rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models.expressions import RawSQL

from evener.people.rules import Viewer
from evener.problems import Text
from evener.search.queries import matching_ids
from evener.search.rules import Kind, fold


@dataclass(frozen=True, slots=True)
class Nudge:
    """One thing that needs the viewer now: what, why, by when, and the one click that settles it.

    `due` sorts; None comes last. `when` says it in words, `late` that it has passed, `unowned` that nobody answers for
    it or that it has no date. `url` leads to the thing. `action` is the click: its label, and the URL it posts to
    (`post` true, with `fields`) or opens. There may be more of a `kind` than Today shows: `more` names them
    (“verdicts asked of you”), `more_url` is the list that holds them all, where there is one.
    """

    kind: str
    what: str
    why: Text
    url: str
    due: datetime | None
    when: Text
    late: bool
    action: Text
    action_url: str
    post: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    unowned: bool = False
    icon: str = "clock"
    more: Text = ""
    more_url: str = ""


class NudgeSource(Protocol):
    """At most `limit` nudges of each kind of this room for the viewer, the most urgent first of each; in a constant
    number of queries. As many as `limit` means that there may be more.
    """

    def __call__(self, *, viewer: Viewer, at: datetime, limit: int) -> list[Nudge]: ...


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing the palette found: its kind in words, its name, a line about it, and where it is.

    `icon` is that of the part of Evener it lies in, unless said otherwise.
    """

    kind: Text
    name: str
    detail: str
    url: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """The words somebody looks for, and the kinds of things in which they stand.

    `newest`: of so many newest matches those the viewer may see are taken, so a word in nearly every deal costs no
    more; None where all must be asked.
    """

    text: str
    kinds: frozenset[Kind]
    newest: int | None

    def ids(self, kind: Kind, *, every: bool = False) -> RawSQL | None:
        """A subquery of the ids of what matches, to be used as `filter(id__in=…)`; None when nothing does."""
        if kind not in self.kinds:
            return None
        return matching_ids(kind, self.text, limit=None if every else self.newest)

    def begins(self, name: str) -> bool:
        """Whether a name begins with these words: such a hit comes first."""
        return fold(name).startswith(fold(self.text))


class Finder(Protocol):
    """The viewer's best few matches, in a constant number of queries and in none for kinds without a match."""

    def __call__(self, *, viewer: Viewer, sought: Sought, limit: int) -> list[Hit]: ...
