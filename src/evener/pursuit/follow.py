"""What plans do when their deal closes or opens again (deals.asks.DealFollower)."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from evener.deals.asks import Place
from evener.pursuit.due import next_reading_of
from evener.pursuit.models import Metric

CHUNK = 500


def deal_moved(*, moves: dict[int, tuple[Place, Place]]) -> None:
    """Metrics are read each quarter once the deal is won, and no more where it ended otherwise."""
    ids = list(moves)
    for start in range(0, len(ids), CHUNK):
        rows = Metric.objects.filter(deal_id__in=ids[start : start + CHUNK]).select_related("deal")
        found: list[Any] = list(rows.annotate(last=Max("readings__on")))
        for row in found:
            row.read_on = next_reading_of(row, row.deal, last_on=row.last)
        Metric.objects.bulk_update(found, ["read_on"], batch_size=CHUNK)
