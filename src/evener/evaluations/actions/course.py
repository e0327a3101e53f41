"""The course of an evaluation: agreed with the customer, started, ended, resumed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.evaluations.actions.held import (
    contact_of,
    hold_evaluation,
    must,
    not_after,
    same_version,
    save,
)
from evener.evaluations.models import Criterion, Evaluation
from evener.evaluations.queries import start_of
from evener.evaluations.rules import Course, Event, Measured, allowed, end_faults, needs_reason, warnings
from evener.people.rules import Viewer
from evener.problems import Invalid, Refused


def agree(
    *, by: Viewer, at: datetime, evaluation_id: int, contact_id: int | None, agreed_on: date,
    seen_version: int | None = None,
) -> Evaluation:  # fmt: skip
    """The customer agreed to the criteria; those agreed with nobody yet take this contact and day."""
    with transaction.atomic():
        evaluation, deal = hold_evaluation(by, evaluation_id)
        same_version(seen_version, evaluation.version)
        must(allowed(Event.AGREE, Course(evaluation.status)))
        not_after(agreed_on, today=by.today(at), field="agreed_on")
        contact = contact_of(deal, contact_id, field="contact_id")
        rows = Criterion.objects.filter(evaluation=evaluation)
        if not rows.exists():
            raise Refused(_("There is nothing to agree to yet. Write down the criteria first."))
        rows.filter(agreed_on=None).update(agreed_on=agreed_on, agreed_with=contact)
        evaluation.status, evaluation.agreed_on = Course.AGREED, agreed_on
        changes = [("agreed_on", None, str(agreed_on))]
        if contact is not None:
            changes.append(("agreed_with", None, contact.name))
        save(evaluation, deal, by=by, at=at, what="evaluation.agreed", changes=changes)
    return evaluation


def redraft(*, by: Viewer, at: datetime, evaluation_id: int) -> Evaluation:
    """What was agreed is open again."""
    with transaction.atomic():
        evaluation, deal = hold_evaluation(by, evaluation_id)
        must(allowed(Event.REDRAFT, Course(evaluation.status)))
        evaluation.status, evaluation.agreed_on = Course.DRAFT, None
        save(evaluation, deal, by=by, at=at, what="evaluation.redrafted")
    return evaluation


def start(
    *, by: Viewer, at: datetime, evaluation_id: int, reason: str = "", seen_version: int | None = None
) -> Evaluation:
    """It starts. Despite warnings only with a reason in writing, which stays with it beside them."""
    with transaction.atomic():
        evaluation, deal = hold_evaluation(by, evaluation_id)
        same_version(seen_version, evaluation.version)
        must(allowed(Event.START, Course(evaluation.status)))
        found = warnings(start_of(evaluation))
        if needs_reason(found) and not reason.strip():
            raise Invalid({"reason": _("Settle what stands above, or say in writing why it starts nevertheless.")})
        evaluation.status = Course.RUNNING
        evaluation.started_at, evaluation.started_by_id, evaluation.touched_at = at, by.id, at
        evaluation.start_warnings = "\n".join(str(warning.text) for warning in found)
        evaluation.start_reason = reason.strip() if found else ""
        changes = [("warning", None, str(warning.text)) for warning in found]
        save(evaluation, deal, by=by, at=at, what="evaluation.started", changes=changes, reason=evaluation.start_reason)
    return evaluation


def end(
    *, by: Viewer, at: datetime, evaluation_id: int, how: Course, on: date, note: str = "",
    seen_version: int | None = None,
) -> Evaluation:  # fmt: skip
    """It succeeded, failed or was stopped. Allowed on a closed deal: what was learned is written down."""
    with transaction.atomic():
        evaluation, deal = hold_evaluation(by, evaluation_id, after_sale=True)
        same_version(seen_version, evaluation.version)
        before = Course(evaluation.status)
        must(allowed(Event.END, before))
        rows = Criterion.objects.filter(evaluation=evaluation).order_by("id")
        measured = [Measured(row.text, row.must, row.result) for row in rows]
        wrong = end_faults(how, measured, note=note, status=before)
        if wrong:
            raise Invalid(wrong)
        not_after(on, today=by.today(at), field="on")
        if evaluation.started_at is not None and on < by.today(evaluation.started_at):
            raise Invalid({"on": _("This day lies before it started.")})
        evaluation.status, evaluation.ended_on, evaluation.ended_by_id = how, on, by.id
        evaluation.ended_note = note.strip()
        changes = [("status", before.value, how.value), ("ended_on", None, str(on))]
        save(evaluation, deal, by=by, at=at, what="evaluation.ended", changes=changes, reason=note.strip())
    return evaluation


def resume(*, by: Viewer, at: datetime, evaluation_id: int, reason: str) -> Evaluation:
    """It ended too early: it runs again, or is a draft again where it never started. The journal keeps both."""
    with transaction.atomic():
        evaluation, deal = hold_evaluation(by, evaluation_id)
        before = Course(evaluation.status)
        must(allowed(Event.RESUME, before))
        if not reason.strip():
            raise Invalid({"reason": _("Say in a sentence why it goes on.")})
        evaluation.status = Course.RUNNING if evaluation.started_at else Course.DRAFT
        evaluation.ended_on, evaluation.ended_by_id, evaluation.ended_note = None, None, ""
        evaluation.touched_at = at
        changes = [("status", before.value, evaluation.status)]
        save(evaluation, deal, by=by, at=at, what="evaluation.resumed", changes=changes, reason=reason.strip())
    return evaluation
