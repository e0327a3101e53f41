"""What an account's pages show of its deals (customers.asks.OpenDeals, AccountDeals)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Sum, When
from django.urls import reverse

from evener.customers.asks import DealLine, DealSum
from evener.deals.models import Deal
from evener.deals.presenting.head import OUTCOME_TONES
from evener.deals.rules import OUTCOME_NAMES, Outcome
from evener.people.rules import Viewer

FIELDS = (
    "id", "name", "confidential", "outcome", "amount_minor", "currency", "close_on", "closed_on", "stage__name",
    "owner__name",
)  # fmt: skip


def open_deals(*, viewer: Viewer, account_ids: Sequence[int]) -> list[DealSum]:
    """Open deals of each account by currency, never a sum over several. One query, none without accounts."""
    if not account_ids:
        return []
    rows = Deal.objects.visible_to(viewer).filter(outcome=Outcome.OPEN, account_id__in=account_ids)
    sums = rows.order_by().values("account_id", "currency").annotate(count=Count("id"), amount=Sum("amount_minor"))
    found = [DealSum(row["account_id"], row["currency"], row["count"], row["amount"]) for row in sums]
    return sorted(found, key=lambda each: (each.account_id, -each.count, each.currency))


def deals_of(*, viewer: Viewer, account_id: int, limit: int) -> list[DealLine]:
    """Open deals by expected close, then closed ones, the last closed first. One query."""
    rows = Deal.objects.visible_to(viewer).filter(account_id=account_id)
    closed = Case(When(outcome=Outcome.OPEN, then=0), default=1, output_field=IntegerField())
    ordered = rows.order_by(closed, F("closed_on").desc(), "close_order", "-id")
    return [_line(row) for row in ordered.values(*FIELDS)[:limit]]


def _line(row: dict[str, Any]) -> DealLine:
    outcome = Outcome(row["outcome"])
    is_open = outcome == Outcome.OPEN
    return DealLine(
        id=row["id"],
        name=row["name"],
        url=reverse("deals:page", args=[row["id"]]),
        is_open=is_open,
        confidential=row["confidential"],
        state=row["stage__name"] if is_open else OUTCOME_NAMES[outcome],
        tone="info" if is_open else OUTCOME_TONES[outcome],
        amount_minor=row["amount_minor"],
        currency=row["currency"],
        owner=row["owner__name"] or "",
        on=row["close_on"] if is_open else row["closed_on"],
    )
