"""Every write to promises and verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from evener import money
from evener.capabilities.models import Capability
from evener.deals.actions.held import hold, hold_to_change, require, seat, thing
from evener.deals.actions.promised import set_promise_counts
from evener.deals.models import Deal, DealMember
from evener.deals.queries import standing as deal_standing
from evener.deals.rules import Decision, Outcome, Part, join_reasons, may_override, may_work_on
from evener.deals.tallies import place
from evener.journal.actions import record
from evener.journal.rules import Change, Thing, changed
from evener.listing.actions import moved, tally
from evener.people.models import User
from evener.people.queries import organisation
from evener.people.rules import VERDICT_ROLES, Viewer
from evener.problems import Conflict, Invalid, NotThere, Refused, Text
from evener.promises.models import Promise, Verdict
from evener.promises.rules import (
    ENDED,
    LACKING,
    Answer,
    Event,
    Life,
    Limits,
    Standing,
    VerdictKind,
    after,
    allowed,
    answer_faults,
    keeping,
    may_answer,
    verdict_due,
    waits,
)
from evener.promises.tallies import tally_key
from evener.promises.work import register
from evener.search.actions import put
from evener.search.rules import Kind

FIELDS = (
    "words",
    "scope",
    "due_on",
    "services_minor",
    "told",
    "capability_id",
    "engineer_id",
    "owner_id",
    "deal_breaker",
)
# What a verdict rests on: changing one of these makes it stale.
GROUNDS = frozenset({"words", "scope", "due_on", "services_minor"})


def draft_promise(*, by: Viewer, at: datetime, deal_id: int, values: Mapping[str, Any], ask: bool = False) -> Promise:
    """Write down what the customer would be told; with `ask`, ask engineering at once."""
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        promise = _new(by, at, deal, values)
        if ask:
            _ask(promise, deal, by=by, at=at)
            _save(promise, deal, by=by, at=at, before=Standing(), what="promise.asked")
    return promise


def record_blind(*, by: Viewer, at: datetime, deal_id: int, values: Mapping[str, Any], made_on: date) -> Promise:
    """A promise the customer was told before any engineer saw it. It counts, and may still be asked about."""
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        if made_on > by.today(at):
            raise Invalid({"made_on": _("This day lies in the future.")})
        promise = _new(by, at, deal, values)
        before = promise.standing
        promise.made_on, promise.made_by_id = made_on, by.id
        promise.stand(after(Event.MAKE, before))
        _save(
            promise, deal, by=by, at=at, before=before, what="promise.made", changes=[("made_on", None, str(made_on))]
        )
    return promise


def change_promise(
    *, by: Viewer, at: datetime, promise_id: int, values: Mapping[str, Any], seen_version: int | None
) -> Promise:
    """Change the words, date, scope or people. What a verdict rests on makes it stale."""
    with transaction.atomic():
        promise, deal = _hold(by, promise_id)
        new = {name: value for name, value in values.items() if getattr(promise, name, None) != value}
        if not new:
            return promise
        if seen_version is not None and seen_version != promise.version:
            raise Conflict(
                _("Somebody changed this promise while you were at it. Look at it again, then change it."),
                version=promise.version,
            )
        _check(new)
        _must(allowed(Event.CHANGE, promise.standing))
        standing, before = promise.standing, _shown(promise, deal)
        for name, value in new.items():
            setattr(promise, name, value)
        if not GROUNDS.isdisjoint(new):
            promise.stand(after(Event.CHANGE, standing))
        if not {"engineer_id", "owner_id"}.isdisjoint(new):
            _seat(promise, deal)
        _save(
            promise,
            deal,
            by=by,
            at=at,
            before=standing,
            what="promise.changed",
            changes=changed(before, _shown(promise, deal)),
        )
        _index(promise)
    return promise


def ask_verdict(*, by: Viewer, at: datetime, promise_id: int, engineer_id: int | None = None) -> Promise:
    """Ask engineering. Without an engineer it is the lead engineer's, or unowned."""
    with transaction.atomic():
        promise, deal = _hold(by, promise_id)
        _must(allowed(Event.ASK, promise.standing))
        if engineer_id is not None:
            _check({"engineer_id": engineer_id})
            promise.engineer_id = engineer_id
        before = promise.standing
        _ask(promise, deal, by=by, at=at)
        _save(promise, deal, by=by, at=at, before=before, what="promise.asked")
    return promise


