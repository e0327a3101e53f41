"""What evaluations do when their deal moves, closes or opens again (deals.asks.DealFollower)."""

from __future__ import annotations

from evener.deals.asks import Place
from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.evaluations.actions.held import register
from evener.evaluations.models import Evaluation
from evener.evaluations.rules import ENDED

CHUNK = 500


def deal_moved(*, moves: dict[int, tuple[Place, Place]]) -> None:
    """Show the deals' evaluations to whoever sees the deals now, and let them wait for somebody or not."""
    for start in range(0, len(moves), CHUNK):
        _move(dict(list(moves.items())[start : start + CHUNK]))


def _move(moves: dict[int, tuple[Place, Place]]) -> None:
    rows = list(Evaluation.objects.filter(deal_id__in=list(moves)))
    if not rows:
        return
    outcomes = dict(Deal.objects.filter(id__in=[row.deal_id for row in rows]).values_list("id", "outcome"))
    for row in rows:
        _before, after = moves[row.deal_id]
        row.team_id, row.confidential = after.team_id or None, after.confidential
        row.waiting = row.status not in ENDED and outcomes[row.deal_id] == Outcome.OPEN
    Evaluation.objects.bulk_update(rows, ["team_id", "confidential", "waiting"], batch_size=CHUNK)
    for row in rows:
        register(row, at=row.created_at)
