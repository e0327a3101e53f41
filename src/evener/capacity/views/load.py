"""Who is how busy, week by week."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evener.capacity import queries
from evener.capacity.presenting import load as shown
from evener.capacity.rules import SHOWN_WEEKS
from evener.pages.access import is_part, signed_in, whole_number
from evener.people import queries as people
from evener.people.rules import Viewer


@require_safe
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The heat-map; `?team=` narrows it to a team and those below it."""
    today = viewer.today(timezone.now())
    team = whole_number(request.GET.get("team"))
    load = queries.load(today=today, count=SHOWN_WEEKS, team_id=team)
    context = {
        "nav": "engineering",
        "tab": "load",
        "teams": people.teams(),
        "team": team,
        "heads": shown.heads(load),
        "rows": shown.rows(load),
        "waiting": shown.waiting(load),
        "columns": len(load.weeks) + 1,
    }
    return render(request, "capacity/load.html" + ("#results" if is_part(request) else ""), context)
