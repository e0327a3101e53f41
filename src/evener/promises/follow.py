"""What promises do when their deal moves, closes or opens again (deals.asks.DealFollower)."""

from __future__ import annotations

from evener.deals.asks import Place
from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.listing.actions import TallyKey, tally
from evener.promises.models import Promise
from evener.promises.rules import waits
from evener.promises.tallies import tally_key


def deal_moved(*, moves: dict[int, tuple[Place, Place]]) -> None:
    """Count the deals' promises at their new place, and let them wait for somebody or not."""
    sums: dict[TallyKey, int] = {}
    promises = list(Promise.objects.filter(deal_id__in=moves))
    for promise in promises:
        before, after = moves[promise.deal_id]
        for place, sign in ((before, -1), (after, 1)):
            key = tally_key(promise.standing, place)
            sums[key] = sums.get(key, 0) + sign
    tally({key: (count, 0) for key, count in sums.items()})
    outcomes = dict(Deal.objects.filter(id__in=moves).values_list("id", "outcome"))
    changed = []
    for promise in promises:
        waiting = waits(promise.standing, Outcome(outcomes[promise.deal_id]))
        if waiting != promise.waiting:
            promise.waiting = waiting
            changed.append(promise)
    Promise.objects.bulk_update(changed, ["waiting"], batch_size=500)
