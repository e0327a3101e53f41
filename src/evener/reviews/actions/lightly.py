"""The light plan of a deal that ended in nothing: ideas, people to stay in touch with, the day to come back.

The closed deal itself does not change: all of this is rows of its own.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.customers.models import Contact
from evener.deals.actions.held import hold, require, thing
from evener.deals.models import Deal
from evener.deals.rules import Outcome, may_work_on
from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.people.rules import Viewer
from evener.problems import Invalid, NotThere, Refused, Text
from evener.reviews.actions.held import able, give_sight, same_version
from evener.reviews.models import ComeBack, Idea, LightPlan, Tie, Touch
from evener.reviews.rules.lightly import (
    EARLIEST,
    LATEST,
    LENGTHS,
    LIGHT,
    MOST_IDEAS,
    MOST_TIES,
    next_touch,
    return_fault,
    weeks_fault,
)


def hold_light(by: Viewer, deal_id: int) -> Deal:
    """The deal, locked, where it ended without a sale and somebody who works on it may go on lightly."""
    deal, stands = hold(by, deal_id)
    require(may_work_on(by, stands))
    if deal.outcome not in LIGHT:
        if deal.outcome == Outcome.OPEN:
            raise Refused(_("This deal is open: plan next steps on it. A light plan begins when it has ended."))
        raise Refused(_("A light plan is for deals that ended in no decision, or were lost."))
    if ComeBack.objects.filter(former=deal, closed_on=deal.closed_on or deal.opened_on).exists():
        raise Refused(_("They are back already. Plan next steps on the new deal."))
    return deal


def add_idea(*, by: Viewer, at: datetime, deal_id: int, text: str, due_on: date, owner_id: int | None = None) -> Idea:
    """Something worth sharing with them by that day; `by` shares it unless somebody else is named."""
    wrong = _texts(text=text)
    if not text.strip():
        wrong["text"] = _("Say what would be worth their time: a result, an article, somebody to meet.")
    wrong |= _day(due_on, field="due_on", today=by.today(at))
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        deal = hold_light(by, deal_id)
        owner = able(owner_id or by.id, field="owner_id") if owner_id not in (None, by.id) else None
        if Idea.objects.filter(deal=deal).count() >= MOST_IDEAS:
            raise Refused(_("There are %(most)d ideas here already.") % {"most": MOST_IDEAS})
        idea = Idea.objects.create(
            deal=deal, text=text.strip(), due_on=due_on, owner_id=owner.pk if owner else by.id, created_at=at,
            created_by_id=by.id,
        )  # fmt: skip
        if owner:
            give_sight(deal, [owner])
        changes: list[Change] = [("idea", None, idea.text), ("due_on", None, due_on.isoformat())]
        _tell(deal, Thing("idea", idea.pk, idea.text), "light.idea", by=by, at=at, changes=changes)
    return idea


def share_idea(*, by: Viewer, at: datetime, idea_id: int, note: str = "") -> Idea:
    """It was shared. Doing so twice is harmless."""
    wrong = _texts(note=note)
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        found = Idea.objects.visible_to(by).filter(id=idea_id).only("deal_id").first()
        if found is None:
            raise NotThere(_("There is no such idea, or you are not on its deal."))
        deal, stands = hold(by, found.deal_id)
        require(may_work_on(by, stands))
        idea = Idea.objects.get(id=idea_id)
        if idea.done_at:
            return idea
        idea.done_at, idea.done_by_id, idea.note, idea.waiting = at, by.id, note.strip(), False
        idea.save(force_update=True)
        _tell(deal, Thing("idea", idea.pk, idea.text), "light.shared", by=by, at=at, reason=idea.note)
    return idea


def add_tie(
    *, by: Viewer, at: datetime, deal_id: int, contact_id: int, every_weeks: int, owner_id: int | None = None
) -> Tie:
    """Somebody at the customer to stay in touch with every so many weeks, beginning with the close."""
    fault = weeks_fault(every_weeks)
    if fault:
        raise Invalid({"every_weeks": fault})
    with transaction.atomic():
        deal = hold_light(by, deal_id)
        contact = Contact.objects.filter(id=contact_id, account_id=deal.account_id).first() if deal.account_id else None
        if contact is None:
            raise Invalid({"contact_id": _("Choose somebody at the customer. New people are added on the account.")})
        if Tie.objects.filter(deal=deal, contact=contact, ended_at=None).exists():
            raise Invalid({"contact_id": _("%(name)s is on the list already.") % {"name": contact.name}})
        if Tie.objects.filter(deal=deal, ended_at=None).count() >= MOST_TIES:
            raise Refused(_("There are %(most)d people here already.") % {"most": MOST_TIES})
        owner = able(owner_id, field="owner_id") if owner_id not in (None, by.id) and owner_id else None
        tie = Tie.objects.create(
            deal=deal, contact=contact, owner_id=owner.pk if owner else by.id, every_weeks=every_weeks,
            next_on=next_touch(by.today(at), every_weeks), created_at=at, created_by_id=by.id,
        )  # fmt: skip
        if owner:
            give_sight(deal, [owner])
        changes: list[Change] = [("every_weeks", None, every_weeks)]
        _tell(deal, Thing("tie", tie.pk, contact.name), "light.tie", by=by, at=at, changes=changes)
    return tie


def touch_tie(*, by: Viewer, at: datetime, tie_id: int, on: date | None = None, how: str = "") -> Touch:
    """We were in touch, today unless said otherwise; the next time counts from that day."""
    today = by.today(at)
    day = on or today
    wrong = _texts(how=how)
    if day > today:
        wrong["on"] = _("This day lies in the future.")
    elif day < EARLIEST:
        wrong["on"] = _("Use a date between 1970 and 2200.")
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        tie, deal = _hold_tie(by, tie_id)
        if tie.ended_at:
            raise Refused(_("Nobody stays in touch with them any more. Add them again first."))
        touch = Touch.objects.create(tie=tie, on=day, how=how.strip(), by_id=by.id, created_at=at)
        if tie.last_on is None or day >= tie.last_on:
            tie.last_on, tie.next_on = day, next_touch(day, tie.every_weeks)
            tie.save(force_update=True)
        changes: list[Change] = [("on", None, day.isoformat())]
        _tell(deal, Thing("tie", tie.pk, tie.contact.name), "light.touched", by=by, at=at, changes=changes,
              reason=touch.how)  # fmt: skip
    return touch


def end_tie(*, by: Viewer, at: datetime, tie_id: int) -> Tie:
    """Nobody need stay in touch with them any more; what was logged stays."""
    with transaction.atomic():
        tie, deal = _hold_tie(by, tie_id)
        if tie.ended_at is None:
            tie.ended_at, tie.waiting = at, False
            tie.save(force_update=True)
            _tell(deal, Thing("tie", tie.pk, tie.contact.name), "light.untied", by=by, at=at)
    return tie


def move_return(
    *, by: Viewer, at: datetime, deal_id: int, return_on: date | None, reason: str = "", seen_version: int | None = None
) -> LightPlan:
    """Another day to come back. The day that was set when the deal closed stays on the deal."""
    fault = return_fault(return_on, today=by.today(at))
    wrong = _texts(reason=reason) | ({"return_on": fault} if fault else {})
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        deal = hold_light(by, deal_id)
        plan, made = LightPlan.objects.select_for_update().get_or_create(deal=deal)
        same_version(None if made else seen_version, plan.version)
        before = plan.return_on or deal.return_on
        plan.return_on = return_on
        plan.version += 1
        plan.save(force_update=True)
        after = return_on.isoformat() if return_on else None
        changes: list[Change] = [("return_on", before.isoformat() if before else None, after)]
        _tell(deal, thing(deal), "light.moved", by=by, at=at, changes=changes, reason=reason.strip())
    return plan


def _hold_tie(by: Viewer, tie_id: int) -> tuple[Tie, Deal]:
    found = Tie.objects.visible_to(by).filter(id=tie_id).only("deal_id").first()
    if found is None:
        raise NotThere(_("There is no such person here, or you are not on the deal."))
    deal, stands = hold(by, found.deal_id)
    require(may_work_on(by, stands))
    return Tie.objects.select_related("contact").get(id=tie_id), deal


def _tell(
    deal: Deal, subject: Thing, what: str, *, by: Viewer, at: datetime, changes: list[Change] | None = None,
    reason: str = "",
) -> None:  # fmt: skip
    record(by=by, at=at, what=what, subject=subject, thread=thing(deal), changes=changes or [], reason=reason)


def _texts(**texts: str) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    for name, text in texts.items():
        if len(text) > LENGTHS[name]:
            wrong[name] = _("Keep it under %(limit)d characters.") % {"limit": LENGTHS[name]}
        elif "\x00" in text:
            wrong[name] = _("This text holds a character that cannot be kept.")
    return wrong


def _day(day: date, *, field: str, today: date) -> dict[str, Text]:
    if day < today:
        return {field: _("This day has passed. Choose today or a day to come.")}
    return {} if day <= LATEST else {field: _("Use a date between 1970 and 2200.")}
