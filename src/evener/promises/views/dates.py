"""Can we promise this date? Asked on the form, and shown on a promise with a verdict “with work”."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evener.capacity.dates import can_we
from evener.capacity.forms import EffortForm
from evener.capacity.presenting.dates import Shown, shown
from evener.capacity.queries import skill_names
from evener.capacity.rules import WorkKind
from evener.deals import queries as deals
from evener.deals.presenting import deal_head
from evener.pages.access import signed_in
from evener.pages.facts import day_field
from evener.people.rules import Viewer
from evener.problems import NotThere
from evener.promises import queries
from evener.promises.dates import date_of
from evener.promises.forms import PromiseForm


@require_safe
@signed_in
def asked(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Part of a form: `?due_on=` and the rough hours as they stand. Nothing is written."""
    today = viewer.today(timezone.now())
    rough = EffortForm(request.GET, skills=skill_names())
    due = _day(request.GET.get("due_on", ""))
    return render(request, "promises/date_part.html", {"rough": rough, "answer": _told(viewer, rough, due, today)})


@require_safe
@signed_in
def of_promise(request: HttpRequest, viewer: Viewer, promise_id: int) -> HttpResponse:
    """When the work of one promise is done, and the chance of its day."""
    promise = queries.promise(viewer, promise_id)
    deal = deals.deal(viewer, promise.deal_id)
    at = timezone.now()
    today = viewer.today(at)
    context = {
        **deal_head(viewer, deal, tab="promises", at=at),
        "title": _("Can we promise this date?"),
        "promise": promise,
        "answer": shown(date_of(viewer, promise, deal, today=today), today=today),
    }
    return render(request, "promises/date_page.html", context)


def look(form: PromiseForm, viewer: Viewer, at: datetime) -> PromiseForm:
    """The form as it was typed, with the answer in it and no error of anything else: without JavaScript."""
    form.is_valid()
    due = form.cleaned_data.get("due_on")
    form.errors.clear()
    form.date = _told(viewer, form.rough, due, viewer.today(at))
    return form


def _told(viewer: Viewer, rough: EffortForm, due: date | None, today: date) -> Shown | None:
    """None where the hours cannot be taken: the form says why."""
    if not rough.is_valid():
        return None
    own = rough.cleaned_data.get("promise")
    thing = None
    if own is not None:
        try:
            thing = (WorkKind.PROMISE, queries.promise(viewer, own).pk)
        except NotThere:
            thing = None
    found = can_we(
        viewer, today=today, minutes=rough.minutes, skill_id=rough.cleaned_data["skill_id"], due_on=due, thing=thing
    )
    return shown(found, today=today)


def _day(text: str) -> date | None:
    try:
        day = day_field("").clean(text)
    except ValidationError:
        return None
    return day if isinstance(day, date) else None
