"""What promises say when a deal is to be won (deals.asks.Gate)."""

from __future__ import annotations

from evener.deals.rules import Obstacle
from evener.promises.models import Promise
from evener.promises.rules import Life, Review, Standing, obstacles


def open_promises(*, deal_id: int) -> list[Obstacle]:
    """The promises of a deal the caller holds that are unreviewed, stale, or refused and not overridden."""
    rows = Promise.objects.filter(deal_id=deal_id).order_by("id")
    found = rows.values_list("id", "words", "life", "review", "stale", "blind")
    return obstacles(
        (id, words, Standing(Life(life), Review(review), stale, blind))
        for id, words, life, review, stale, blind in found
    )
