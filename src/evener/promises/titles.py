"""What promises are called in the load (capacity.asks.WorkTitles)."""

from __future__ import annotations

from collections.abc import Collection

from evener.capacity.asks import Titled
from evener.capacity.rules import WorkKind
from evener.people.rules import Viewer
from evener.promises.models import Promise


def titles(*, viewer: Viewer, kind: str, ids: Collection[int]) -> dict[int, Titled]:
    """One query; nothing for work of another kind."""
    if kind != WorkKind.PROMISE:
        return {}
    rows = Promise.objects.visible_to(viewer).filter(id__in=ids).values_list("id", "words", "deal__name")
    return {id: Titled(words, f"/promises/{id}/", deal) for id, words, deal in rows}
