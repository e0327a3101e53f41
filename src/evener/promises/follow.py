"""What promises do when their deal moves, closes, opens again or changes its stage (deals.asks)."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from evener.capacity.actions import weigh_work
from evener.capacity.queries import weights
from evener.capacity.rules import WorkKind
from evener.deals.asks import Place
from evener.deals.models import Deal, chance_to_win
from evener.deals.rules import Outcome
from evener.listing.actions import TallyKey, tally
from evener.promises.models import Promise
from evener.promises.rules import VerdictKind, waits
from evener.promises.tallies import tally_key
from evener.promises.work import register_many, weight_of

CHUNK = 500


def deal_moved(*, moves: dict[int, tuple[Place, Place]]) -> None:
    """Count the deals' promises at their new place, show them to whoever sees it there, and let them wait or not."""
    sums: dict[TallyKey, int] = {}
    promises = list(Promise.objects.filter(deal_id__in=moves))
    for promise in promises:
        before, after = moves[promise.deal_id]
        for place, sign in ((before, -1), (after, 1)):
            key = tally_key(promise.standing, place)
            sums[key] = sums.get(key, 0) + sign
    tally({key: (count, 0) for key, count in sums.items()})
    _settle(moves)
    outcomes = dict(Deal.objects.filter(id__in=moves).values_list("id", "outcome"))
    changed = []
    for promise in promises:
        waiting = waits(promise.standing, Outcome(outcomes[promise.deal_id]))
        if waiting != promise.waiting:
            promise.waiting = waiting
            changed.append(promise)
    Promise.objects.bulk_update(changed, ["waiting"], batch_size=500)
    _weigh(moves)


def _weigh(deal_ids: Collection[int]) -> None:
    """Hours that a deal which closed or opened again needs, or no longer needs."""
    named = Promise.objects.filter(deal_id__in=deal_ids, verdict__kind=VerdictKind.WITH_WORK)
    rows = list(named.select_related("verdict", "deal__stage", "deal__outlook"))
    now = weights(WorkKind.PROMISE, [row.pk for row in rows])
    register_many(
        row for row in rows if now.get(row.pk) != weight_of(row, outcome=row.deal.outcome, chance=row.deal.chance)
    )


def chance_changed(*, deals: QuerySet[Deal]) -> None:
    """The hours of these deals' promises are as likely needed as the deals are won (deals.asks.StageFollower)."""
    rows = Promise.objects.filter(
        deal__in=deals, deal__outcome=Outcome.OPEN, lacking=True, verdict__kind=VerdictKind.WITH_WORK
    )
    weigh_work(kind=WorkKind.PROMISE, weights=dict(rows.values_list("id", chance_to_win("deal__"))))


def _settle(moves: dict[int, tuple[Place, Place]]) -> None:
    """Write team and confidentiality where promises carry them; deals that moved to one place go together."""
    places: dict[tuple[int, bool], list[int]] = {}
    for deal_id, (before, after) in moves.items():
        if (before.team_id, before.confidential) != (after.team_id, after.confidential):
            places.setdefault((after.team_id, after.confidential), []).append(deal_id)
    for (team_id, confidential), ids in places.items():
        for start in range(0, len(ids), CHUNK):
            rows = Promise.objects.filter(deal_id__in=ids[start : start + CHUNK])
            rows.update(team_id=team_id or None, confidential=confidential)
