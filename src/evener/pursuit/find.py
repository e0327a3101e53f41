"""What the palette finds of plans (pages.asks.Finder)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from evener.pages.asks import Hit
from evener.people.rules import Viewer, Visibility
from evener.pursuit.models import PlanAnswer
from evener.search.queries import matching_ids
from evener.search.rules import Kind

# Of so many newest matches those the viewer may see are taken.
LOOKED_AT = 500


def find(*, viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """The newest plans with these words in an answer. One query."""
    # No limit for who sees only a part: the newest of the whole company could all be hidden.
    sees_most = viewer.is_admin or viewer.visibility == Visibility.COMPANY
    ids = matching_ids(Kind.PLAN, text, limit=LOOKED_AT if sees_most else None)
    if ids is None:
        return []
    rows = PlanAnswer.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    return [
        Hit(_("Plans"), deal, said[:120], reverse("pursuit:of_deal", args=[deal_id]), icon="step")
        for deal_id, deal, said in rows.values_list("deal_id", "deal__name", "text")[:limit]
    ]
