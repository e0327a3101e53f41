"""How requests were answered, and where the hours went."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evener.engineering.report import FEWEST, PERIODS, USUAL_PERIOD, report, rows
from evener.pages.access import is_part, signed_in, whole_number
from evener.people.rules import Viewer


@require_safe
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """`?days=` is one of the periods; anything else is the usual one."""
    days = whole_number(request.GET.get("days"))
    days = days if days in PERIODS else USUAL_PERIOD
    found = report(viewer, at=timezone.now(), days=days)
    context = {
        "nav": "engineering",
        "tab": "report",
        "days": days,
        "periods": PERIODS,
        "fewest": FEWEST,
        "found": found,
        "total": rows.row(found.total),
        "written_down": rows.written_down(found.total),
        "groups": rows.groups(found, leads=viewer.leads),
    }
    return render(request, "engineering/report.html" + ("#results" if is_part(request) else ""), context)