def limits() -> Limits:
    """The organisation's own."""
    company = organisation()
    return Limits(company.architect_hours, money.Money(company.architect_amount_minor, company.currency))


def give_verdict(
    *, by: Viewer, at: datetime, promise_id: int, answer: Answer, seen_version: int | None = None
) -> Verdict:
    """Answer, or revise the answer. Whoever may see the deal and comes from engineering may, and joins its team by it.

    A revised verdict stays as it was given, among the earlier ones and in the journal; it was never due, so not late.
    """
    faults = answer_faults(answer)
    if faults:
        raise Invalid(faults)
    with transaction.atomic():
        promise, deal = _hold(by, promise_id, to_answer=True)
        services = money.Money(promise.services_minor, deal.currency)
        require(may_answer(by, answer, services=services, limits=limits()))
        if seen_version is not None and seen_version != promise.version:
            raise Conflict(
                _("This promise changed while you wrote the verdict. Read it again, then answer."),
                version=promise.version,
            )
        event = Event.REFUSE if answer.kind == VerdictKind.NO else Event.CLEAR
        before = promise.standing
        _must(allowed(event, before))
        revised = None if before.asked else promise.verdict
        due_at = promise.verdict_due_at if before.asked else None
        promise.verdict = _write_verdict(promise, answer, by=by, at=at, due_at=due_at)
        promise.lacking = answer.kind in LACKING
        promise.engineer_id = by.id
        promise.stand(after(event, before))
        DealMember.objects.get_or_create(deal=deal, user_id=by.id, defaults={"part": Part.ENGINEER})
        changes = changed(_answer_shown(revised) if revised else {}, _answer_shown(answer))
        what = "verdict.given" if before.asked else "verdict.revised"
        _save(promise, deal, by=by, at=at, before=before, what=what, changes=changes)
    return promise.verdict


def override(*, by: Viewer, at: datetime, promise_id: int, reason: str) -> Promise:
    """A leader carries a promise engineering did not clear, in writing."""
    with transaction.atomic():
        promise, deal = _hold(by, promise_id)
        require(may_override(by, deal_standing(by, deal)))
        if not reason.strip():
            raise Invalid({"reason": _("Say why you carry this promise. The ledger shows how it ended.")})
        before = promise.standing
        _must(allowed(Event.OVERRIDE, before))
        promise.overridden_at, promise.overridden_by_id = at, by.id
        promise.override_reason = reason.strip()
        promise.stand(after(Event.OVERRIDE, before))
        _save(promise, deal, by=by, at=at, before=before, what="promise.overridden", reason=reason.strip())
    return promise


def make(*, by: Viewer, at: datetime, promise_id: int, made_on: date, told: str = "") -> Promise:
    """The customer was told. Said before it was cleared, it is blind for good."""
    with transaction.atomic():
        promise, deal = _hold(by, promise_id)
        if made_on > by.today(at):
            raise Invalid({"made_on": _("This day lies in the future.")})
        before = promise.standing
        _must(allowed(Event.MAKE, before))
        promise.made_on, promise.made_by_id = made_on, by.id
        if told.strip():
            _check({"told": told.strip()})
            promise.told = told.strip()
        promise.stand(after(Event.MAKE, before))
        _save(
            promise, deal, by=by, at=at, before=before, what="promise.made", changes=[("made_on", None, str(made_on))]
        )
    return promise


