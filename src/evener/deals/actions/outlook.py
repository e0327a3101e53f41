"""What is forecast of open deals, handed down by the room that forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from evener import bulk
from evener.asks import answers
from evener.deals.models import Deal, DealOutlook
from evener.deals.rules import Outcome, Outlook

COLUMNS = ("deal_id", "won", "lost", "no_decision", "low", "high", "basis", "as_of")


def set_outlooks(*, as_of: date, basis: str, outlooks: Sequence[tuple[int, Outlook, int, int]]) -> None:
    """Each deal's id, chances, and the range of won; what was forecast before is gone. In the caller's transaction."""
    with transaction.atomic():
        DealOutlook.objects.all().delete()
        bulk.insert(
            DealOutlook,
            COLUMNS,
            [
                (deal_id, told.won, told.lost, told.no_decision, low, high, basis, as_of)
                for deal_id, told, low, high in outlooks
            ],
        )
        # What rests on the chance to win is weighed anew, also where a deal has no outlook any more.
        for told in answers("deals.stage_followers"):
            told(deals=Deal.objects.filter(outcome=Outcome.OPEN))
