"""What every write to a deal begins and ends with: hold the row, check the right, save, tally, index, journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from evener.asks import answers
from evener.deals import queries
from evener.deals.models import Deal, DealMember
from evener.deals.rules import Decision, Part, Standing, join_reasons, may_change, may_work_on
from evener.deals.tallies import place, tally_key
from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.listing.actions import TallyKey, moved, tally
from evener.people.rules import Viewer
from evener.problems import NotAllowed, Refused
from evener.search.actions import put
from evener.search.rules import Kind


def hold(by: Viewer, deal_id: int) -> tuple[Deal, Standing]:
    """The deal, locked until the transaction ends, and how the viewer stands to it."""
    deal = queries.deal(by, deal_id, lock=True)
    return deal, queries.standing(by, deal)


def hold_to_change(by: Viewer, deal_id: int) -> Deal:
    """The open deal, locked, of somebody who may change it."""
    deal, stands = hold(by, deal_id)
    require(may_work_on(by, stands))
    decision = may_change(by, stands)
    if not decision:
        raise Refused(join_reasons(decision.reasons))
    return deal


def require(decision: Decision) -> None:
    if not decision:
        raise NotAllowed(join_reasons(decision.reasons))


def thing(deal: Deal) -> Thing:
    return Thing("deal", deal.pk, deal.name)


class Counted:
    """Remembers where a deal counted before a change; `settle` moves the sums and tells the rooms above."""

    def __init__(self, deal: Deal) -> None:
        self.key: TallyKey | None = tally_key(deal)
        self.amount = deal.amount_minor
        self.place = place(deal)
        self.closed = deal.is_closed
        self.stage_id = deal.stage_id

    def settle(self, deal: Deal) -> None:
        tally(moved(self.key, tally_key(deal), amount_before=self.amount, amount_after=deal.amount_minor))
        after = place(deal)
        if after != self.place or deal.is_closed != self.closed:
            for follower in answers("deals.followers"):
                follower(moves={deal.pk: (self.place, after)})
        if deal.stage_id != self.stage_id:
            for stage_follower in answers("deals.stage_followers"):
                stage_follower(deals=Deal.objects.filter(id=deal.pk))


def save(
    deal: Deal,
    *,
    by: Viewer,
    at: datetime,
    what: str,
    changes: list[Change],
    reason: str = "",
) -> None:
    """Write the deal as its next version, with its journal entry."""
    deal.version += 1
    deal.touched_at = at
    deal.save(force_update=True)
    record(by=by, at=at, what=what, subject=thing(deal), changes=changes, reason=reason, version=deal.version)


def seat(deal: Deal, parts: Mapping[int, Part]) -> None:
    """Whoever answers for something on a deal works on it, and so sees it: joins its team in this part."""
    seated = DealMember.objects.filter(deal=deal, user_id__in=list(parts)).values_list("user_id", flat=True)
    absent = parts.keys() - set(seated)
    DealMember.objects.bulk_create([DealMember(deal=deal, user_id=id, part=parts[id]) for id in sorted(absent)])


def touch(deal: Deal, *, at: datetime) -> None:
    """A sign of life that is not a change of the deal itself."""
    Deal.objects.filter(id=deal.pk).update(touched_at=at)


def index(deal: Deal) -> None:
    """What the deal is found by."""
    account = deal.account.name if deal.account else ""
    product = deal.product.name if deal.product else ""
    put(Kind.DEAL, deal.pk, deal.name, account, product, deal.external_id or "")
