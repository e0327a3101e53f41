"""The gap report as a page and as a file for spreadsheets."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from evener.pages.access import signed_in
from evener.people.rules import Viewer
from evener.problems import Text
from evener.promises import gaps
from evener.promises.presenting.gaps import lines, table

CHOICES: dict[str, Text] = {gaps.OPEN: lazy("Open deals"), **gaps.CLOSED}


@require_safe
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """`?deals=` says which deals are looked at, `?format=csv` gives the rows as a file."""
    which, wrong = request.GET.get("deals", "") or gaps.OPEN, ""
    if which not in CHOICES:
        which, wrong = gaps.OPEN, _("Choose the deals from the list. These are the open ones.")
    today = viewer.today(timezone.now())
    found = gaps.gaps(viewer, which=which, today=today)
    if request.GET.get("format") == "csv":
        return _file(found)
    context = {
        "nav": "capabilities",
        "which": which,
        "choices": CHOICES.items(),
        "wrong": wrong,
        "gaps": found,
        "lines": lines(found, today=today),
    }
    return render(request, "promises/gaps.html", context)


def _file(found: gaps.Gaps) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="gaps.csv"'
    response.write("\ufeff")
    csv.writer(response).writerows(table(found))
    return response
