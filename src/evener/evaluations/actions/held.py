"""What every write to an evaluation begins and ends with: hold the rows, check the right, save, journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from evener.capacity.actions import register_work, settle_work
from evener.capacity.rules import HOUR, WorkKind
from evener.customers.models import Contact
from evener.deals.actions.held import hold, hold_to_change, require, thing, touch
from evener.deals.actions.held import seat as seat_people
from evener.deals.models import Deal
from evener.deals.rules import Decision, Outcome, Part, join_reasons, may_work_on
from evener.evaluations.models import Evaluation
from evener.evaluations.queries import NAMED, missing
from evener.evaluations.rules import ENDED
from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, Refused


def hold_evaluation(by: Viewer, id: int, *, after_sale: bool = False) -> tuple[Evaluation, Deal]:
    """The evaluation and its deal, both locked, of somebody who works on it. Deals are locked first.

    `after_sale`: also on a closed deal, where what was learned may still be written down.
    """
    deal_id = Evaluation.objects.visible_to(by).filter(id=id).values_list("deal_id", flat=True).first()
    if deal_id is None:
        raise missing()
    if after_sale:
        deal, stands = hold(by, deal_id)
        require(may_work_on(by, stands))
    else:
        deal = hold_to_change(by, deal_id)
    rows = Evaluation.objects.select_for_update(of=("self",)).select_related(*NAMED)
    return rows.get(id=id), deal


def must(decision: Decision) -> None:
    if not decision:
        raise Refused(join_reasons(decision.reasons))


def same_version(seen: int | None, now: int) -> None:
    """Refuse what was decided on another version than this."""
    if seen is not None and seen != now:
        text = _("Somebody changed this while you were at it. Look at it again; what you typed is kept below.")
        raise Conflict(text, version=now)


def register(evaluation: Evaluation, *, at: datetime) -> None:
    """Its hours in the load, while it waits or runs and somebody estimated them."""
    hours = (evaluation.hours_low, evaluation.hours_likely, evaluation.hours_high)
    if not evaluation.waiting or None in hours or not hours[0]:
        settle_work(kind=WorkKind.EVALUATION, things=[evaluation.pk])
        return
    low, likely, high = (HOUR * (each or 0) for each in hours)
    register_work(
        at=at,
        kind=WorkKind.EVALUATION,
        thing_id=evaluation.pk,
        minutes=(low, likely, high),
        person_id=evaluation.owner_id,
        weight=evaluation.weight,
        starts_on=evaluation.starts_on,
        due_on=evaluation.ends_on,
    )


def seat(evaluation: Evaluation, deal: Deal) -> None:
    """Whoever runs it works on its deal, and so sees it."""
    if evaluation.owner_id is not None:
        seat_people(deal, {evaluation.owner_id: Part.ENGINEER})


def save(
    evaluation: Evaluation, deal: Deal, *, by: Viewer, at: datetime, what: str,
    changes: Sequence[Change] = (), reason: str = "",
) -> None:  # fmt: skip
    """Write it as its next version, with its journal entry in the deal's thread."""
    evaluation.version += 1
    evaluation.waiting = evaluation.status not in ENDED and deal.outcome == Outcome.OPEN
    evaluation.save(force_update=True)
    register(evaluation, at=at)
    tell(evaluation, deal, by=by, at=at, what=what, changes=changes, reason=reason)


def tell(
    evaluation: Evaluation, deal: Deal, *, by: Viewer, at: datetime, what: str,
    changes: Sequence[Change] = (), reason: str = "",
) -> None:  # fmt: skip
    touch(deal, at=at)
    record(
        by=by, at=at, what=what, subject=Thing("evaluation", evaluation.pk, evaluation.name), thread=thing(deal),
        changes=list(changes), reason=reason,
    )  # fmt: skip


def sign_of_life(evaluation: Evaluation, *, at: datetime) -> None:
    """A result, a question, an answer or a note. No new version: nobody's form is overtaken by it."""
    evaluation.touched_at = at
    Evaluation.objects.filter(pk=evaluation.pk).update(touched_at=at)


def contact_of(deal: Deal, id: int | None, *, field: str) -> Contact | None:
    """A person at the deal's account, or Invalid at `field`."""
    if id is None:
        return None
    found = Contact.objects.filter(id=id, account_id=deal.account_id).first() if deal.account_id else None
    if found is None:
        raise Invalid({field: _("Choose somebody at the customer from the list. New people are added on the account.")})
    return found


def not_after(day: date, *, today: date, field: str) -> None:
    if day > today:
        raise Invalid({field: _("This day lies in the future.")})
