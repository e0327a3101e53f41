"""Where open deals count on the board."""

from __future__ import annotations

from evener.deals.asks import Place
from evener.deals.models import Deal
from evener.listing.actions import TallyKey

WHAT = "deal"


def place(deal: Deal) -> Place:
    return Place(deal.owner_id or 0, deal.team_id or 0, deal.confidential)


def tally_key(deal: Deal) -> TallyKey | None:
    """The running sum an open deal counts in: per stage, owner, team, currency. Closed deals are not on the board."""
    if deal.is_closed:
        return None
    at = place(deal)
    return TallyKey(WHAT, str(deal.stage_id), at.owner_id, at.team_id, at.confidential, deal.currency)
