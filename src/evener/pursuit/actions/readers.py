"""What readers do through a link, and what of it we have seen."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.actions import tick_step
from evener.deals.actions.held import hold, hold_to_change, require, thing, touch
from evener.deals.actions.notes import beginning
from evener.deals.models import Deal, NextStep
from evener.deals.rules import may_work_on
from evener.journal.actions import Author, record
from evener.journal.rules import Change, Thing
from evener.people.rules import Viewer
from evener.problems import Invalid, NotThere, Refused
from evener.pursuit.models import Heard, PlanComment
from evener.pursuit.rules import COMMENTS_AN_HOUR, HOUR, MOST_COMMENTS, TWICE, Deed, comment_faults
from evener.sharing.models import Link


class TooMuch(Refused):
    """So much was written in so short a time that no more is taken now."""


def tick(*, by: Author, at: datetime, link: Link, step_id: int, done: bool) -> NextStep:
    """A step of the reader's side is done, or is not. Ours hear of it, unless it was undone before they looked."""
    deed, opposite = (Deed.TICKED, Deed.UNTICKED) if done else (Deed.UNTICKED, Deed.TICKED)
    with transaction.atomic():
        step, changed = tick_step(by=by, at=at, deal_id=link.subject_id, step_id=step_id, done=done, as_whom=link.label)
        if changed:
            undone, _each = Heard.objects.filter(step=step, seen_at=None, deed=opposite).delete()
            if not undone:
                Heard.objects.create(deal_id=link.subject_id, link=link, deed=deed, step=step, at=at)
    return step


def comment(*, by: Author, at: datetime, link: Link, name: str, text: str, step_id: int | None = None) -> PlanComment:
    """A reader's words on the plan or on one of its steps. TooMuch where one link writes more than a person does."""
    wrong = comment_faults(name=name, text=text)
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        deal = _open(link.subject_id)
        step = _shared_step(deal, step_id)
        body = text.strip()
        of_late = PlanComment.objects.filter(link=link, at__gt=at - HOUR)
        twice = of_late.filter(at__gt=at - TWICE, step=step, text=body).first()
        if twice is not None:
            return twice
        if of_late.count() >= COMMENTS_AN_HOUR or PlanComment.objects.filter(deal=deal).count() >= MOST_COMMENTS:
            raise TooMuch(
                _("That is a lot in a short time. What you wrote before is kept; go on in an hour, or call us.")
            )
        made = PlanComment.objects.create(deal=deal, step=step, name=name.strip(), text=body, link=link, at=at)
        Heard.objects.create(deal=deal, link=link, deed=Deed.COMMENTED, step=step, comment=made, at=at)
        _tell(made, deal, by=by, at=at, what="comment.made", changes=[("link", None, link.label)])
    return made


def reply(*, by: Viewer, at: datetime, deal_id: int, text: str, step_id: int | None = None) -> PlanComment:
    """Our words, with our name, for everybody who opens the plan."""
    wrong = comment_faults(name=by.name, text=text)
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        step = _shared_step(deal, step_id)
        if PlanComment.objects.filter(deal=deal).count() >= MOST_COMMENTS:
            raise Refused(_("There are too many comments here. Remove some first."))
        made = PlanComment.objects.create(deal=deal, step=step, name=by.name, text=text.strip(), author_id=by.id, at=at)
        _tell(made, deal, by=by, at=at, what="comment.answered", changes=[])
    return made


def remove_comment(*, by: Viewer, at: datetime, deal_id: int, comment_id: int) -> None:
    """Nobody reads it any more; the journal keeps that it was there, and how it began."""
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        gone = PlanComment.objects.filter(deal=deal, id=comment_id).first()
        if gone is None:
            raise NotThere(_("There is no such comment."))
        _tell(gone, deal, by=by, at=at, what="comment.removed", changes=[("by", gone.name, None)])
        gone.delete()


def see(*, by: Viewer, at: datetime, deal_id: int, heard_id: int | None = None) -> int:
    """One of us has seen what readers did: this, or all of it. How much that was."""
    with transaction.atomic():
        _deal, stands = hold(by, deal_id)
        require(may_work_on(by, stands))
        rows = Heard.objects.filter(deal_id=deal_id, seen_at=None)
        if heard_id is not None:
            rows = rows.filter(id=heard_id)
        return rows.update(seen_at=at, seen_by_id=by.id)


def _open(deal_id: int) -> Deal:
    """The deal of a link, locked."""
    deal = Deal.objects.select_for_update(of=("self",)).filter(id=deal_id).first()
    if deal is None:
        raise NotThere(_("There is no such plan."))
    if deal.is_closed:
        raise Refused(_("This plan is closed. You can still read it."))
    return deal


def _shared_step(deal: Deal, step_id: int | None) -> NextStep | None:
    if step_id is None:
        return None
    found = NextStep.objects.filter(id=step_id, deal=deal, shared=True).first()
    if found is None:
        raise NotThere(_("There is no such step."))
    return found


def _tell(row: PlanComment, deal: Deal, *, by: Author, at: datetime, what: str, changes: list[Change]) -> None:
    touch(deal, at=at)
    subject = Thing("comment", row.pk, beginning(row.text))
    record(by=by, at=at, what=what, subject=subject, thread=thing(deal), changes=changes)
