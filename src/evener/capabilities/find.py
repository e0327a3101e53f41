"""What the palette finds of the catalogue (pages.asks.Finder)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from evener.capabilities.models import Capability
from evener.capabilities.rules import STATUS_NAMES, Status
from evener.pages.asks import Hit
from evener.people.rules import Viewer
from evener.search.queries import matching_ids
from evener.search.rules import Kind, fold

LOOKED_AT, CONSIDERED = 500, 40


def find(*, viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """Capabilities with these words, those whose name begins so first, then the newest. One query."""
    ids = matching_ids(Kind.CAPABILITY, text, limit=LOOKED_AT)
    if ids is None:
        return []
    rows = Capability.objects.filter(id__in=ids).order_by("-id").values_list("id", "name", "status")
    found = list(rows[:CONSIDERED])
    found.sort(key=lambda row: not fold(row[1]).startswith(fold(text)))
    return [
        Hit(_("Capabilities"), name, str(STATUS_NAMES[Status(status)]), reverse("capabilities:page", args=[id]))
        for id, name, status in found[:limit]
    ]