def end(*, by: Viewer, at: datetime, promise_id: int, event: Event, on: date, note: str = "") -> Promise:
    """How it ended: kept (late, when after its date), broken, released by the customer, or void (recorded by mistake).

    Allowed on closed deals: promises are kept after the sale.
    """
    if event not in (Event.KEEP, Event.BREAK, Event.RELEASE, Event.VOID):
        raise Invalid({"event": _("Choose how it ended.")})
    if event != Event.KEEP and not note.strip():
        raise Invalid({"note": _("Say in a sentence what happened.")})
    with transaction.atomic():
        promise, deal = _hold(by, promise_id, after_sale=True)
        before = promise.standing
        _must(allowed(event, before))
        if on > by.today(at):
            raise Invalid({"on": _("This day lies in the future.")})
        if promise.made_on and on < promise.made_on:
            raise Invalid({"on": _("This day lies before the promise was made.")})
        if event == Event.KEEP:
            event = keeping(on, due_on=promise.due_on)
        promise.ended_on, promise.ended_by_id, promise.ended_note = on, by.id, note.strip()
        promise.stand(after(event, before))
        _save(
            promise,
            deal,
            by=by,
            at=at,
            before=before,
            what=f"promise.{promise.life}",
            reason=note.strip(),
            changes=[("ended_on", None, str(on))],
        )
    return promise


def _new(by: Viewer, at: datetime, deal: Deal, values: Mapping[str, Any]) -> Promise:
    given = {"words": "", "owner_id": deal.lead_engineer_id, "engineer_id": deal.lead_engineer_id, **values}
    _check(given)
    promise = Promise(
        deal=deal, team_id=deal.team_id, confidential=deal.confidential, created_at=at, created_by_id=by.id
    )
    for name, value in given.items():
        setattr(promise, name, value)
    promise.save(force_insert=True)
    if "owner_id" in values:
        _seat(promise, deal)
    tally(moved(None, tally_key(promise.standing, place(deal))))
    _index(promise)
    record(
        by=by,
        at=at,
        what="promise.drafted",
        subject=_thing(promise),
        thread=thing(deal),
        changes=changed({}, {name: value for name, value in _shown(promise, deal).items() if value}),
    )
    _count(deal, at=at)
    return promise


def _ask(promise: Promise, deal: Deal, *, by: Viewer, at: datetime) -> None:
    promise.engineer_id = promise.engineer_id or deal.lead_engineer_id
    promise.asked_at, promise.asked_by_id = at, by.id
    promise.verdict_due_at = verdict_due(at, hours=organisation().verdict_hours)
    promise.stand(after(Event.ASK, promise.standing))
    _seat(promise, deal)


def _seat(promise: Promise, deal: Deal) -> None:
    """Whoever is asked about a promise or keeps it works on its deal, and so sees it."""
    parts: dict[int, Part] = {}
    if promise.owner_id is not None:
        parts[promise.owner_id] = Part.OTHER
    if promise.engineer_id is not None and promise.standing.asked:
        parts[promise.engineer_id] = Part.ENGINEER
    seat(deal, parts)


def _write_verdict(promise: Promise, answer: Answer, *, by: Viewer, at: datetime, due_at: datetime | None) -> Verdict:
    return Verdict.objects.create(
        promise=promise,
        kind=answer.kind,
        engineer_id=by.id,
        given_at=at,
        due_at=due_at,
        words=promise.words,
        scope=promise.scope,
        due_on=promise.due_on,
        hours_low=answer.hours_low,
        hours_likely=answer.hours_likely,
        hours_high=answer.hours_high,
        skill=answer.skill.strip(),
        conditions=answer.conditions.strip(),
        reason=answer.reason.strip(),
        alternative=answer.alternative.strip(),
        note=answer.note.strip(),
    )


def _hold(by: Viewer, promise_id: int, *, after_sale: bool = False, to_answer: bool = False) -> tuple[Promise, Deal]:
    """The promise and its deal, both locked. Deals are locked first, so two writers never wait for each other."""
    deal_id = Promise.objects.visible_to(by).filter(id=promise_id).values_list("deal_id", flat=True).first()
    if deal_id is None:
        raise NotThere(_("There is no such promise, or you are not on its deal."))
    if to_answer:
        deal, _stands = hold(by, deal_id)
    elif after_sale:
        deal, stands = hold(by, deal_id)
        require(may_work_on(by, stands))
    else:
        deal = hold_to_change(by, deal_id)
    promise = Promise.objects.select_related("engineer", "owner", "verdict").get(id=promise_id)
    return promise, deal


