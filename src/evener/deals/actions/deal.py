"""Creating and changing deals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from evener.customers.models import Account, Contact
from evener.deals.actions.held import Counted, hold_to_change, index, save, thing
from evener.deals.fields import NAMES, faults, shown
from evener.deals.models import Deal, DealMember, Product, Stage
from evener.deals.rules import Part
from evener.deals.tallies import tally_key
from evener.journal import queries as journal
from evener.journal.actions import record
from evener.journal.rules import Change
from evener.listing.actions import moved, tally
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Clash, Conflict, Invalid, NotAllowed, Problem, Text

Related = dict[str, Model]


def create_deal(*, by: Viewer, at: datetime, values: Mapping[str, Any], external_id: str | None = None) -> Deal:
    """A new deal. `values` by field name of `deals.fields`; owner is `by` and stage the first unless given."""
    if not by.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
    today = by.today(at)
    given: dict[str, Any] = {"currency": by.currency, "opened_on": today, "owner_id": by.id, **values}
    given.setdefault("name", "")
    with transaction.atomic():
        if given.get("stage_id") is None:
            given["stage_id"] = Stage.objects.values_list("id", flat=True).first()
        deal = Deal(created_at=at, touched_at=at, stage_since=today, external_id=external_id)
        related, strange = _referred(by, deal, given)
        wrong = faults(given) | strange | _unpaired(given)
        if wrong:
            raise Invalid(wrong)
        _set(deal, given, related)
        deal.team = deal.owner.team if deal.owner else None
        deal.save(force_insert=True)
        deal.is_new()
        seats = _seats(deal)
        if not by.is_admin:
            seats.setdefault(by.id, Part.OTHER)
        DealMember.objects.bulk_create(DealMember(deal=deal, user_id=id, part=part) for id, part in seats.items())
        tally(moved(None, tally_key(deal), amount_after=deal.amount_minor))
        index(deal)
        changes: list[Change] = [(name, None, shown(deal, name)) for name in given if shown(deal, name)]
        record(by=by, at=at, what="deal.created", subject=thing(deal), changes=changes, version=1)
    return deal


def change_deal(
    *, by: Viewer, at: datetime, deal_id: int, values: Mapping[str, Any], seen_version: int | None, reason: str = ""
) -> Deal:
    """Change fields of an open deal.

    `seen_version` is the version the change was made on. Fields somebody else changed since raise Conflict and nothing
    is written; changes to other fields pass. None (a bulk change) means: whatever it is now.
    """
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        wrong = faults(values)
        if wrong:
            raise Invalid(wrong)
        new = {name: value for name, value in values.items() if getattr(deal, name) != value}
        if not new:
            return deal
        related, strange = _referred(by, deal, new)
        wrong = strange | _unpaired(
            {
                "technical_win_on": deal.technical_win_on,
                "technical_win_note": deal.technical_win_note,
                "technical_win_by_id": deal.technical_win_by_id,
                **new,
            }
        )
        if wrong:
            raise Invalid(wrong)
        if seen_version is not None and seen_version != deal.version:
            _refuse_clashes(deal, new, seen_version=seen_version)
        _write(deal, new, related, by=by, at=at, reason=reason)
    return deal


def _write(deal: Deal, new: Mapping[str, Any], related: Related, *, by: Viewer, at: datetime, reason: str) -> None:
    counted = Counted(deal)
    before = {name: shown(deal, name) for name in new}
    _set(deal, new, related)
    if "stage_id" in new:
        deal.stage_since = by.today(at)
    if "owner_id" in new:
        deal.team = deal.owner.team if deal.owner else None
    if "owner_id" in new or "lead_engineer_id" in new:
        _seat(deal)
    changes: list[Change] = [(name, before[name], shown(deal, name)) for name in new]
    save(deal, by=by, at=at, what="deal.changed", changes=changes, reason=reason)
    counted.settle(deal)
    if not {"name", "account_id", "product_id"}.isdisjoint(new):
        index(deal)


@dataclass(frozen=True, slots=True)
class Many:
    """What a bulk change did: ids changed, and per refused deal its name and why."""

    changed: list[int] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def change_many(*, by: Viewer, at: datetime, deal_ids: Iterable[int], values: Mapping[str, Any]) -> Many:
    """The same change to many deals, each in its own transaction; those refused are named and the rest go on."""
    result = Many()
    for deal_id in deal_ids:
        try:
            change_deal(by=by, at=at, deal_id=deal_id, values=values, seen_version=None)
        except Problem as problem:
            result.refused.append((deal_id, str(problem)))
        else:
            result.changed.append(deal_id)
    return result


def _seat(deal: Deal) -> None:
    """Owner and lead engineer sit on the deal team; whoever held the part before stays on it in another."""
    DealMember.objects.filter(deal=deal, part__in=(Part.OWNER, Part.LEAD_ENGINEER)).exclude(
        user_id__in=[id for id in (deal.owner_id, deal.lead_engineer_id) if id]
    ).update(part=Part.OTHER)
    for user_id, part in _seats(deal).items():
        DealMember.objects.update_or_create(deal=deal, user_id=user_id, defaults={"part": part})


def _seats(deal: Deal) -> dict[int, Part]:
    """The parts that the deal itself gives; who sells and leads technically is its owner."""
    seats = {deal.lead_engineer_id: Part.LEAD_ENGINEER, deal.owner_id: Part.OWNER}
    return {user_id: part for user_id, part in seats.items() if user_id}


def _set(deal: Deal, values: Mapping[str, Any], related: Related) -> None:
    for name, value in values.items():
        setattr(deal, name, value)
    for name, found in related.items():
        setattr(deal, name.removesuffix("_id"), found)


def _referred(by: Viewer, deal: Deal, values: Mapping[str, Any]) -> tuple[Related, dict[str, Text]]:
    """What the references lead to, by field, and those that lead nowhere the viewer may go."""
    related: Related = {}
    wrong: dict[str, Text] = {}
    sources: dict[str, Any] = {
        "account_id": Account.objects.visible_to(by),
        "owner_id": User.objects.select_related("team"),
        "lead_engineer_id": User.objects.all(),
        "stage_id": Stage.objects.all(),
        "product_id": Product.objects.all(),
        "technical_win_by_id": Contact.objects.filter(account_id=values.get("account_id", deal.account_id)),
    }
    for name, rows in sources.items():
        if values.get(name) is None or name not in values:
            continue
        found = rows.filter(id=values[name]).first()
        if found is None:
            wrong[name] = _("Choose one from the list.")
        elif isinstance(found, User) and not found.is_active and getattr(deal, name) != found.pk:
            wrong[name] = _("%(name)s does not work here any more. Choose someone else.") % {"name": found.name}
        else:
            related[name] = found
    return related, wrong


def _unpaired(values: Mapping[str, Any]) -> dict[str, Text]:
    won, note = values.get("technical_win_on"), values.get("technical_win_note")
    if values.get("technical_win_by_id") and not won:
        return {"technical_win_on": _("Say on which day it was said, and how you know.")}
    if bool(won) == bool(note):
        return {}
    return {"technical_win_note": _("A technical win needs both: the day, and who said yes to what.")}


def _refuse_clashes(deal: Deal, new: Mapping[str, Any], *, seen_version: int) -> None:
    clashes: dict[str, Clash] = {}
    ahead = Deal(**new)
    ahead.currency = new.get("currency", deal.currency)
    for entry in journal.since_version("deal", deal.pk, version=seen_version):
        for name, _before, _after in entry.changes:
            if name in new:
                clashes[name] = Clash(
                    field=str(NAMES[name]),
                    theirs=str(shown(deal, name) or ""),
                    yours=str(shown(ahead, name) or ""),
                    who=entry.actor.name,
                    when=entry.at.isoformat(),
                )
    if clashes or seen_version > deal.version:
        raise Conflict(
            _("Somebody changed this while you were at it. Nothing was overwritten: choose which to keep."),
            clashes=list(clashes.values()),
            version=deal.version,
        )
