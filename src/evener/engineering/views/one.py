"""One request: its page, and every form on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evener.engineering import actions, presenting, queries, triage
from evener.engineering.actions.held import stands
from evener.engineering.rules import QUEUED, TAPS, Event, RequestState, open_to
from evener.engineering.views.doings import DOINGS, At, Doing
from evener.pages.access import signed_in, whole_number
from evener.pages.telling import tell
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotAllowed, NotThere


@dataclass(frozen=True, slots=True)
class Opened:
    """The form that is open on the page."""

    name: str
    label: Any
    form: Any
    danger: bool
    conflict: str = ""


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer, request_id: int) -> HttpResponse:
    return show(request, _at(viewer, request_id))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def act(request: HttpRequest, viewer: Viewer, request_id: int, name: str) -> HttpResponse:
    """Anything that is done to a request: `name` is one of `DOINGS`."""
    doing = DOINGS.get(name)
    if doing is None:
        raise NotThere(_("There is no such page."))
    at = _at(viewer, request_id, version=whole_number(request.POST.get("version")))
    if request.method != "POST":
        _refuse_unless_open(doing, at)
        return show(request, at, opened=Opened(name, doing.label, doing.form(at, None), doing.danger))
    form = doing.form(at, request.POST)
    opened = Opened(name, doing.label, form, doing.danger)
    if not form.is_valid():
        return show(request, at, opened=opened, status=422)
    try:
        said = doing.write(at, form)
    except Invalid as problem:
        form.refuse(problem)
        return show(request, at, opened=opened, status=422)
    except Conflict as conflict:
        now = _at(viewer, request_id)
        return show(request, now, opened=Opened(name, doing.label, form, doing.danger, str(conflict)), status=409)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("engineering:request", args=[request_id]))


@require_POST
@signed_in
def log(request: HttpRequest, viewer: Viewer, request_id: int) -> HttpResponse:
    """One tap: so many minutes of mine; `minutes=0` takes the last back."""
    minutes = whole_number(request.POST.get("minutes"))
    if minutes == 0:
        actions.unlog_time(by=viewer, at=timezone.now(), request_id=request_id)
    else:
        actions.log_time(by=viewer, at=timezone.now(), request_id=request_id, minutes=minutes or -1)
    return HttpResponseRedirect(f"{reverse('engineering:request', args=[request_id])}#time")


@require_POST
@signed_in
def unplace(request: HttpRequest, viewer: Viewer, request_id: int) -> HttpResponse:
    """Back to the place its value gives it."""
    actions.unplace(by=viewer, at=timezone.now(), request_id=request_id)
    messages.success(request, _("It stands where its value puts it."))
    return HttpResponseRedirect(reverse("engineering:request", args=[request_id]))


def _at(viewer: Viewer, request_id: int, *, version: int | None = None) -> At:
    return At(viewer, queries.request(viewer, request_id), timezone.now(), version)


def _refuse_unless_open(doing: Doing, at: At) -> None:
    if doing.event not in _open(at):
        raise NotAllowed(_("That cannot be done to this request now, or not by you."))


def _open(at: At) -> frozenset[Event]:
    return open_to(at.viewer, stands(at.viewer, at.request, at.request.deal))


def show(request: HttpRequest, at: At, *, opened: Opened | None = None, status: int = 200) -> HttpResponse:
    """The page with the form that is open on it."""
    asked, today = at.request, at.viewer.today(at.now)
    events = _open(at)
    queued = RequestState(asked.state) in QUEUED and asked.waiting
    placed = triage.placed(at.viewer, asked, today=today) if queued else None
    context = {
        "nav": "engineering",
        "asked": asked,
        "deal": asked.deal,
        "version": at.version if opened and at.version and not opened.conflict else asked.version,
        "status": presenting.state_pill(asked, today=today),
        "facts": presenting.facts(asked, queries.needs([asked.pk])[asked.pk], today=today),
        "doings": [(name, doing) for name, doing in DOINGS.items() if doing.event in events],
        "opened": opened,
        "placed": placed,
        "reasons": presenting.reasons(placed, presenting.locale()) if placed else [],
        "may_place": Event.PLACE in events,
        "may_log": Event.LOG in events and asked.state != RequestState.ASKED,
        "taps": [(minutes, presenting.hours(minutes)) for minutes in TAPS],
        "logged": [(name, presenting.hours(minutes)) for name, minutes in queries.logged(asked.pk)],
        "logged_by_me": queries.logged_by(at.viewer, asked.pk),
        "entries": tell(queries.journal(asked), on="request"),
    }
    return render(request, "engineering/request.html", context, status=status)
