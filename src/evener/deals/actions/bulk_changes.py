"""Changing and closing many deals in one transaction: what an import finds different. See `bulk` for new ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from evener import bulk
from evener.asks import answers
from evener.deals.actions.bulk import NewStep, Shown, add_steps, found_by, shown_for
from evener.deals.actions.held import require, thing
from evener.deals.asks import Place
from evener.deals.models import Deal, DealMember, NextStep
from evener.deals.queries import RELATED, obstacles, standing
from evener.deals.rules import GateMode, Outcome, Part, blocked_text, may_change
from evener.deals.tallies import place, tally_key
from evener.journal.actions import entry, record_all
from evener.journal.models import Entry
from evener.journal.rules import Change
from evener.listing.actions import TallyKey, moved, tally
from evener.people.queries import organisation
from evener.people.rules import Viewer
from evener.problems import Conflict, Refused
from evener.search.actions import put_all
from evener.search.rules import Kind

WRITTEN = (
    "name", "account_id", "owner_id", "lead_engineer_id", "stage_id", "amount_minor", "currency", "close_on",
    "product_id", "source", "about", "opened_on", "outcome", "outcome_reason", "outcome_note", "closed_on", "team_id",
    "stage_since", "version", "touched_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DealChange:
    """New `values` of an open deal read at `seen_version`; `closing` holds outcome columns when it ends with them."""

    deal_id: int
    seen_version: int
    values: Mapping[str, Any]
    closing: Mapping[str, Any] = field(default_factory=dict)
    step: NewStep | None = None


@dataclass(slots=True)
class _Batch:
    """What a run of changes adds up to."""

    mode: GateMode
    entries: list[Entry] = field(default_factory=list)
    sums: dict[TallyKey, tuple[int, int]] = field(default_factory=dict)
    moves: dict[int, tuple[Place, Place]] = field(default_factory=dict)
    reindexed: list[Deal] = field(default_factory=list)
    reseated: list[Deal] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    staged: list[int] = field(default_factory=list)
    steps: list[tuple[int, Mapping[str, Any], NewStep]] = field(default_factory=list)

    def add_sums(self, changes: Mapping[TallyKey, tuple[int, int]]) -> None:
        for key, (count, amount) in changes.items():
            old = self.sums.get(key, (0, 0))
            self.sums[key] = (old[0] + count, old[1] + amount)


def gate_reason(deal_id: int, *, mode: GateMode) -> str:
    """Why the gate keeps this deal from being won without a leader's word; empty when it does not."""
    blocking = obstacles(deal_id) if mode == GateMode.BLOCK else []
    return str(blocked_text(len(blocking))) if blocking else ""


def change_deals(*, by: Viewer, at: datetime, changes: Sequence[DealChange]) -> None:
    """Apply every change or none. A deal that is gone or was changed since `seen_version` raises Conflict."""
    with transaction.atomic():
        batch = _Batch(GateMode(organisation().gate))
        names = shown_for(change.values for change in changes)
        for part in bulk.chunks(changes):
            deals = _held(by, [change.deal_id for change in part])
            for change in part:
                _apply(batch, names, deals.get(change.deal_id), change, by=by, at=at)
            bulk.update(Deal, WRITTEN, ([getattr(deals[change.deal_id], name) for name in WRITTEN] + [change.deal_id]
                                        for change in part))  # fmt: skip
        _follow(batch, by=by, at=at)


def _held(by: Viewer, ids: Sequence[int]) -> dict[int, Deal]:
    mine = DealMember.objects.filter(deal_id=OuterRef("id"), user_id=by.id)
    rows = Deal.objects.visible_to(by).select_related(*RELATED).annotate(is_member=Exists(mine))
    return {deal.pk: deal for deal in rows.filter(id__in=ids).select_for_update(of=("self",))}


def _apply(batch: _Batch, names: Shown, deal: Deal | None, change: DealChange, *, by: Viewer, at: datetime) -> None:
    if deal is None or deal.version != change.seen_version:
        raise Conflict(_("Deals changed while the import ran. Nothing was written: run it again."))
    require(may_change(by, standing(by, deal)))
    wins = change.closing.get("outcome") == Outcome.WON
    if wins and deal.promises_open and (why := gate_reason(deal.pk, mode=batch.mode)):
        raise Refused(why)
    key, amount, was = tally_key(deal), deal.amount_minor, place(deal)
    _name_related(names, deal)
    if change.values:
        _write_values(batch, names, deal, change.values, by=by, at=at)
    if change.closing:
        _write(batch, names, deal, change.closing, what="deal.closed", by=by, at=at)
        batch.closed.append(deal.pk)
    if change.step and not change.closing:
        batch.steps.append((deal.pk, _values(deal), change.step))
    deal.touched_at = at
    batch.add_sums(moved(key, tally_key(deal), amount_before=amount, amount_after=deal.amount_minor))
    if place(deal) != was or change.closing:
        batch.moves[deal.pk] = (was, place(deal))


