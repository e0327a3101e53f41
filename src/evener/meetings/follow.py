"""What meetings do when their deal moves (deals.asks.DealFollower)."""

from __future__ import annotations

from evener.deals.asks import Place
from evener.meetings.models import Meeting

CHUNK = 500


def deal_moved(*, moves: dict[int, tuple[Place, Place]]) -> None:
    """Show the deals' meetings to whoever sees the deals now. One statement for each place the deals came to."""
    places: dict[tuple[int | None, bool], list[int]] = {}
    for deal_id, (_before, after) in moves.items():
        places.setdefault((after.team_id or None, after.confidential), []).append(deal_id)
    for (team_id, confidential), deals in places.items():
        for start in range(0, len(deals), CHUNK):
            rows = Meeting.objects.filter(deal_id__in=deals[start : start + CHUNK])
            rows.update(team_id=team_id, confidential=confidential)
