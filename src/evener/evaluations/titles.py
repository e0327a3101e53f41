"""What evaluations are called in the load (capacity.asks.WorkTitles)."""

from __future__ import annotations

from collections.abc import Collection

from evener.capacity.asks import Titled
from evener.capacity.rules import WorkKind
from evener.evaluations.models import Evaluation
from evener.people.rules import Viewer


def titles(*, viewer: Viewer, kind: str, ids: Collection[int]) -> dict[int, Titled]:
    """One query; nothing for work of another kind."""
    if kind != WorkKind.EVALUATION:
        return {}
    rows = Evaluation.objects.visible_to(viewer).filter(id__in=ids).values_list("id", "name", "deal__name")
    return {id: Titled(name, f"/evaluations/{id}/", deal) for id, name, deal in rows}
