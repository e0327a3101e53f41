"""What if: the newest forecast with something changed. Nothing is kept; the address says what was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evener.forecast.presenting.tabs import frame
from evener.forecast.presenting.whatif import shown
from evener.forecast.rules.whatif import asked
from evener.lazily import lazily
from evener.pages.access import signed_in
from evener.people.rules import Viewer

if TYPE_CHECKING:
    from evener.forecast.queries import whatif as queries
else:
    queries = lazily("evener.forecast.queries.whatif")


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """`?drop=12`, `?slip-13=30` (days), `?skill=4&starts=30`, `?currency=`."""
    told = asked(
        request.GET.getlist("drop"),
        [(name.removeprefix("slip-"), request.GET[name]) for name in request.GET if name.startswith("slip-")],
        skill=request.GET.get("skill", ""),
        starts=request.GET.get("starts", ""),
    )
    today = viewer.today(timezone.now())
    found = queries.whatif(viewer, told, currency=request.GET.get("currency", ""), today=today)
    context = {**frame("whatif"), "found": None}
    if found is not None:
        context |= shown(found, told, skills=queries.skills())
    return render(request, "forecast/whatif.html", context)
