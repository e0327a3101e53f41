"""What the palette finds of evaluations (pages.asks.Finder)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from evener.evaluations.models import Evaluation
from evener.evaluations.rules import STATUS_NAMES, Course
from evener.pages.asks import Hit
from evener.people.rules import Viewer, Visibility
from evener.search.queries import matching_ids
from evener.search.rules import Kind

# Of so many newest matches those the viewer may see are taken.
LOOKED_AT = 500


def find(*, viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """The newest evaluations with these words. One query."""
    # No limit for who sees only a part: the newest of the whole company could all be hidden.
    sees_most = viewer.is_admin or viewer.visibility == Visibility.COMPANY
    ids = matching_ids(Kind.EVALUATION, text, limit=LOOKED_AT if sees_most else None)
    if ids is None:
        return []
    rows = Evaluation.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    return [
        Hit(_("Evaluations"), name, f"{STATUS_NAMES[Course(status)]} · {deal}", reverse("evaluations:page", args=[id]))
        for id, name, status, deal in rows.values_list("id", "name", "status", "deal__name")[:limit]
    ]
