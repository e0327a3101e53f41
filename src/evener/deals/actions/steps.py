"""Next steps: one owner and one date each. The owner is one of us, or somebody at the customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals import queries
from evener.deals.actions.held import hold_to_change, save, thing, touch
from evener.deals.models import Deal, DealMember, NextStep
from evener.deals.rules import PART_NAMES, Part
from evener.journal.actions import Author, record
from evener.journal.rules import Change, Thing, changed
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotThere, Refused, Text

# Giving a step to one side takes it from the other.
OTHER = {"owner_id": "contact_id", "contact_id": "owner_id"}


def add_step(
    *, by: Viewer, at: datetime, deal_id: int, what: str, owner_id: int | None, due_on: date | None,
    contact_id: int | None = None, shared: bool = False,
) -> NextStep:  # fmt: skip
    """A new step. Without owner or date it is taken, and shows up as unowned on Today.

    Whoever is given a step works on the deal: they join its team, so they see the step and can finish it. `contact_id`
    gives it to somebody at the customer instead; `shared` puts it on the plan the customer sees.
    """
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        _check({"what": what, "owner_id": owner_id, "contact_id": contact_id}, deal)
        step = NextStep.objects.create(
            deal=deal, what=what.strip(), owner_id=owner_id, contact_id=contact_id, shared=shared, due_on=due_on,
            created_at=at,
        )  # fmt: skip
        _seat(step, deal, by=by, at=at)
        _record(step, deal, by=by, at=at, what="step.added", changes=changed({}, _shown(step)))
    return step


def change_step(
    *, by: Viewer, at: datetime, step_id: int, values: Mapping[str, Any], seen_version: int | None
) -> NextStep:
    """Change `what`, `owner_id`, `contact_id`, `due_on` or `shared` of an open step.

    A new owner joins the deal team. Given to one side, it is no longer the other's.
    """
    with transaction.atomic():
        step, deal = _hold(by, step_id)
        if step.done_at:
            raise Refused(_("This step is done. Take it up again to change it."))
        given = {**dict.fromkeys(OTHER[name] for name in OTHER if values.get(name) is not None), **values}
        new = {name: value for name, value in given.items() if getattr(step, name) != value}
        if not new:
            return step
        if seen_version is not None and seen_version != step.version:
            raise Conflict(
                _("Somebody changed this step while you were at it. Look at it again, then change it."),
                version=step.version,
            )
        _check({name: given.get(name, getattr(step, name)) for name in OTHER} | new, deal)
        before = _shown(step)
        for name, value in new.items():
            setattr(step, name, value.strip() if isinstance(value, str) else value)
        step.version += 1
        step.save(force_update=True)
        step = NextStep.objects.select_related("owner", "contact").get(id=step.pk)
        _seat(step, deal, by=by, at=at)
        _record(step, deal, by=by, at=at, what="step.changed", changes=changed(before, _shown(step)))
    return step


def finish_step(*, by: Viewer, at: datetime, step_id: int, note: str = "") -> NextStep:
    """The step is done. Doing so twice is harmless."""
    with transaction.atomic():
        step, deal = _hold(by, step_id)
        if step.done_at:
            return step
        step.done_at, step.done_by_id, step.waiting = at, by.id, False
        step.version += 1
        step.save(force_update=True)
        _record(step, deal, by=by, at=at, what="step.done", changes=[], reason=note.strip())
    return step


def resume_step(*, by: Viewer, at: datetime, step_id: int) -> NextStep:
    """A step thought done is not."""
    with transaction.atomic():
        step, deal = _hold(by, step_id)
        if step.done_at is None:
            return step
        step.done_at, step.done_by, step.done_as, step.waiting = None, None, "", True
        step.version += 1
        step.save(force_update=True)
        _record(step, deal, by=by, at=at, what="step.resumed", changes=[])
    return step


def share_step(*, by: Viewer, at: datetime, step_id: int, shared: bool) -> NextStep:
    """Put a step, done or not, on the plan the customer sees, or take it off."""
    with transaction.atomic():
        step, deal = _hold(by, step_id)
        if step.shared == shared:
            return step
        step.shared = shared
        step.version += 1
        step.save(force_update=True)
        _record(step, deal, by=by, at=at, what="step.shared" if shared else "step.unshared", changes=[])
    return step


def tick_step(
    *, by: Author, at: datetime, deal_id: int, step_id: int, done: bool, as_whom: str
) -> tuple[NextStep, bool]:
    """The customer says of a step of theirs that it is done, or is not; and whether that changed anything.

    `by` stands for a link, `as_whom` for who holds it. What they do not see, and what is ours to do, is not there for
    them. Two who tick at once both find it ticked.
    """
    with transaction.atomic():
        deal = Deal.objects.select_for_update(of=("self",)).filter(id=deal_id).first()
        theirs = NextStep.objects.filter(id=step_id, deal_id=deal_id, shared=True, contact__isnull=False)
        step = theirs.select_related("contact").first()
        if deal is None or step is None:
            raise NotThere(_("There is no such step."))
        if deal.is_closed:
            raise Refused(_("This plan is closed. You can still read it."))
        if (step.done_at is not None) == done:
            return step, False
        step.done_at, step.done_by_id = (at, by.id) if done else (None, None)
        step.done_as, step.waiting = as_whom[:120] if done else "", not done
        step.version += 1
        step.save(force_update=True)
        changes: list[Change] = [("link", None, as_whom)]  # so that the journal names the reader
        _record(step, deal, by=by, at=at, what="step.ticked" if done else "step.unticked", changes=changes)
    return step, True


def _hold(by: Viewer, step_id: int) -> tuple[NextStep, Deal]:
    step = NextStep.objects.visible_to(by).filter(id=step_id).only("deal_id").first()
    if step is None:
        raise NotThere(_("There is no such step, or you are not on its deal."))
    deal = hold_to_change(by, step.deal_id)
    return NextStep.objects.select_related("owner", "contact").get(id=step_id), deal


def _seat(step: NextStep, deal: Deal, *, by: Viewer, at: datetime) -> None:
    """The step's owner is on the deal team, and the journal says since when."""
    if step.owner is None or DealMember.objects.filter(deal=deal, user=step.owner).exists():
        return
    DealMember.objects.create(deal=deal, user=step.owner, part=Part.OTHER)
    part = str(PART_NAMES[Part.OTHER])
    save(deal, by=by, at=at, what="deal.team", changes=[(f"team: {step.owner.name}", None, part)])


