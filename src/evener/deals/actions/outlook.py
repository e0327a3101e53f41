"""What is forecast of open deals, handed down by the room that forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from evener import bulk
from evener.asks import answers
from evener.deals.models import Deal, DealOutlook
from evener.deals.rules import Outcome, Outlook

COLUMNS = ("deal_id", "won", "lost", "no_decision", "low", "high", "basis", "as_of")


def set_outlooks(
    *, as_of: date, basis: str, outlooks: Sequence[tuple[int, Outlook, int, int]], after: int = 0, to: int | None = None
) -> None:
    """Each deal's id, chances, and the range of won. In the caller's transaction.

    It is about the deals numbered above `after` up to `to` (None: all further ones): what was forecast of these before
    is gone. So many deals are told of bit by bit, each of them at once; the others say what they said, and of when.
    """
    with transaction.atomic():
        # First the deals and then what hangs on them, as every action does: so none waits for another in a circle.
        list(Deal.objects.select_for_update(no_key=True).filter(id__in=[row[0] for row in outlooks]).values_list("id"))
        DealOutlook.objects.filter(_between("deal_id", after, to)).delete()
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
            told(deals=Deal.objects.filter(_between("id", after, to), outcome=Outcome.OPEN))


def _between(name: str, after: int, to: int | None) -> Q:
    above = Q(**{f"{name}__gt": after})
    return above if to is None else above & Q(**{f"{name}__lte": to})
