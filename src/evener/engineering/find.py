"""What the palette finds of requests (pages.asks.Finder)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from evener.engineering.models import Request
from evener.engineering.rules import STATE_NAMES, RequestState
from evener.pages.asks import Hit
from evener.people.rules import Viewer, Visibility
from evener.search.queries import matching_ids
from evener.search.rules import Kind

# Of so many newest matches those the viewer may see are taken.
LOOKED_AT = 500


def find(*, viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """The newest requests with these words. One query."""
    # No limit for who sees only a part: the newest of the whole company could all be hidden.
    sees_most = viewer.is_admin or viewer.visibility == Visibility.COMPANY
    ids = matching_ids(Kind.REQUEST, text, limit=LOOKED_AT if sees_most else None)
    if ids is None:
        return []
    rows = Request.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    return [
        Hit(
            _("Requests"),
            f"{kind}: {decides}",
            f"{STATE_NAMES[RequestState(state)]} · {deal}",
            reverse("engineering:request", args=[id]),
        )
        for id, kind, decides, state, deal in rows.values_list("id", "kind__name", "decides", "state", "deal__name")[
            :limit
        ]
    ]
