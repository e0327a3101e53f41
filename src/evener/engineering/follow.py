"""What requests do when their deal closes or opens again (deals.asks.DealFollower)."""

from __future__ import annotations

from evener.capacity.actions import settle_work
from evener.capacity.rules import WorkKind
from evener.deals.asks import Place
from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.engineering.actions.held import register
from evener.engineering.models import Request
from evener.engineering.rules import OPEN


def deal_moved(*, moves: dict[int, tuple[Place, Place]]) -> None:
    """On a closed deal nothing waits and takes no time; on one that opens again it waits as before."""
    rows = Request.objects.filter(deal_id__in=moves, state__in=[state.value for state in OPEN])
    open_deals = set(Deal.objects.filter(id__in=moves, outcome=Outcome.OPEN).values_list("id", flat=True))
    shut: list[Request] = []
    opened: list[Request] = []
    for request in rows:
        waiting = request.deal_id in open_deals
        if waiting != request.waiting:
            request.waiting = waiting
            (opened if waiting else shut).append(request)
    Request.objects.bulk_update([*shut, *opened], ["waiting"], batch_size=500)
    settle_work(kind=WorkKind.REQUEST, things=[request.pk for request in shut])
    for request in opened:
        register(request, at=request.asked_at)
