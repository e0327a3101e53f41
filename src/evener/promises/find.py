"""What the palette finds of promises (pages.asks.Finder)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from evener.pages.asks import Hit
from evener.people.rules import Viewer, Visibility
from evener.promises.models import Promise
from evener.promises.rules import STATE_NAMES, State
from evener.search.queries import matching_ids
from evener.search.rules import Kind

# Of so many newest matches those the viewer may see are taken; a word in nearly every promise costs no more.
LOOKED_AT = 500


def find(*, viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """The newest promises with these words. One query."""
    # No limit for who sees only a part: the newest of the whole company could all be hidden.
    sees_most = viewer.is_admin or viewer.visibility == Visibility.COMPANY
    ids = matching_ids(Kind.PROMISE, text, limit=LOOKED_AT if sees_most else None)
    if ids is None:
        return []
    rows = Promise.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    return [
        Hit(
            _("Promises"),
            words,
            f"{STATE_NAMES[State(state)]} · {deal}",
            reverse("promises:page", args=[id]),
        )
        for id, words, state, deal in rows.values_list("id", "words", "state", "deal__name")[:limit]
    ]
