"""Promises that rest on a line of the catalogue: shown there, and looked at again when it changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse

from evener.capabilities.asks import Resting
from evener.deals.actions.held import thing
from evener.deals.actions.promised import set_promise_counts
from evener.deals.models import Deal
from evener.deals.tallies import place
from evener.journal.actions import entry, record_all
from evener.journal.rules import Thing
from evener.listing.actions import TallyKey, tally
from evener.people.rules import Viewer
from evener.promises.models import Promise
from evener.promises.presenting.words import state_pill
from evener.promises.rules import ENDED, REVIEWED, Event, Life, after
from evener.promises.tallies import tally_key
from evener.promises.work import register_many


def resting_on(*, viewer: Viewer, capability_id: int, limit: int) -> list[Resting]:
    """What rests on a capability, what goes on first (capabilities.asks.RestingOn)."""
    rows = Promise.objects.visible_to(viewer).filter(capability_id=capability_id)
    fields = ("id", "words", "state", "stale", "due_on", "life", "deal__name", "deal__account__name")
    found = list(rows.order_by("due_order", "id").values_list(*fields)[:limit])
    found.sort(key=lambda row: row[5] in ENDED)
    shown = []
    for id, words, state, stale, due_on, life, deal, account in found:
        pill = state_pill(state)
        named = ", ".join(filter(None, (deal, account)))
        url = reverse("promises:page", args=[id])
        shown.append(Resting(url, words, pill.text, pill.tone, stale and life not in ENDED, named, due_on))
    return shown


def capability_changed(*, by: Viewer, at: datetime, capability_id: int, name: str) -> None:
    """Verdicts on open promises answered another question: they are stale (capabilities.asks.CapabilityFollower).

    Each deal's journal says so, where everybody on it reads it, and Today asks its owner to have it looked at again.
    Whoever changes the catalogue need not see those deals.
    """
    rows = Promise.objects.filter(capability_id=capability_id, waiting=True, stale=False, review__in=list(REVIEWED))
    deal_ids = list(rows.order_by("deal_id").values_list("deal_id", flat=True).distinct())
    deals = {deal.pk: deal for deal in Deal.objects.select_for_update().filter(id__in=deal_ids).order_by("id")}
    named = rows.filter(deal_id__in=deals).select_related("verdict", "deal__stage")
    promises = list(named.order_by("id"))
    sums: dict[TallyKey, int] = {}
    entries = []
    for promise in promises:
        deal, before = deals[promise.deal_id], promise.standing
        promise.stand(after(Event.CHANGE, before))
        promise.version += 1
        for standing, sign in ((before, -1), (promise.standing, 1)):
            key = tally_key(standing, place(deal))
            sums[key] = sums.get(key, 0) + sign
        subject = Thing("promise", promise.pk, promise.words)
        entries.append(
            entry(
                by=by, at=at, what="promise.unsettled", subject=subject, thread=thing(deal),
                changes=[("capability", None, name), ("stale", "False", "True")],
            )
        )  # fmt: skip
    Promise.objects.bulk_update(promises, ["stale", "state", "version"], batch_size=500)
    register_many(promises)
    tally({key: (count, 0) for key, count in sums.items() if count})
    record_all(entries)
    _count(deals)


def _count(deal_ids: Iterable[int]) -> None:
    live = ~Q(life__in=list(ENDED))
    rows = Promise.objects.filter(deal_id__in=list(deal_ids)).order_by().values("deal_id")
    counted = rows.annotate(
        open=Count("id", filter=live),
        blind=Count("id", filter=Q(blind=True) & ~Q(life=Life.VOID)),
        stale=Count("id", filter=Q(stale=True) & live),
    )
    for row in counted:
        set_promise_counts(at=None, **row)
