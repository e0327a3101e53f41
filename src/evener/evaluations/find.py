"""What the palette finds of evaluations (pages.asks.Finder)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evener.evaluations.models import Evaluation
from evener.evaluations.rules import STATUS_NAMES, Course
from evener.pages.addresses import address
from evener.pages.asks import Hit, Sought
from evener.people.rules import Viewer
from evener.search.rules import Kind


def find(*, viewer: Viewer, sought: Sought, limit: int) -> list[Hit]:
    """The newest evaluations with these words. One query."""
    ids = sought.ids(Kind.EVALUATION)
    if ids is None:
        return []
    rows = Evaluation.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    return [
        Hit(_("Evaluations"), name, f"{STATUS_NAMES[Course(status)]} · {deal}", address("evaluations:page", id))
        for id, name, status, deal in rows.values_list("id", "name", "status", "deal__name")[:limit]
    ]
