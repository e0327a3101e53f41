"""What the palette finds of plans (pages.asks.Finder)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evener.pages.addresses import address
from evener.pages.asks import Hit, Sought
from evener.people.rules import Viewer
from evener.pursuit.models import PlanAnswer
from evener.search.rules import Kind


def find(*, viewer: Viewer, sought: Sought, limit: int) -> list[Hit]:
    """The newest plans with these words in an answer. One query."""
    ids = sought.ids(Kind.PLAN)
    if ids is None:
        return []
    rows = PlanAnswer.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    return [
        Hit(_("Plans"), deal, said[:120], address("pursuit:of_deal", deal_id), icon="step")
        for deal_id, deal, said in rows.values_list("deal_id", "deal__name", "text")[:limit]
    ]
