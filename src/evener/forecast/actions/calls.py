"""What somebody commits to, and what they hope for at best."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener import money
from evener.forecast.models import Call
from evener.forecast.rules.horizons import month_end
from evener.forecast.rules.sight import may_call
from evener.forecast.rules.spans import quarter_of
from evener.forecast.rules.words import Of, Period
from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.people.models import Team, User
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, NotThere

NOTE = 300
MOST_YEARS = 10


def make_call(
    *,
    by: Viewer,
    at: datetime,
    of: str,
    of_id: int,
    period: str,
    begins: date,
    currency: str,
    commit_minor: int,
    best_minor: int,
    note: str = "",
) -> Call:
    """A new call; an earlier one of the same period stays as it was given."""
    thing, path = _of(of, of_id)
    if not may_call(by, of, of_id, path=path):
        raise NotAllowed(_("A call is made by the person it is of, or by a leader of the team."))
    _check(period, begins, currency, commit_minor, best_minor, note)
    today = by.today(at)
    if begins.year > today.year + MOST_YEARS:
        raise Invalid({"begins": _("This is too far ahead for a call.")})
    if _ends(period, begins) < today:
        raise Invalid({"begins": _("This period is over. A call is made before it ends.")})
    with transaction.atomic():
        owner, team = (of_id, None) if of == Of.OWNER else (None, of_id)
        mine = Call.objects.filter(owner_id=of_id) if of == Of.OWNER else Call.objects.filter(team_id=of_id)
        last = mine.filter(period=period, begins=begins, currency=currency).order_by("-id").first()
        call = Call.objects.create(
            owner_id=owner, team_id=team, period=period, begins=begins, currency=currency,
            commit_minor=commit_minor, best_minor=best_minor, note=note.strip(), made_at=at, made_by_id=by.id,
        )  # fmt: skip
        changes: list[Change] = [
            ("commit", _shown(last.commit_minor, currency) if last else None, _shown(commit_minor, currency)),
            ("best", _shown(last.best_minor, currency) if last else None, _shown(best_minor, currency)),
        ]
        record(by=by, at=at, what="call.made", subject=thing, changes=[each for each in changes if each[1] != each[2]])
    return call


def _of(of: str, id: int) -> tuple[Thing, str]:
    if of == Of.OWNER:
        person = User.objects.filter(id=id).first()
        if person is not None:
            return Thing("person", id, person.name), ""
    if of == Of.TEAM:
        team = Team.objects.filter(id=id).first()
        if team is not None:
            return Thing("team", id, team.name), team.path
    raise NotThere(_("A call is of a person or a team."))


def _check(period: str, begins: date, currency: str, commit: int, best: int, note: str) -> None:
    wrong = {}
    first = begins.replace(day=1) if period == Period.MONTH else quarter_of(begins)
    if period not in list(Period):
        wrong["period"] = _("A call is for a month or a quarter.")
    elif begins != first:
        wrong["begins"] = _("Give the first day of the month or quarter.")
    if currency not in money.currencies():
        wrong["currency"] = _("This is not a currency code. Use one like EUR or USD.")
    if not 0 <= commit <= money.MAX_MINOR:
        wrong["commit_minor"] = _("Give an amount that is not below nothing.")
    elif not commit <= best <= money.MAX_MINOR:
        wrong["best_minor"] = _("The best case is at least what you commit to.")
    if len(note) > NOTE:
        wrong["note"] = _("Keep the note to 300 letters.")
    if wrong:
        raise Invalid(wrong)


def _ends(period: str, begins: date) -> date:
    return month_end(begins, 2 if period == Period.QUARTER else 0)


def _shown(minor: int, currency: str) -> str:
    return money.show(minor, currency)
