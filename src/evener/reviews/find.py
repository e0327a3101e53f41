"""What the palette finds of reviews (pages.asks.Finder)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evener.pages.addresses import address
from evener.pages.asks import Hit, Sought
from evener.people.rules import Viewer
from evener.reviews.models import Review
from evener.reviews.rules.course import STATUS_NAMES, ReviewStatus
from evener.search.rules import Kind


def find(*, viewer: Viewer, sought: Sought, limit: int) -> list[Hit]:
    """The newest reviews with these words. One query."""
    ids = sought.ids(Kind.REVIEW)
    if ids is None:
        return []
    rows = Review.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    return [
        Hit(_("Reviews"), deal, f"{STATUS_NAMES[ReviewStatus(status)]} · {cause}"[:120].rstrip(" ·"),
            address("reviews:page", id))
        for id, deal, status, cause in rows.values_list("id", "deal__name", "status", "cause_of_death")[:limit]
    ]  # fmt: skip