def _write_values(
    batch: _Batch, names: Shown, deal: Deal, values: Mapping[str, Any], *, by: Viewer, at: datetime
) -> None:
    if "stage_id" in values:
        deal.stage_since = by.today(at)
        batch.staged.append(deal.pk)
    _write(batch, names, deal, values, what="deal.changed", by=by, at=at)
    if "owner_id" in values:
        deal.team_id = names.teams.get(values["owner_id"])
    if "owner_id" in values or "lead_engineer_id" in values:
        batch.reseated.append(deal)
    if not {"name", "account_id", "product_id"}.isdisjoint(values):
        batch.reindexed.append(deal)


def _write(
    batch: _Batch, names: Shown, deal: Deal, values: Mapping[str, Any], *, what: str, by: Viewer, at: datetime
) -> None:
    before = {name: names.change(name, getattr(deal, name), _values(deal)) for name in values}
    for name, value in values.items():
        setattr(deal, name, value)
    after = _values(deal)
    changes: list[Change] = [(name, before[name], names.change(name, values[name], after)) for name in values]
    deal.version += 1
    batch.entries.append(entry(by=by, at=at, what=what, subject=thing(deal), changes=changes, version=deal.version))


def _values(deal: Deal) -> dict[str, Any]:
    return {
        "name": deal.name, "currency": deal.currency, "outcome": deal.outcome, "owner_id": deal.owner_id,
        "account_id": deal.account_id, "product_id": deal.product_id,
    }  # fmt: skip


def _name_related(names: Shown, deal: Deal) -> None:
    """The names the deal refers to now, for the journal's “from”."""
    if deal.account:
        names.accounts[deal.account.pk] = deal.account.name
    for person in (deal.owner, deal.lead_engineer):
        if person:
            names.people[person.pk] = person.name
            names.teams[person.pk] = person.team_id


def _follow(batch: _Batch, *, by: Viewer, at: datetime) -> None:
    """Teams, steps, sums, index and journal, and the rooms above."""
    _reseat(batch.reseated)
    for ids in bulk.chunks(batch.closed):
        NextStep.objects.filter(deal_id__in=ids, waiting=True).update(waiting=False)
    tally(batch.sums)
    names = shown_for(_values(deal) for deal in batch.reindexed)
    put_all(Kind.DEAL, found_by(((deal.pk, deal.external_id, _values(deal)) for deal in batch.reindexed), names))
    record_all(batch.entries)
    add_steps(by=by, at=at, steps=batch.steps, names=shown_for(values for _id, values, _step in batch.steps))
    for ids in bulk.chunks(batch.moves):
        for follower in answers("deals.followers"):
            follower(moves={id: batch.moves[id] for id in ids})
    for ids in bulk.chunks(batch.staged):
        for stage_follower in answers("deals.stage_followers"):
            stage_follower(deals=Deal.objects.filter(id__in=ids))


def _reseat(deals: Iterable[Deal]) -> None:
    """Owner and lead engineer sit on the deal team; whoever held the part before stays on it in another."""
    for part in bulk.chunks(deals):
        seated: dict[int, dict[int, DealMember]] = {deal.pk: {} for deal in part}
        for member in DealMember.objects.filter(deal_id__in=list(seated)):
            seated[member.deal_id][member.user_id] = member
        new: list[DealMember] = []
        changed: list[DealMember] = []
        for deal in part:
            there = seated[deal.pk]
            wanted = {deal.lead_engineer_id: Part.LEAD_ENGINEER, deal.owner_id: Part.OWNER}
            new += [
                DealMember(deal_id=deal.pk, user_id=user_id, part=seat)
                for user_id, seat in wanted.items()
                if user_id and user_id not in there
            ]
            for user_id, member in there.items():
                left = Part.OTHER if member.part in (Part.OWNER, Part.LEAD_ENGINEER) else Part(member.part)
                part_now = wanted.get(user_id, left)
                if member.part != part_now:
                    member.part = part_now
                    changed.append(member)
        DealMember.objects.bulk_create(new)
        DealMember.objects.bulk_update(changed, ["part"])
