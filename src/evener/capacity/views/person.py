"""Somebody's week, leave, skills and work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evener.capacity import actions, queries
from evener.capacity.forms import LeaveForm, PersonSkillForm, WeekForm
from evener.capacity.presenting import load
from evener.capacity.rules import WEEK, may_keep_of, monday_of
from evener.pages.access import signed_in
from evener.people import queries as people
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotAllowed


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer, person_id: int) -> HttpResponse:
    return _show(request, viewer, people.person(person_id))


@require_POST
@signed_in
def week(request: HttpRequest, viewer: Viewer, person_id: int) -> HttpResponse:
    """The hours of the days, focus time and holidays."""
    person = _kept(viewer, person_id)
    form = WeekForm(request.POST, week=queries.week_of(person_id))

    def write() -> None:
        actions.set_week(by=viewer, at=timezone.now(), person_id=person_id, **form.values())

    return _write(request, viewer, person, form, write, _("The week is kept."), week=form)


@require_POST
@signed_in
def leave(request: HttpRequest, viewer: Viewer, person_id: int) -> HttpResponse:
    """Days off."""
    person = _kept(viewer, person_id)
    form = LeaveForm(request.POST)

    def write() -> None:
        actions.add_leave(by=viewer, at=timezone.now(), person_id=person_id, **form.cleaned_data)

    return _write(request, viewer, person, form, write, _("The leave is written down."), leave=form)


@require_POST
@signed_in
def remove_leave(request: HttpRequest, viewer: Viewer, person_id: int, leave_id: int) -> HttpResponse:
    actions.remove_leave(by=viewer, at=timezone.now(), person_id=person_id, leave_id=leave_id)
    messages.success(request, _("The leave is taken off."))
    return _back(person_id)


@require_POST
@signed_in
def skill(request: HttpRequest, viewer: Viewer, person_id: int) -> HttpResponse:
    """A skill at a level, or none of it any more."""
    person = _kept(viewer, person_id)
    form = PersonSkillForm(request.POST, skills=queries.skill_names())

    def write() -> None:
        actions.set_skill(by=viewer, at=timezone.now(), person_id=person_id, **form.cleaned_data)

    return _write(request, viewer, person, form, write, _("The skill is kept."), skill=form)


def _kept(viewer: Viewer, person_id: int) -> User:
    person = people.person(person_id)
    if not _may_keep(viewer, person):
        raise NotAllowed(_("People keep their own week and skills; so do those who lead them."))
    return person


def _may_keep(viewer: Viewer, person: User) -> bool:
    return may_keep_of(viewer, person_id=person.pk, team_path=person.team.path if person.team else "")


def _write(
    request: HttpRequest,
    viewer: Viewer,
    person: User,
    form: forms.Form,
    write: Callable[[], None],
    done: str,
    **shown: forms.Form,
) -> HttpResponse:
    """Write what the form holds, or show it again with what is wrong."""
    if not form.is_valid():
        return _show(request, viewer, person, status=422, **shown)
    try:
        write()
    except Invalid as problem:
        problem.show_on(form)
        return _show(request, viewer, person, status=422, **shown)
    except Conflict as conflict:
        messages.error(request, str(conflict))
        return _show(request, viewer, person, status=409)
    messages.success(request, done)
    return _back(person.pk)


def _back(person_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("capacity:person", args=[person_id]))


def _show(request: HttpRequest, viewer: Viewer, person: User, *, status: int = 200, **shown: Any) -> HttpResponse:
    today = viewer.today(timezone.now())
    monday = _monday(request.GET.get("week", ""), today)
    skills = queries.skill_names()
    found = queries.behind(viewer, person_id=person.pk, today=today, week=monday)
    stored = queries.week_of(person.pk)
    calendar = queries.calendars([person.pk], first=monday, last=monday + WEEK)[person.pk]
    context = {
        "nav": "engineering",
        "tab": "load",
        "person": person,
        "may_keep": _may_keep(viewer, person),
        "week": shown.get("week") or WeekForm(week=stored),
        "own_week": stored,
        "leave": shown.get("leave") or LeaveForm(),
        "leaves": queries.leave_of(person.pk, since=today),
        "skill": shown.get("skill") or PersonSkillForm(skills=skills),
        "skills": queries.skills_of(person.pk),
        "any_skill": bool(skills),
        "monday": monday,
        "earlier": monday - WEEK,
        "later": monday + WEEK,
        "free": load.hours(calendar.week_minutes(monday)),
        "taken": load.hours(sum(each.minutes for each in found)),
        "lines": load.lines(found, today=today),
    }
    return render(request, "capacity/person.html", context, status=status)


def _monday(text: str, today: date) -> date:
    """The week asked for; this one where that is none."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return monday_of(today)
    return monday_of(asked if abs((asked - today).days) < 3660 else today)
