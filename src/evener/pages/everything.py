"""Finding things of every kind by their words, for the palette and the API."""

from __future__ import annotations

from evener.asks import answers
from evener.pages.asks import Finder, Hit, Sought
from evener.people.rules import Viewer, Visibility
from evener.search.queries import kinds_with

LOOKED_AT = 500


def look_for(text: str, *, viewer: Viewer) -> Sought:
    """What to hand to a finder. One query.

    Nothing is left out for who sees only a part: the newest of the whole company could all be hidden.
    """
    sees_most = viewer.is_admin or viewer.visibility == Visibility.COMPANY
    return Sought(text, kinds_with(text), LOOKED_AT if sees_most else None)


def find_everything(text: str, *, viewer: Viewer, limit: int) -> list[Hit]:
    """The best few of each kind, in the order of the wiring (`search`)."""
    finders: tuple[Finder, ...] = answers("search")
    sought = look_for(text, viewer=viewer)
    return [hit for find in finders for hit in find(viewer=viewer, sought=sought, limit=limit)]
