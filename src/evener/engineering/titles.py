"""What requests are called in the load (capacity.asks.WorkTitles)."""

from __future__ import annotations

from collections.abc import Collection

from evener.capacity.asks import Titled
from evener.capacity.rules import WorkKind
from evener.engineering.models import Request
from evener.people.rules import Viewer


def titles(*, viewer: Viewer, kind: str, ids: Collection[int]) -> dict[int, Titled]:
    """One query; nothing for work of another kind."""
    if kind != WorkKind.REQUEST:
        return {}
    rows = Request.objects.visible_to(viewer).filter(id__in=ids)
    return {
        id: Titled(f"{name}: {decides}", f"/engineering/requests/{id}/", deal)
        for id, name, decides, deal in rows.values_list("id", "kind__name", "decides", "deal__name")
    }
