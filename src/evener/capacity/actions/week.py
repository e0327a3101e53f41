"""Somebody's working week and leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evener.capacity.actions.keeping import kept_person
from evener.capacity.calendars import countries
from evener.capacity.models import Absence, WorkingWeek
from evener.capacity.rules import HOUR, Leave, focus_fault, leave_faults, overlapping, week_faults
from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotThere, Text

MOST_LEAVES = 500


def set_week(
    *,
    by: Viewer,
    at: datetime,
    person_id: int,
    minutes: Sequence[int],
    focus_minutes: int,
    country: str = "",
    region: str = "",
    seen_version: int | None = None,
) -> WorkingWeek:
    """The minutes of Monday to Sunday, those of a week kept free for focus, and whose holidays are kept.

    `seen_version` is the one it was changed on (0: there was none): a later one raises Conflict.
    """
    _check(minutes, focus_minutes, country, region)
    with transaction.atomic():
        person = kept_person(by, person_id)
        week = WorkingWeek.objects.select_for_update().filter(person=person).first()
        if seen_version is not None and seen_version != (week.version if week else 0):
            raise _changed(week)
        before = _shown(week)
        if week is None:
            week = WorkingWeek(person=person, version=0)
        week.minutes, week.focus_minutes = list(minutes), focus_minutes
        week.country, week.region = country, region
        after = _shown(week)
        changes: list[Change] = [(name, before.get(name), value) for name, value in after.items()]
        changes = [change for change in changes if change[1] != change[2]]
        if not changes:
            return week
        week.version += 1
        try:
            with transaction.atomic():
                week.save()
        except IntegrityError as error:
            raise _changed(None) from error
        record(by=by, at=at, what="person.week", subject=Thing("person", person.pk, person.name), changes=changes)
    return week


def add_leave(*, by: Viewer, at: datetime, person_id: int, first_on: date | None, last_on: date | None) -> Absence:
    """Days somebody is not there, both included. What is planned for them then is looked at again."""
    wrong = leave_faults(first_on, last_on)
    if wrong or first_on is None or last_on is None:
        raise Invalid(wrong)
    with transaction.atomic():
        person = kept_person(by, person_id)
        rows = Absence.objects.select_for_update().filter(person=person, last_on__gte=first_on, first_on__lte=last_on)
        other = overlapping(Leave(first_on, last_on), [Leave(row.first_on, row.last_on) for row in rows])
        if other is not None:
            words = {"first": other.first.isoformat(), "last": other.last.isoformat()}
            raise Invalid({"first_on": _("Leave from %(first)s to %(last)s stands there already.") % words})
        if Absence.objects.filter(person=person).count() >= MOST_LEAVES:
            raise Invalid({"first_on": _("That is a great deal of leave. Remove some that is long past.")})
        leave = Absence.objects.create(
            person=person, first_on=first_on, last_on=last_on, created_at=at, created_by_id=by.id
        )
        changes: list[Change] = [("leave", None, str(leave))]
        record(by=by, at=at, what="person.leave", subject=Thing("person", person.pk, person.name), changes=changes)
    return leave


def remove_leave(*, by: Viewer, at: datetime, person_id: int, leave_id: int) -> None:
    """They are there after all."""
    with transaction.atomic():
        person = kept_person(by, person_id)
        leave = Absence.objects.select_for_update().filter(person=person, id=leave_id).first()
        if leave is None:
            raise NotThere(_("There is no such leave."))
        changes: list[Change] = [("leave", str(leave), None)]
        leave.delete()
        record(by=by, at=at, what="person.leave", subject=Thing("person", person.pk, person.name), changes=changes)


def _check(minutes: Sequence[int], focus: int, country: str, region: str) -> None:
    wrong: dict[str, Text] = {}
    fault = week_faults(minutes)
    if fault:
        wrong["minutes"] = fault
    elif focus_text := focus_fault(focus, minutes):
        wrong["focus_minutes"] = focus_text
    if country and country not in countries():
        wrong["country"] = _("The holidays of this country are not known. Leave it empty, and enter them as leave.")
    elif region and region not in countries().get(country, ()):
        wrong["region"] = _("This country has no such region.")
    if wrong:
        raise Invalid(wrong)


def _shown(week: WorkingWeek | None) -> dict[str, str]:
    if week is None:
        return {}
    hours = " ".join(f"{minutes / HOUR:g}" for minutes in week.minutes)
    place = "-".join(part for part in (week.country, week.region) if part)
    return {"hours": hours, "focus": f"{week.focus_minutes / HOUR:g}", "holidays": place}


def _changed(week: WorkingWeek | None) -> Conflict:
    text = _("Somebody changed this week while you were at it. Look at it as it is now, then change it.")
    return Conflict(text, version=week.version if week else 0)
