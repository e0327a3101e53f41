"""What the palette finds of the catalogue (pages.asks.Finder)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evener.capabilities.models import Capability
from evener.capabilities.rules import STATUS_NAMES, Status
from evener.pages.addresses import address
from evener.pages.asks import Hit, Sought
from evener.people.rules import Viewer
from evener.search.rules import Kind

# Of so many newest matches those that fit best are taken.
CONSIDERED = 40


def find(*, viewer: Viewer, sought: Sought, limit: int) -> list[Hit]:
    """Capabilities with these words, those whose name begins so first, then the newest. One query."""
    ids = sought.ids(Kind.CAPABILITY)
    if ids is None:
        return []
    rows = Capability.objects.filter(id__in=ids).order_by("-id").values_list("id", "name", "status")
    found = list(rows[:CONSIDERED])
    found.sort(key=lambda row: not sought.begins(row[1]))
    return [
        Hit(_("Capabilities"), name, str(STATUS_NAMES[Status(status)]), address("capabilities:page", id))
        for id, name, status in found[:limit]
    ]