def _record(
    step: NextStep, deal: Deal, *, by: Author, at: datetime, what: str, changes: list[Change], reason: str = ""
) -> None:
    touch(deal, at=at)
    record(
        by=by,
        at=at,
        what=what,
        subject=Thing("step", step.pk, step.what),
        thread=thing(deal),
        changes=changes,
        reason=reason,
    )


def _shown(step: NextStep) -> dict[str, object]:
    return {
        "what": step.what,
        "owner": step.owner.name if step.owner else None,
        "contact": step.contact.name if step.contact else None,
        "due_on": step.due_on,
        "shared": True if step.shared else None,
    }


def _check(values: Mapping[str, Any], deal: Deal) -> None:
    wrong: dict[str, Text] = {}
    if "what" in values and not values["what"].strip():
        wrong["what"] = _("Say what happens next.")
    elif "what" in values and len(values["what"]) > 300:
        wrong["what"] = _("Keep it under %(limit)d characters.") % {"limit": 300}
    owner = values.get("owner_id")
    if owner is not None and not User.objects.filter(id=owner, is_active=True).exists():
        wrong["owner_id"] = _("Choose one from the list.")
    contact = values.get("contact_id")
    if contact is not None and owner is not None:
        wrong["contact_id"] = _("A step has one owner: one of us, or somebody at the customer.")
    elif contact is not None and not queries.has_contact(deal, contact):
        wrong["contact_id"] = _("Choose somebody at the customer from the list. New people are added on the account.")
    if wrong:
        raise Invalid(wrong)
