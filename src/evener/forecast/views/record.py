"""How forecasts did."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evener.forecast.presenting.record import shown
from evener.forecast.presenting.tabs import frame
from evener.forecast.queries import record as queries
from evener.forecast.queries.periods import over
from evener.forecast.rules.horizons import FIXED
from evener.forecast.rules.record import BY
from evener.pages.access import is_part, signed_in, whole_number
from evener.people.rules import Viewer


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """`?days=` is one of the fixed horizons; anything else is the one the model is held to."""
    days = whole_number(request.GET.get("days"))
    days = days if days in FIXED else BY
    today = viewer.today(timezone.now())
    found = queries.record(viewer, days=days, today=today)
    told = shown(
        viewer,
        days=days,
        found=found.of,
        by_month=found.by_month,
        teams=queries.team_names(),
        over=over(viewer, today=today, currency=viewer.currency),
        due=None if found.of else queries.first_due(days=days, today=today),
        replaced=queries.replaced(),
    )
    context = {**frame("record"), **told, "horizons": FIXED}
    return render(request, "forecast/record.html" + ("#results" if is_part(request) else ""), context)
