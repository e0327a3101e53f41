"""What every write to a review begins and ends with: hold the rows, check the right, save, journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from evener.deals.actions.held import hold, require, seat, thing, touch
from evener.deals.models import Deal, DealMember
from evener.deals.rules import Part, Standing, join_reasons, may_work_on
from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotAllowed, Refused
from evener.reviews.models import Review, Sealed
from evener.reviews.queries.reviews import ABLE, NAMED, missing
from evener.reviews.rules.course import Event, ReviewStatus, allowed, waits
from evener.search.actions import put
from evener.search.rules import Kind


def hold_review(by: Viewer, id: int) -> tuple[Review, Deal, Standing]:
    """The review and its deal, both locked, where this may happen to it now. Deals are locked first."""
    deal_id = Review.objects.visible_to(by).filter(id=id).values_list("deal_id", flat=True).first()
    if deal_id is None:
        raise missing()
    if not by.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
    deal, stands = hold(by, deal_id)
    rows = Review.objects.select_for_update(of=("self",)).select_related(*NAMED)
    review = rows.get(id=id)
    return review, deal, stands


def must(review: Review, event: Event, *, deal: Deal) -> None:
    """Refuse what may not happen now. Before a deal closes everything is about the future, afterwards nothing is."""
    decision = allowed(event, ReviewStatus(review.status))
    if not decision:
        raise Refused(join_reasons(decision.reasons))
    if event == Event.SCORE:
        if not deal.is_closed:
            raise Refused(_("The deal is open: there is nothing to score yet."))
    elif deal.is_closed:
        raise Refused(_("This deal is closed. What the review says stands; it can be scored where it was held."))


def works_on_it(by: Viewer, review: Review, stands: Standing) -> None:
    """Who runs a review: whoever may work on the deal, and its dissenter."""
    if by.id != review.dissenter_id:
        require(may_work_on(by, stands))


def same_version(seen: int | None, now: int) -> None:
    if seen is not None and seen != now:
        text = _("Somebody changed this while you were at it. Look at it again; what you typed is kept below.")
        raise Conflict(text, version=now)


def save(
    review: Review, deal: Deal, *, by: Viewer, at: datetime, what: str,
    changes: Sequence[Change] = (), reason: str = "",
) -> None:  # fmt: skip
    """Write it as its next version, with its journal entry in the deal's thread."""
    review.version += 1
    review.waiting = waits(ReviewStatus(review.status), closed=deal.is_closed)
    review.save(force_update=True)
    tell(review, deal, by=by, at=at, what=what, changes=changes, reason=reason)


def tell(
    review: Review, deal: Deal, *, by: Viewer, at: datetime, what: str,
    changes: Sequence[Change] = (), reason: str = "",
) -> None:  # fmt: skip
    if not deal.is_closed:
        touch(deal, at=at)
    subject = Thing("review", review.pk, deal.name)
    record(by=by, at=at, what=what, subject=subject, thread=thing(deal), changes=list(changes), reason=reason)


def index(review: Review) -> None:
    put(Kind.REVIEW, review.pk, *found_by(review))


def found_by(review: Review) -> tuple[str, ...]:
    """The words a review is found by."""
    return review.why, review.counter_case, review.cause_of_death, review.lesson


def able(id: int, *, field: str, owner_id: int | None = None) -> User:
    """Somebody who may dissent or review, or Invalid at `field`. `owner_id`: nobody dissents from their own deal."""
    found = User.objects.select_related("team", "organisation").filter(id=id, is_active=True, role__in=ABLE).first()
    if found is None:
        raise Invalid({field: _("Choose somebody who works here and may write.")})
    if owner_id is not None and found.pk == owner_id:
        raise Invalid({field: _("%(name)s owns this deal and cannot argue against it. Choose somebody else.")
                       % {"name": found.name}})  # fmt: skip
    return found


def give_sight(deal: Deal, people: Iterable[User]) -> None:
    """Whoever is asked for something on a deal they could not see joins its team, as with a next step."""
    seated = set(DealMember.objects.filter(deal=deal).values_list("user_id", flat=True))
    blind = [
        person.pk
        for person in people
        if person.pk not in seated and not Deal.objects.visible_to(person.viewer()).filter(id=deal.pk).exists()
    ]
    if blind:
        seat(deal, dict.fromkeys(blind, Part.OTHER))


def unseal(review: Review) -> None:
    """From here on everybody sees what each reviewer gave."""
    for sealed in Sealed.objects.filter(reviewer__review=review).select_related("reviewer"):
        row = sealed.reviewer
        row.won, row.lost, row.nothing = sealed.won, sealed.lost, sealed.nothing
        row.save(force_update=True)
        sealed.delete()