def _save(
    promise: Promise,
    deal: Deal,
    *,
    by: Viewer,
    at: datetime,
    before: Standing,
    what: str,
    changes: list[Change] | None = None,
    reason: str = "",
) -> None:
    promise.version += 1
    promise.waiting = waits(promise.standing, Outcome(deal.outcome))
    promise.save(force_update=True)
    register(promise, at=at, outcome=deal.outcome, chance=deal.chance)
    after_key, before_key = tally_key(promise.standing, place(deal)), tally_key(before, place(deal))
    if after_key != before_key:
        tally(moved(before_key, after_key))
    _count(deal, at=at)
    steps = [("state", before.state.value, promise.state)] if before.state != promise.state else []
    if before.stale != promise.stale:
        steps.append(("stale", str(before.stale), str(promise.stale)))
    record(
        by=by,
        at=at,
        what=what,
        subject=_thing(promise),
        thread=thing(deal),
        changes=[*steps, *(changes or [])],
        reason=reason,
    )


def _count(deal: Deal, *, at: datetime) -> None:
    live = ~Q(life__in=list(ENDED))
    counts = Promise.objects.filter(deal=deal).aggregate(
        open=Count("id", filter=live),
        blind=Count("id", filter=Q(blind=True) & ~Q(life=Life.VOID)),
        stale=Count("id", filter=Q(stale=True) & live),
    )
    set_promise_counts(deal_id=deal.pk, at=at, **counts)


def _thing(promise: Promise) -> Thing:
    return Thing("promise", promise.pk, promise.words)


def _index(promise: Promise) -> None:
    put(Kind.PROMISE, promise.pk, promise.words, promise.scope)


def _must(decision: Decision) -> None:
    if not decision:
        raise Refused(join_reasons(decision.reasons))


def _shown(promise: Promise, deal: Deal) -> dict[str, object]:
    """As the journal keeps it: names instead of ids, money as people write it."""
    people = dict(User.objects.filter(id__in=[promise.engineer_id, promise.owner_id]).values_list("id", "name"))
    return {
        "words": promise.words,
        "scope": promise.scope,
        "due_on": promise.due_on,
        "services_minor": money.show(promise.services_minor, deal.currency) if promise.services_minor else None,
        "told": promise.told,
        "deal_breaker": str(promise.deal_breaker) if promise.deal_breaker else None,
        "capability": str(promise.capability) if promise.capability_id else None,
        "engineer": people.get(promise.engineer_id or 0),
        "owner": people.get(promise.owner_id or 0),
    }


def _answer_shown(answer: Answer | Verdict) -> dict[str, object]:
    hours = f"{answer.hours_low}/{answer.hours_likely}/{answer.hours_high} h" if answer.hours_likely else None
    shown = {
        "verdict": VerdictKind(answer.kind).value,
        "hours": hours,
        "skill": answer.skill,
        "conditions": answer.conditions,
        "reason": answer.reason,
        "alternative": answer.alternative,
        "note": answer.note,
    }
    return {name: value or None for name, value in shown.items()}


def _check(values: Mapping[str, Any]) -> None:
    wrong: dict[str, Text] = {name: _("A promise has no such field.") for name in values if name not in FIELDS}
    for name, limit in (("words", 1000), ("scope", 20_000), ("told", 120)):
        text = values.get(name, "")
        if len(text) > limit:
            wrong[name] = _("Keep it under %(limit)d characters.") % {"limit": limit}
        elif "\x00" in text:
            wrong[name] = _("This text holds a character that cannot be kept.")
    if "words" in values and not values["words"].strip():
        wrong["words"] = _("Write what the customer would hear, in those words.")
    if values.get("services_minor", 0) < 0:
        wrong["services_minor"] = _("Services cannot be negative.")
    capability = values.get("capability_id")
    if capability and not Capability.objects.filter(id=capability).exists():
        wrong["capability_id"] = _("There is no such capability.")
    engineer = values.get("engineer_id")
    if engineer and not User.objects.filter(id=engineer, is_active=True, role__in=list(VERDICT_ROLES)).exists():
        wrong["engineer_id"] = _("Choose somebody from engineering.")
    owner = values.get("owner_id")
    if owner and not User.objects.filter(id=owner, is_active=True).exists():
        wrong["owner_id"] = _("Choose one from the list.")
    if wrong:
        raise Invalid(wrong)
