"""What the palette finds of requests (pages.asks.Finder)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evener.engineering.models import Request
from evener.engineering.rules import STATE_NAMES, RequestState
from evener.pages.addresses import address
from evener.pages.asks import Hit, Sought
from evener.people.rules import Viewer
from evener.search.rules import Kind


def find(*, viewer: Viewer, sought: Sought, limit: int) -> list[Hit]:
    """The newest requests with these words. One query."""
    ids = sought.ids(Kind.REQUEST)
    if ids is None:
        return []
    rows = Request.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    return [
        Hit(
            _("Requests"),
            f"{kind}: {decides}",
            f"{STATE_NAMES[RequestState(state)]} · {deal}",
            address("engineering:request", id),
        )
        for id, kind, decides, state, deal in rows.values_list("id", "kind__name", "decides", "state", "deal__name")[
            :limit
        ]
    ]
