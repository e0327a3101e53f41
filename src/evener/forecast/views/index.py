"""The forecast room's first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evener.forecast import queries
from evener.forecast.presenting.tabs import frame
from evener.pages.access import signed_in
from evener.people.rules import Viewer


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    return render(request, "forecast/page.html", {**frame("page"), "newest": queries.newest()})
