"""What the palette finds of deals (pages.asks.Finder)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from evener import money
from evener.deals.models import Deal
from evener.deals.rules import OUTCOME_NAMES, Outcome
from evener.pages.asks import Hit
from evener.people.rules import Viewer, Visibility
from evener.search.queries import matching_ids
from evener.search.rules import Kind, fold

# Of so many newest matches those that fit best are taken; a word in nearly every deal costs no more.
LOOKED_AT, CONSIDERED = 500, 40
FIELDS = ("id", "name", "outcome", "amount_minor", "currency", "account__name", "stage__name")


def find(*, viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """Deals with these words: those whose name begins so first, open before closed, then the newest. One query."""
    # No limit for who sees only a part: the newest of the whole company could all be hidden.
    sees_most = viewer.is_admin or viewer.visibility == Visibility.COMPANY
    ids = matching_ids(Kind.DEAL, text, limit=LOOKED_AT if sees_most else None)
    if ids is None:
        return []
    rows = Deal.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    found = list(rows.values(*FIELDS)[:CONSIDERED])
    found.sort(key=lambda row: (not fold(row["name"]).startswith(fold(text)), row["outcome"] != Outcome.OPEN))
    return [_hit(row) for row in found[:limit]]


def _hit(row: dict[str, Any]) -> Hit:
    outcome = Outcome(row["outcome"])
    state = row["stage__name"] if outcome == Outcome.OPEN else str(OUTCOME_NAMES[outcome])
    amount = money.show(row["amount_minor"], row["currency"]) if row["amount_minor"] else ""
    detail = " · ".join(filter(None, (row["account__name"], state, amount)))
    return Hit(_("Deals"), row["name"], detail, reverse("deals:page", args=[row["id"]]))
