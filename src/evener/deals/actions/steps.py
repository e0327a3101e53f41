"""Next steps: one owner and one date each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.actions.held import hold_to_change, save, thing, touch
from evener.deals.models import Deal, DealMember, NextStep
from evener.deals.rules import PART_NAMES, Part
from evener.journal.actions import record
from evener.journal.rules import Change, Thing, changed
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotThere, Refused, Text


def add_step(
    *, by: Viewer, at: datetime, deal_id: int, what: str, owner_id: int | None, due_on: date | None
) -> NextStep:
    """A new step. Without owner or date it is taken, and shows up as unowned on Today.

    Whoever is given a step works on the deal: they join its team, so they see the step and can finish it.
    """
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        _check({"what": what, "owner_id": owner_id})
        step = NextStep.objects.create(deal=deal, what=what.strip(), owner_id=owner_id, due_on=due_on, created_at=at)
        _seat(step, deal, by=by, at=at)
        _record(step, deal, by=by, at=at, what="step.added", changes=changed({}, _shown(step)))
    return step


def change_step(
    *, by: Viewer, at: datetime, step_id: int, values: Mapping[str, Any], seen_version: int | None
) -> NextStep:
    """Change `what`, `owner_id` or `due_on` of an open step. A new owner joins the deal team."""
    with transaction.atomic():
        step, deal = _hold(by, step_id)
        if step.done_at:
            raise Refused(_("This step is done. Take it up again to change it."))
        new = {name: value for name, value in values.items() if getattr(step, name) != value}
        if not new:
            return step
        if seen_version is not None and seen_version != step.version:
            raise Conflict(
                _("Somebody changed this step while you were at it. Look at it again, then change it."),
                version=step.version,
            )
        _check(new)
        before = _shown(step)
        for name, value in new.items():
            setattr(step, name, value.strip() if isinstance(value, str) else value)
        step.version += 1
        step.save(force_update=True)
        step = NextStep.objects.select_related("owner").get(id=step.pk)
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
        step.done_at, step.done_by, step.waiting = None, None, True
        step.version += 1
        step.save(force_update=True)
        _record(step, deal, by=by, at=at, what="step.resumed", changes=[])
    return step


def _hold(by: Viewer, step_id: int) -> tuple[NextStep, Deal]:
    step = NextStep.objects.visible_to(by).filter(id=step_id).only("deal_id").first()
    if step is None:
        raise NotThere(_("There is no such step, or you are not on its deal."))
    deal = hold_to_change(by, step.deal_id)
    return NextStep.objects.select_related("owner").get(id=step_id), deal


def _seat(step: NextStep, deal: Deal, *, by: Viewer, at: datetime) -> None:
    """The step's owner is on the deal team, and the journal says since when."""
    if step.owner is None or DealMember.objects.filter(deal=deal, user=step.owner).exists():
        return
    DealMember.objects.create(deal=deal, user=step.owner, part=Part.OTHER)
    part = str(PART_NAMES[Part.OTHER])
    save(deal, by=by, at=at, what="deal.team", changes=[(f"team: {step.owner.name}", None, part)])


def _record(
    step: NextStep, deal: Deal, *, by: Viewer, at: datetime, what: str, changes: list[Change], reason: str = ""
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
    return {"what": step.what, "owner": step.owner.name if step.owner else None, "due_on": step.due_on}


def _check(values: Mapping[str, Any]) -> None:
    wrong: dict[str, Text] = {}
    if "what" in values and not values["what"].strip():
        wrong["what"] = _("Say what happens next.")
    elif "what" in values and len(values["what"]) > 300:
        wrong["what"] = _("Keep it under %(limit)d characters.") % {"limit": 300}
    owner = values.get("owner_id")
    if owner is not None and not User.objects.filter(id=owner, is_active=True).exists():
        wrong["owner_id"] = _("Choose one from the list.")
    if wrong:
        raise Invalid(wrong)
