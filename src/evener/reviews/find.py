"""What the palette finds of reviews (pages.asks.Finder)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from evener.pages.asks import Hit
from evener.people.rules import Viewer, Visibility
from evener.reviews.models import Review
from evener.reviews.rules.course import STATUS_NAMES, ReviewStatus
from evener.search.queries import matching_ids
from evener.search.rules import Kind

# Of so many newest matches those the viewer may see are taken.
LOOKED_AT = 500


def find(*, viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """The newest reviews with these words. One query."""
    sees_most = viewer.is_admin or viewer.visibility == Visibility.COMPANY
    ids = matching_ids(Kind.REVIEW, text, limit=LOOKED_AT if sees_most else None)
    if ids is None:
        return []
    rows = Review.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    return [
        Hit(_("Reviews"), deal, f"{STATUS_NAMES[ReviewStatus(status)]} · {cause}"[:120].rstrip(" ·"),
            reverse("reviews:page", args=[id]))
        for id, deal, status, cause in rows.values_list("id", "deal__name", "status", "cause_of_death")[:limit]
    ]  # fmt: skip
