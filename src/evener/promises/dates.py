"""When a promise with work can be kept: its verdict's hours in the queue of those who have the skill."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from evener.capacity.actions import skill_named
from evener.capacity.dates import DateAnswer, can_we
from evener.capacity.rules import WorkKind
from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.people.rules import Viewer
from evener.promises.models import Promise
from evener.promises.rules import VerdictKind
from evener.promises.work import minutes_of


def has_date(promise: Promise, deal: Deal) -> bool:
    """Whether there is anything to tell: an engineer said how many hours, and it has not ended."""
    needed = deal.outcome in (Outcome.OPEN, Outcome.WON)
    with_work = promise.verdict is not None and promise.verdict.kind == VerdictKind.WITH_WORK
    return needed and with_work and not promise.standing.ended


def date_of(viewer: Viewer, promise: Promise, deal: Deal, *, today: date) -> DateAnswer:
    """The chance of the day it is promised for; why it cannot be told where no verdict says how many hours it takes."""
    minutes = minutes_of(promise)
    if minutes is None or promise.verdict is None or not has_date(promise, deal):
        said = _("A day is told from hours: this promise has ended, or no engineer answered “with work” yet.")
        return DateAnswer("", promise.due_on, cannot=said)
    named = promise.verdict.skill
    skill_id = skill_named(named)
    if skill_id is None:
        said = _(
            "The verdict names the skill “%(skill)s”, and nobody listed that one. Revise it with one from the list."
        )
        return DateAnswer(named, promise.due_on, cannot=said % {"skill": named})
    return can_we(
        viewer, today=today, minutes=minutes, skill_id=skill_id, due_on=promise.due_on,
        thing=(WorkKind.PROMISE, promise.pk),
    )  # fmt: skip
