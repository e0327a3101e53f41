"""What comes before a review: the counter-case, and each reviewer's private chance."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.journal.rules import Change
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, Refused
from evener.reviews.actions.held import hold_review, index, must, same_version, save, tell, unseal
from evener.reviews.models import Review, Reviewer, Sealed
from evener.reviews.rules.course import Chances, Event, ReviewStatus, chance_faults, is_revealed, text_faults


def prepare(
    *, by: Viewer, at: datetime, review_id: int, counter_case: str, cause_of_death: str,
    seen_version: int | None = None,
) -> Review:  # fmt: skip
    """The dissenter's case against the deal and what it will have died of. Both are needed before it can be held."""
    needs = {
        "counter_case": _("Write why this deal is not won: the best case you can make against it."),
        "cause_of_death": _("It is a year later and nothing came of it. Write in a sentence what it died of."),
    }
    wrong = text_faults({"counter_case": counter_case, "cause_of_death": cause_of_death}, needs=needs)
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        review, deal, _stands = hold_review(by, review_id)
        if by.id != review.dissenter_id:
            raise NotAllowed(
                _("%(name)s is the dissenter and writes this. Swap first if it should be somebody else.")
                % {"name": review.dissenter.name}
            )
        same_version(seen_version, review.version)
        must(review, Event.PREPARE, deal=deal)
        if review.revealed_at is not None:
            raise Refused(_("Everybody gave a chance on what you wrote. It stands; say the rest in the review."))
        before = review.status
        review.counter_case, review.cause_of_death = counter_case.strip(), cause_of_death.strip()
        review.status, review.prepared_at = ReviewStatus.PREPARED, review.prepared_at or at
        index(review)
        changes: list[Change] = [("cause_of_death", None, review.cause_of_death)]
        what = "review.prepared" if before == ReviewStatus.ASKED else "review.rewritten"
        save(review, deal, by=by, at=at, what=what, changes=changes)
    return review


def give_chance(*, by: Viewer, at: datetime, review_id: int, given: Chances) -> Reviewer:
    """A reviewer's own chance that it is won. May be changed until all have given theirs; then all are shown."""
    wrong = chance_faults(given)
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        review, deal, _stands = hold_review(by, review_id)
        row = Reviewer.objects.select_for_update().filter(review=review, user_id=by.id).first()
        if row is None:
            raise NotAllowed(_("You are not a reviewer of this deal. Ask whoever runs the review to add you."))
        must(review, Event.ESTIMATE, deal=deal)
        if review.revealed_at is not None:
            raise Refused(_("Everybody's chances are shown already. What you gave before you saw them stands."))
        first = row.given_at is None
        row.given_at = row.given_at or at
        row.save(force_update=True)
        values = {"won": given.won, "lost": given.lost, "nothing": given.nothing}
        Sealed.objects.update_or_create(reviewer=row, defaults=values)
        if first:  # what was given is private: the journal says that, and no number
            tell(review, deal, by=by, at=at, what="review.estimated")
        _reveal(review, at=at)
    return row


def _reveal(review: Review, *, at: datetime) -> None:
    given = list(Reviewer.objects.filter(review=review).values_list("given_at", flat=True))
    done = sum(each is not None for each in given)
    if is_revealed(given=done, asked=len(given), held=False):
        review.revealed_at = at
        Review.objects.filter(pk=review.pk).update(revealed_at=at)
        unseal(review)
