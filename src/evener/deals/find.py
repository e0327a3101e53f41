"""What the palette finds of deals (pages.asks.Finder)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from evener import money
from evener.deals.models import Deal
from evener.deals.rules import OUTCOME_NAMES, Outcome
from evener.pages.addresses import address
from evener.pages.asks import Hit, Sought
from evener.people.rules import Viewer
from evener.search.rules import Kind

# Of so many newest matches those that fit best are taken.
CONSIDERED = 40
FIELDS = ("id", "name", "outcome", "amount_minor", "currency", "account__name", "stage__name")


def find(*, viewer: Viewer, sought: Sought, limit: int) -> list[Hit]:
    """Deals with these words: those whose name begins so first, open before closed, then the newest. One query."""
    ids = sought.ids(Kind.DEAL)
    if ids is None:
        return []
    rows = Deal.objects.visible_to(viewer).filter(id__in=ids).order_by("-id")
    found = list(rows.values(*FIELDS)[:CONSIDERED])
    found.sort(key=lambda row: (not sought.begins(row["name"]), row["outcome"] != Outcome.OPEN))
    return [_hit(row) for row in found[:limit]]


def _hit(row: dict[str, Any]) -> Hit:
    outcome = Outcome(row["outcome"])
    state = row["stage__name"] if outcome == Outcome.OPEN else str(OUTCOME_NAMES[outcome])
    amount = money.show(row["amount_minor"], row["currency"]) if row["amount_minor"] else ""
    detail = " · ".join(filter(None, (row["account__name"], state, amount)))
    return Hit(_("Deals"), row["name"], detail, address("deals:page", row["id"]))
