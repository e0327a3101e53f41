"""Holding a review: what the record showed, what was decided, and the steps that follow."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.actions import add_step
from evener.deals.actions.held import hold_to_change, require
from evener.deals.models import NextStep
from evener.deals.rules import may_work_on
from evener.journal.rules import Change
from evener.people.rules import Viewer
from evener.problems import Invalid, Refused
from evener.reviews.actions.held import able, must, same_version, save, tell, unseal, works_on_it
from evener.reviews.actions.held import hold_review as hold
from evener.reviews.models import Decision, Finding, Review, ReviewStep
from evener.reviews.queries.facts import facts
from evener.reviews.rules.course import MOST_DECISIONS, Event, ReviewStatus, text_faults
from evener.reviews.rules.keys import SignKey
from evener.reviews.rules.meanings import MEANINGS
from evener.reviews.rules.signs import signs


def decide(*, by: Viewer, at: datetime, review_id: int, text: str, who_id: int) -> Decision:
    """What the review decided, and who answers for it. Written once; another decision corrects it."""
    _check_decision(text)
    with transaction.atomic():
        review, deal, stands = hold(by, review_id)
        works_on_it(by, review, stands)
        must(review, Event.DECIDE, deal=deal)
        row = _decided(review, text, who_id, by=by, at=at)
        changes: list[Change] = [("decision", None, row.text), ("who", None, row.who.name)]
        tell(review, deal, by=by, at=at, what="review.decided", changes=changes)
    return row


def add_review_step(
    *, by: Viewer, at: datetime, review_id: int, what: str, owner_id: int | None, due_on: date | None
) -> NextStep:
    """A next step of the deal that follows from the review. Here it needs an owner and a day."""
    wrong = {}
    if owner_id is None:
        wrong["owner_id"] = _("Choose who does it.")
    if due_on is None:
        wrong["due_on"] = _("Choose by when.")
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        review, deal, stands = hold(by, review_id)
        require(may_work_on(by, stands))
        must(review, Event.DECIDE, deal=deal)
        step = add_step(by=by, at=at, deal_id=deal.pk, what=what, owner_id=owner_id, due_on=due_on)
        ReviewStep.objects.create(review=review, step=step)
    return step


def hold_review(
    *, by: Viewer, at: datetime, review_id: int, held_on: date, decision: str = "", who_id: int | None = None,
    seen_version: int | None = None,
) -> Review:  # fmt: skip
    """It was held. From here on everybody sees what each reviewer gave. It needs one decision or step at least:
    “we go on as planned” is one. The deal's owner answers for it unless `who_id` does.
    """
    with transaction.atomic():
        review, deal, stands = hold(by, review_id)
        works_on_it(by, review, stands)
        same_version(seen_version, review.version)
        must(review, Event.HOLD, deal=deal)
        today = by.today(at)
        if held_on > today:
            raise Invalid({"held_on": _("This day lies in the future.")})
        if held_on < by.today(review.asked_at):
            raise Invalid({"held_on": _("This day lies before the review was asked for.")})
        if decision.strip():
            _check_decision(decision)
            _decided(review, decision, who_id or deal.owner_id or by.id, by=by, at=at)
        elif not _has_result(review):
            raise Invalid({"decision": _("Write down what was decided, if only that nothing changes and why.")})
        review.status, review.held_on, review.held_by_id = ReviewStatus.HELD, held_on, by.id
        if review.revealed_at is None:
            review.revealed_at = at
            unseal(review)
        review.stage_chance = deal.stage.prior_won
        found = signs(facts(by, deal, at=at))
        Finding.objects.bulk_create(
            [Finding(review=review, key=sign.key, count=sign.count, detail=sign.detail) for sign in found]
        )
        changes: list[Change] = [("held_on", None, held_on.isoformat()), ("open_questions", None, len(found))]
        if decision.strip():
            changes.append(("decision", None, decision.strip()))
        save(review, deal, by=by, at=at, what="review.held", changes=changes)
    return review


def step_from_sign(*, by: Viewer, at: datetime, deal_id: int, key: str, due_on: date) -> NextStep:
    """What helps against a sign that nothing will be decided, as a next step of the deal's owner."""
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        if key not in set(SignKey):
            raise Invalid({"key": _("Choose one of the signs on the page.")})
        what = str(MEANINGS[SignKey(key)].step)
        if NextStep.objects.filter(deal=deal, waiting=True, what=what).exists():
            raise Refused(_("This step is on the plan already."))
        return add_step(by=by, at=at, deal_id=deal.pk, what=what, owner_id=deal.owner_id or by.id, due_on=due_on)


def _check_decision(text: str) -> None:
    wrong = text_faults({"text": text}, needs={"text": _("Write what was decided.")})
    if wrong:
        raise Invalid(wrong)


def _decided(review: Review, text: str, who_id: int, *, by: Viewer, at: datetime) -> Decision:
    if Decision.objects.filter(review=review).count() >= MOST_DECISIONS:
        raise Refused(_("There are %(most)d decisions already.") % {"most": MOST_DECISIONS})
    who = able(who_id, field="who_id")
    return Decision.objects.create(review=review, text=text.strip(), who=who, created_at=at, created_by_id=by.id)


def _has_result(review: Review) -> bool:
    return Decision.objects.filter(review=review).exists() or ReviewStep.objects.filter(review=review).exists()
