"""Closing a deal through the gate, and reopening it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.asks import answers
from evener.deals.actions.held import Counted, hold, hold_to_change, require, save
from evener.deals.asks import Ended
from evener.deals.models import Deal, NextStep
from evener.deals.queries import obstacles, standing
from evener.deals.rules import (
    OUTCOME_NAMES,
    REASONS,
    Closing,
    GateMode,
    Obstacle,
    Outcome,
    blocked_text,
    can_close,
    closing_faults,
    may_override,
    may_work_on,
)
from evener.journal.rules import Change
from evener.people.queries import organisation
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, Refused


def close_deal(*, by: Viewer, at: datetime, deal_id: int, closing: Closing, seen_version: int | None = None) -> Deal:
    """Close an open deal. A win goes through the gate: Refused lists what stands in the way."""
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        if seen_version is not None and seen_version != deal.version:
            raise Refused(_("This deal changed since you opened the form. Look at it again, then close it."))
        faults = closing_faults(closing, today=by.today(at))
        if faults:
            raise Invalid(faults)
        mode = GateMode(organisation().gate)
        blocking = obstacles(deal_id) if closing.outcome == Outcome.WON else []
        overrides = may_override(by, standing(by, deal))
        decision = can_close(closing, mode=mode, obstacles=blocking, overrides=overrides, today=by.today(at))
        if not decision and closing.gate_reason.strip() and not overrides:
            raise NotAllowed(" ".join(str(reason) for reason in overrides.reasons))
        if not decision:
            raise Refused(
                str(blocked_text(len(blocking))), reasons=[f"“{item.words}”: {item.why}" for item in blocking]
            )
        overridden = bool(blocking) and mode == GateMode.BLOCK
        _write(deal, closing, by=by, at=at, overridden=overridden, left=blocking)
    return deal


def _write(deal: Deal, closing: Closing, *, by: Viewer, at: datetime, overridden: bool, left: list[Obstacle]) -> None:
    counted = Counted(deal)
    deal.outcome = closing.outcome
    deal.outcome_reason = closing.reason
    deal.outcome_note = closing.note.strip()
    deal.closed_on = closing.closed_on
    deal.return_on = closing.return_on
    if overridden:
        deal.gate_overridden_by_id = by.id
        deal.gate_reason = closing.gate_reason.strip()
    changes: list[Change] = [
        ("outcome", None, str(OUTCOME_NAMES[closing.outcome])),
        ("outcome_reason", None, str(REASONS[closing.outcome][closing.reason])),
        ("closed_on", None, closing.closed_on.isoformat()),
    ]
    if closing.note.strip():
        changes.append(("outcome_note", None, closing.note.strip()))
    if closing.return_on:
        changes.append(("return_on", None, closing.return_on.isoformat()))
    changes += [("gate", None, f"“{item.words}”: {item.why}") for item in left]
    NextStep.objects.filter(deal=deal, waiting=True).update(waiting=False)
    save(deal, by=by, at=at, what="deal.closed", changes=changes, reason=closing.gate_reason if overridden else "")
    counted.settle(deal)


def reopen_deal(*, by: Viewer, at: datetime, deal_id: int, reason: str) -> Deal:
    """Open a closed deal again. What it was closed as stays in the journal."""
    with transaction.atomic():
        deal, stands = hold(by, deal_id)
        require(may_work_on(by, stands))
        if not deal.is_closed:
            raise Refused(_("This deal is open already."))
        if not reason.strip():
            raise Invalid({"reason": _("Say why the deal is opened again.")})
        counted, before = Counted(deal), _ended(deal)
        changes: list[Change] = [
            ("outcome", str(OUTCOME_NAMES[Outcome(deal.outcome)]), None),
            ("closed_on", deal.closed_on.isoformat() if deal.closed_on else None, None),
        ]
        deal.outcome, deal.outcome_reason, deal.outcome_note = Outcome.OPEN, "", ""
        deal.closed_on = deal.return_on = None
        deal.gate_overridden_by, deal.gate_reason = None, ""
        NextStep.objects.filter(deal=deal, done_at=None).update(waiting=True)
        save(deal, by=by, at=at, what="deal.reopened", changes=changes, reason=reason.strip())
        counted.settle(deal)
        for told in answers("deals.reopened"):
            told(by=by, at=at, deal=deal, before=before)
    return deal


def _ended(deal: Deal) -> Ended:
    closed_on = deal.closed_on or deal.opened_on  # a closed deal has its day; the types do not know
    return Ended(Outcome(deal.outcome), closed_on, deal.return_on)
