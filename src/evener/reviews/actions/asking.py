"""Asking for a review: who dissents, who reviews; swapping the dissenter; calling it off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.actions.held import hold_to_change
from evener.deals.models import Deal
from evener.journal.rules import Change
from evener.people.models import User
from evener.people.queries import organisation
from evener.people.rules import Viewer
from evener.problems import Invalid, Refused
from evener.reviews.actions.held import (
    able,
    give_sight,
    hold_review,
    index,
    must,
    same_version,
    save,
    tell,
    works_on_it,
)
from evener.reviews.models import Review, Reviewer, Sealed
from evener.reviews.queries.reviews import ahead, candidates, usual_reviewers
from evener.reviews.rules.course import MOST_REVIEWERS, Event, is_over, text_faults
from evener.reviews.rules.turns import Turn, turn


def ask_review(
    *, by: Viewer, at: datetime, deal_id: int, why: str = "", hold_on: date | None = None,
    dissenter_id: int | None = None, dissenter_why: str = "", reviewer_ids: Sequence[int] | None = None,
) -> Review:  # fmt: skip
    """A review of an open deal. Without `dissenter_id` it is the turn of whoever dissented least; with it a reason is
    needed. `reviewer_ids` are the deal team and its leader unless given; the dissenter is always one of them.
    """
    _check(why=why, dissenter_why=dissenter_why, hold_on=hold_on, today=by.today(at))
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        if ahead(deal_id) is not None:
            raise Refused(_("A review of this deal is under way. Hold it, or call it off, before asking for another."))
        chosen = _turn(deal, dissenter_id, dissenter_why, at=at)
        dissenter = able(chosen.id, field="dissenter_id", owner_id=deal.owner_id)
        ids = usual_reviewers(deal) if reviewer_ids is None else list(reviewer_ids)
        people = _people({*ids, dissenter.pk}, strict=reviewer_ids is not None)
        company = organisation()
        review = Review.objects.create(
            deal=deal, why=why.strip(), hold_on=hold_on, asked_at=at, asked_by_id=by.id, dissenter=dissenter,
            dissenter_why=str(chosen.why)[:300],
            large=is_over(
                deal.amount_minor, deal.currency, limit_minor=company.review_amount_minor, own=company.currency
            ),
        )  # fmt: skip
        Reviewer.objects.bulk_create([Reviewer(review=review, user=person) for person in people])
        give_sight(deal, people)
        index(review)
        changes: list[Change] = [("dissenter", None, dissenter.name), ("reviewers", None, len(people))]
        if hold_on:
            changes.append(("hold_on", None, hold_on.isoformat()))
        tell(review, deal, by=by, at=at, what="review.asked", changes=changes, reason=review.why)
    return review


def swap_dissenter(
    *, by: Viewer, at: datetime, review_id: int, dissenter_id: int, reason: str, seen_version: int | None = None
) -> Review:
    """Somebody else dissents, for a reason. Whoever did stays a reviewer."""
    wrong = text_faults({"reason": reason}, needs={"reason": _("Say in a sentence why somebody else dissents.")})
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        review, deal, stands = hold_review(by, review_id)
        works_on_it(by, review, stands)
        same_version(seen_version, review.version)
        must(review, Event.SWAP, deal=deal)
        person = able(dissenter_id, field="dissenter_id", owner_id=deal.owner_id)
        if person.pk == review.dissenter_id:
            raise Invalid({"dissenter_id": _("%(name)s dissents already.") % {"name": person.name}})
        before = review.dissenter.name
        review.dissenter, review.dissenter_why = person, reason.strip()[:300]
        Reviewer.objects.get_or_create(review=review, user=person)
        give_sight(deal, [person])
        changes: list[Change] = [("dissenter", before, person.name)]
        save(review, deal, by=by, at=at, what="review.swapped", changes=changes, reason=reason.strip())
    return review


def invite_reviewer(*, by: Viewer, at: datetime, review_id: int, user_id: int) -> Reviewer:
    """One more reviewer. Doing so twice is harmless."""
    with transaction.atomic():
        review, deal, stands = hold_review(by, review_id)
        works_on_it(by, review, stands)
        must(review, Event.INVITE, deal=deal)
        person = able(user_id, field="user_id")
        if review.revealed_at is not None:
            raise Refused(_("What everybody gave is shown already. Somebody new would not be asked blindly."))
        if Reviewer.objects.filter(review=review).count() >= MOST_REVIEWERS:
            raise Refused(_("There are %(most)d reviewers already. Fewer think better.") % {"most": MOST_REVIEWERS})
        row, made = Reviewer.objects.get_or_create(review=review, user=person)
        if made:
            give_sight(deal, [person])
            tell(review, deal, by=by, at=at, what="review.invited", changes=[("reviewer", None, person.name)])
    return row


def call_off(*, by: Viewer, at: datetime, review_id: int, reason: str, seen_version: int | None = None) -> Review:
    """It will not be held. What was written stays; what was given and not shown is gone."""
    wrong = text_faults({"reason": reason}, needs={"reason": _("Say in a sentence why it is not held.")})
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        review, deal, stands = hold_review(by, review_id)
        works_on_it(by, review, stands)
        same_version(seen_version, review.version)
        must(review, Event.CALL_OFF, deal=deal)
        before, review.status = review.status, "called_off"
        review.called_off_why = reason.strip()
        Sealed.objects.filter(reviewer__review=review).delete()
        changes: list[Change] = [("status", before, review.status)]
        save(review, deal, by=by, at=at, what="review.called_off", changes=changes, reason=reason.strip())
    return review


def _check(*, why: str, dissenter_why: str, hold_on: date | None, today: date) -> None:
    wrong = text_faults({"why": why, "dissenter_why": dissenter_why}, needs={})
    if hold_on is not None and hold_on < today:
        wrong["hold_on"] = _("This day has passed. Choose today or a day to come.")
    if wrong:
        raise Invalid(wrong)


def _turn(deal: Deal, dissenter_id: int | None, why: str, *, at: datetime) -> Turn:
    if dissenter_id is not None:
        if not why.strip():
            raise Invalid({"dissenter_why": _("Say why it is not the turn of whoever dissented least.")})
        return Turn(dissenter_id, "", why.strip())
    found = turn(candidates(deal, at=at), owner_id=deal.owner_id)
    if found is None:
        text = _("Nobody is there who could argue against it. Add somebody to the deal team, then ask again.")
        raise Invalid({"dissenter_id": text})
    return found


def _people(ids: set[int], *, strict: bool) -> list[User]:
    """The reviewers; `strict`: each was chosen by hand and must be somebody."""
    if len(ids) > MOST_REVIEWERS:
        raise Invalid({"reviewer_ids": _("Choose at most %(most)d reviewers.") % {"most": MOST_REVIEWERS}})
    if strict:
        return [able(id, field="reviewer_ids") for id in sorted(ids)]
    return list(User.objects.select_related("team", "organisation").filter(id__in=ids, is_active=True).order_by("id"))
