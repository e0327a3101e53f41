"""The technical win: the evaluator's yes, with who said it and how we know."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.actions.held import hold_to_change
from evener.deals.actions.won import set_technical_win
from evener.deals.models import Deal
from evener.evaluations.actions.held import contact_of, hold_evaluation, same_version, save
from evener.evaluations.models import Evaluation
from evener.evaluations.rules import UNSTARTED
from evener.people.rules import Viewer
from evener.problems import Invalid, Refused, Text

LONGEST_HOW = 300


def record_win(
    *, by: Viewer, at: datetime, evaluation_id: int, contact_id: int | None, how: str, on: date,
    seen_version: int | None = None,
) -> Evaluation:  # fmt: skip
    """Somebody at the customer said yes. It stands on the evaluation and on its deal."""
    _check(contact_id=contact_id, how=how, on=on, today=by.today(at))
    with transaction.atomic():
        evaluation, deal = hold_evaluation(by, evaluation_id)
        same_version(seen_version, evaluation.version)
        if evaluation.status in UNSTARTED:
            raise Refused(_("It has not started yet. Without an evaluation, record the win on the deal itself."))
        contact = contact_of(deal, contact_id, field="contact_id")
        set_technical_win(by=by, at=at, deal_id=deal.pk, won_on=on, contact_id=contact_id, note=how.strip())
        evaluation.win_on, evaluation.win_by, evaluation.win_how = on, contact, how.strip()
        changes = [("win_on", None, str(on)), ("win_by", None, str(contact)), ("win_how", None, how.strip())]
        save(evaluation, deal, by=by, at=at, what="evaluation.won", changes=changes)
    return evaluation


def withdraw_win(*, by: Viewer, at: datetime, evaluation_id: int, reason: str) -> Evaluation:
    """They took it back, or it was never said. With a reason; the deal's own goes too where it came from here."""
    _needs(reason)
    with transaction.atomic():
        evaluation, deal = hold_evaluation(by, evaluation_id)
        if evaluation.win_on is None:
            raise Refused(_("No technical win is recorded here."))
        if (deal.technical_win_on, deal.technical_win_note) == (evaluation.win_on, evaluation.win_how):
            set_technical_win(
                by=by, at=at, deal_id=deal.pk, won_on=None, contact_id=None, note="", reason=reason.strip()
            )
        _unwin(evaluation, deal, by=by, at=at, reason=reason)
    return evaluation


def record_deal_win(*, by: Viewer, at: datetime, deal_id: int, contact_id: int | None, how: str, on: date) -> Deal:
    """The same on a deal without an evaluation."""
    _check(contact_id=contact_id, how=how, on=on, today=by.today(at))
    return set_technical_win(by=by, at=at, deal_id=deal_id, won_on=on, contact_id=contact_id, note=how.strip())


def withdraw_deal_win(*, by: Viewer, at: datetime, deal_id: int, reason: str) -> Deal:
    """The deal's goes, and that of the evaluation it came from."""
    _needs(reason)
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        if deal.technical_win_on is None:
            raise Refused(_("No technical win is recorded here."))
        won = Evaluation.objects.filter(deal=deal, win_on=deal.technical_win_on, win_how=deal.technical_win_note)
        for evaluation in won:
            _unwin(evaluation, deal, by=by, at=at, reason=reason)
        return set_technical_win(
            by=by, at=at, deal_id=deal_id, won_on=None, contact_id=None, note="", reason=reason.strip()
        )


def _unwin(evaluation: Evaluation, deal: Deal, *, by: Viewer, at: datetime, reason: str) -> None:
    changes = [("win_on", str(evaluation.win_on), None)]
    evaluation.win_on, evaluation.win_by, evaluation.win_how = None, None, ""
    save(evaluation, deal, by=by, at=at, what="evaluation.unwon", changes=changes, reason=reason.strip())


def _needs(reason: str) -> None:
    if not reason.strip():
        raise Invalid({"reason": _("Say in a sentence why it does not hold any more.")})


def _check(*, contact_id: int | None, how: str, on: date, today: date) -> None:
    wrong: dict[str, Text] = {}
    if contact_id is None:
        wrong["contact_id"] = _("Choose who said it. New people are added on the account.")
    if not how.strip():
        wrong["how"] = _("Say how we know: their words, a mail, a signed report.")
    elif len(how.strip()) > LONGEST_HOW:
        wrong["how"] = _("Keep it under %(limit)d characters.") % {"limit": LONGEST_HOW}
    if on > today:
        wrong["on"] = _("This day lies in the future.")
    if wrong:
        raise Invalid(wrong)
