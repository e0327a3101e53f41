"""What deals do when something below them changes."""

from __future__ import annotations

from evener.asks import answers
from evener.deals.actions.held import index
from evener.deals.models import Deal
from evener.deals.tallies import place, tally_key
from evener.listing.actions import TallyKey, tally


def account_renamed(*, account_id: int) -> None:
    """The deals of a renamed account are found by its new name (customers.asks.AccountFollower)."""
    for deal in Deal.objects.filter(account_id=account_id).select_related("account", "product").iterator(500):
        index(deal)


def person_moved(*, user_id: int, team_id: int | None) -> None:
    """Deals go where their owner goes (people.asks.PersonFollower)."""
    deals = list(Deal.objects.filter(owner_id=user_id).select_for_update())
    sums: dict[TallyKey, list[int]] = {}
    moves = {}
    for deal in deals:
        before, old = place(deal), tally_key(deal)
        deal.team_id = team_id
        new = tally_key(deal)
        for key, sign in ((old, -1), (new, 1)):
            if key:
                total = sums.setdefault(key, [0, 0])
                total[0] += sign
                total[1] += sign * deal.amount_minor
        moves[deal.pk] = (before, place(deal))
    Deal.objects.filter(owner_id=user_id).update(team_id=team_id)
    tally({key: (count, amount) for key, (count, amount) in sums.items()})
    for follower in answers("deals.followers"):
        follower(moves=moves)
