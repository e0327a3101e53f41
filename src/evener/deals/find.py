"""What the palette finds of deals (pages.asks.Finder)."""

from __future__ import annotations

from django.db.models import Case, F, When
from django.urls import reverse
from django.utils.translation import gettext as _

from evener import money
from evener.deals.models import Deal
from evener.deals.rules import OUTCOME_NAMES, Outcome
from evener.pages.asks import Hit
from evener.people.rules import Viewer
from evener.search.queries import matching_ids
from evener.search.rules import Kind

# Of so many newest matches those the viewer may see are taken; a word in nearly every deal costs no more.
LOOKED_AT = 500


def find(*, viewer: Viewer, text: str, limit: int) -> list[Hit]:
    """The newest deals with these words, open ones first. One query."""
    ids = matching_ids(Kind.DEAL, text, limit=LOOKED_AT)
    if ids is None:
        return []
    closed = Case(When(outcome=Outcome.OPEN, then=0), default=1)
    rows = Deal.objects.visible_to(viewer).filter(id__in=ids).order_by(closed, "-id")
    found = rows.values(
        "id", "name", "outcome", "amount_minor", "currency", account=F("account__name"), stage_name=F("stage__name")
    )[:limit]
    return [
        Hit(
            kind=_("Deals"),
            name=row["name"],
            detail=_detail(row["account"], row["outcome"], row["stage_name"], row["amount_minor"], row["currency"]),
            url=reverse("deals:page", args=[row["id"]]),
        )
        for row in found
    ]


def _detail(account: str | None, outcome: str, stage: str, minor: int, currency: str) -> str:
    standing = str(OUTCOME_NAMES[Outcome(outcome)]) if outcome else stage
    amount = money.show(minor, currency) if minor else ""
    return " · ".join(part for part in (account, standing, amount) if part)
