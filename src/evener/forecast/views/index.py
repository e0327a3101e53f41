"""The forecast room's first page: what open deals will bring, and what people say they will."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evener.forecast import queries
from evener.forecast.actions.calls import make_call
from evener.forecast.forms import CallForm
from evener.forecast.presenting.revenue import call_for, label, shown
from evener.forecast.presenting.tabs import frame
from evener.forecast.queries.slices import Slice, of_newest
from evener.forecast.rules.reading import told
from evener.forecast.rules.words import Period
from evener.pages.access import is_part, signed_in, whole_number
from evener.people.rules import Viewer
from evener.problems import Invalid, NotThere


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """`?slice=team-3&currency=EUR&by=month`; what may not be read or is not there is the reader's own first slice."""
    return _show(request, viewer, _found(request.GET, viewer), request.GET)


@require_POST
@signed_in
def call(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What somebody commits to in one period of the slice."""
    found = _asked(request.POST, viewer)
    if found is None:
        raise NotThere(_("There is no forecast of this yet."))
    form = CallForm(request.POST, periods=_periods(viewer, found), currency=found.currency)
    if form.is_valid():
        try:
            make_call(by=viewer, at=timezone.now(), of=found.chosen.of, of_id=found.chosen.id, **form.asked())
        except Invalid as error:
            error.show_on(form)
    if not form.is_valid():
        return _show(request, viewer, found, request.POST, form=form, status=422)
    messages.success(request, _("The call is kept, beside the forecast of the day."))
    chosen = {"slice": f"{found.chosen.of}-{found.chosen.id}", "currency": found.currency, "by": _by(request.POST)}
    return HttpResponseRedirect(f"{reverse('forecast:page')}?{urlencode(chosen)}")


def _asked(given: Any, viewer: Viewer) -> Slice | None:
    of, _sign, id = str(given.get("slice", "")).partition("-")
    return of_newest(viewer, of=of, id=whole_number(id) or 0, currency=str(given.get("currency", "")))


def _found(given: Any, viewer: Viewer) -> Slice | None:
    return _asked(given, viewer) or (of_newest(viewer) if given.get("slice") else None)


def _by(given: Any) -> str:
    return Period.MONTH if given.get("by") == Period.MONTH else Period.QUARTER


def _periods(viewer: Viewer, found: Slice) -> list[tuple[str, str]]:
    """Those that are not over yet."""
    today = viewer.today(timezone.now())
    every = [told(each) for each in found.figures["periods"]]
    return [(f"{each.kind} {each.begins.isoformat()}", label(each)) for each in every if each.ends >= today]


def _show(
    request: HttpRequest, viewer: Viewer, found: Slice | None, given: Any, *, form: CallForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {**frame("page"), "newest": found.forecast if found else queries.newest()}
    if found is not None:
        context |= shown(found, by=_by(given))
        if found.may_call:
            context["form"] = form or CallForm(periods=_periods(viewer, found), currency=found.currency)
        else:
            context["call_for"] = call_for(viewer, found, by=_by(given))
    return render(request, "forecast/page.html" + ("#results" if is_part(request) else ""), context, status=status)
