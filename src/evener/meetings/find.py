"""What the palette finds of meetings (pages.asks.Finder)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evener.meetings.models import Meeting
from evener.pages.addresses import address
from evener.pages.asks import Hit, Sought
from evener.pages.templatetags.evener import day
from evener.people.rules import Viewer
from evener.search.rules import Kind


def find(*, viewer: Viewer, sought: Sought, limit: int) -> list[Hit]:
    """The newest meetings with these words. One query."""
    ids = sought.ids(Kind.MEETING)
    if ids is None:
        return []
    rows = Meeting.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    return [
        Hit(_("Meetings"), title, " · ".join(filter(None, (day(starts), deal))), address("meetings:page", id))
        for id, title, starts, deal in rows.values_list("id", "title", "starts_at", "deal__name")[:limit]
    ]
