"""Data hygiene: what is odd about the records, and which fields the numbers leave out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evener.forecast.actions import allowing
from evener.forecast.jobs import inspection
from evener.forecast.presenting import hygiene
from evener.forecast.presenting.tabs import frame
from evener.forecast.queries.hygiene import inspected, suspects
from evener.pages.access import signed_in
from evener.people.rules import Viewer
from evener.problems import Invalid


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    return _show(request, viewer)


def _show(
    request: HttpRequest, viewer: Viewer, *, wrong: tuple[int, str] | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    """`wrong`: the suspect a reason was given for that cannot be taken, and why."""
    found = inspected(viewer)
    context = {
        **frame("data"),
        "found": found,
        "findings": hygiene.findings(found) if found else [],
        "suspects": hygiene.suspects(suspects()),
        "may_decide": allowing.may_decide(viewer),
        "wrong_id": wrong[0] if wrong else None,
        "wrong": wrong[1] if wrong else "",
    }
    return render(request, "forecast/data.html", context, status=status)


@require_POST
@signed_in
def look(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Look through the records now; the work shows how far it is."""
    work = allowing.start_inspection(by=viewer, at=timezone.now(), task=inspection)
    return redirect("jobs:work", work.pk)


@require_POST
@signed_in
def seen(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """From Today: what was found is not new any more."""
    allowing.notice(by=viewer, at=timezone.now())
    return redirect("forecast:data")


@require_POST
@signed_in
def allow(request: HttpRequest, viewer: Viewer, suspect_id: int) -> HttpResponse:
    allowing.require_decide(viewer)
    try:
        row = allowing.allow(
            by=viewer, at=timezone.now(), suspect_id=suspect_id, reason=request.POST.get("reason", "")
        )  # fmt: skip
    except Invalid as problem:
        return _show(request, viewer, wrong=(suspect_id, str(problem)), status=422)
    messages.success(request, _("The next forecast uses “%(field)s”.") % {"field": row.feature})
    return redirect("forecast:data")


@require_POST
@signed_in
def take_back(request: HttpRequest, viewer: Viewer, suspect_id: int) -> HttpResponse:
    allowing.take_back(by=viewer, at=timezone.now(), suspect_id=suspect_id)
    messages.success(request, _("The next forecast leaves it out."))
    return redirect("forecast:data")
