"""What the palette finds of meetings (pages.asks.Finder)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from evener.meetings.models import Meeting
from evener.pages.asks import Hit
from evener.pages.templatetags.evener import day
from evener.people.rules import Viewer, Visibility
from evener.search.queries import matching_ids
from evener.search.rules import Kind

# Of so many newest matches those the viewer may see are taken.
LOOKED_AT = 500


def find(*, viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """The newest meetings with these words. One query."""
    # No limit for who sees only a part: the newest of the whole company could all be hidden.
    sees_most = viewer.is_admin or viewer.visibility == Visibility.COMPANY
    ids = matching_ids(Kind.MEETING, text, limit=LOOKED_AT if sees_most else None)
    if ids is None:
        return []
    rows = Meeting.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    return [
        Hit(_("Meetings"), title, " · ".join(filter(None, (day(starts), deal))), reverse("meetings:page", args=[id]))
        for id, title, starts, deal in rows.values_list("id", "title", "starts_at", "deal__name")[:limit]
    ]
