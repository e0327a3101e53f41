"""What the palette finds of promises (pages.asks.Finder)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evener.pages.addresses import address
from evener.pages.asks import Hit, Sought
from evener.people.rules import Viewer
from evener.promises.models import Promise
from evener.promises.rules import STATE_NAMES, State
from evener.search.rules import Kind


def find(*, viewer: Viewer, sought: Sought, limit: int) -> list[Hit]:
    """The newest promises with these words. One query."""
    ids = sought.ids(Kind.PROMISE)
    if ids is None:
        return []
    rows = Promise.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    return [
        Hit(
            _("Promises"),
            words,
            f"{STATE_NAMES[State(state)]} · {deal}",
            address("promises:page", id),
        )
        for id, words, state, deal in rows.values_list("id", "words", "state", "deal__name")[:limit]
    ]
