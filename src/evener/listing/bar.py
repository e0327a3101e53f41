"""The row of views above a list: those everybody has, one's own, and those others shared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Text

# What says which page of a list is shown, not which list it is.
FLEETING = frozenset({"cursor", "view", "csrfmiddlewaretoken"})


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved view as the bar needs it."""

    id: int
    name: str
    query: str
    owner_id: int
    shared: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the bar."""

    label: Text
    href: str
    current: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """`current` is the saved view being looked at; `changed` when the list is not as it was saved."""

    entries: Sequence[Entry]
    query: str
    current: Saved | None
    may_change: bool
    changed: bool
    starts_here: bool
    may_share: bool


def plain_query(query: str, *, neutral: Collection[tuple[str, str]] = ()) -> str:
    """A query string in one spelling: sorted, no empty values, nothing fleeting, nothing that changes nothing."""
    pairs = [pair for pair in parse_qsl(query) if pair[0] not in FLEETING and pair not in neutral]
    return urlencode(sorted(pairs))


def views_bar(
    *,
    viewer: Viewer,
    built_in: Mapping[str, Text],
    saved: Iterable[Saved],
    query: str,
    view_id: int | None,
    default_id: int | None,
    neutral: Collection[tuple[str, str]] = (),
) -> Bar:
    """`built_in` maps query strings to labels; `query` is the list's own, `view_id` the saved view it came from.

    `neutral` are parameters that say what the list does anyway (`("outcome", "open")`).
    """
    here = plain_query(query, neutral=neutral)
    views = list(saved)
    current = next((view for view in views if view.id == view_id), None)
    standing = [
        Entry(label, f"?{text}", current is None and plain_query(text, neutral=neutral) == here)
        for text, label in built_in.items()
    ]
    kept = [
        Entry(view.name, f"?{with_view(view.query, view.id)}", view is current, view.owner_id != viewer.id)
        for view in views
    ]
    return Bar(
        entries=standing + kept,
        query=here,
        current=current,
        may_change=current is not None and (current.owner_id == viewer.id or viewer.may_administer),
        changed=current is not None and plain_query(current.query, neutral=neutral) != here,
        starts_here=current is not None and current.id == default_id,
        may_share=viewer.may_write,
    )


def with_view(query: str, id: int) -> str:
    """A saved view's query string, with its id so that the bar knows it."""
    return "&".join(part for part in (query, f"view={id}") if part)


def default_key(list: str) -> str:
    """The preference that names the view somebody starts `list` with."""
    return f"{list}.view"


def default_view(user: User, list: str) -> int | None:
    """The id of the view somebody starts `list` with."""
    id = user.preferences.get(default_key(list))
    return id if isinstance(id, int) else None
