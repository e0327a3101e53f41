"""The queue: what waits for an answer, the most valuable hours first; and what I am on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evener.engineering import presenting, queries, triage
from evener.pages.access import is_part, signed_in, whole_number
from evener.people.rules import Viewer

# What fits a first look: the places after these are far from being anybody's turn.
FIRST = 50


@require_safe
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """`?kind=` narrows what is shown, `?all=1` shows more than the first; places stay those of the whole queue."""
    today = viewer.today(timezone.now())
    kind = whole_number(request.GET.get("kind"))
    queue = triage.order(queries.weighed(viewer), today=today)
    found = [each for each in queue if kind is None or each.row.kind_id == kind]
    shown = found if request.GET.get("all") else found[:FIRST]
    context = {
        "nav": "engineering",
        "tab": "queue",
        "kinds": queries.kinds(),
        "kind": kind,
        "rows": presenting.queue_rows(triage.shown(viewer, shown), today=today),
        "count": len(queue),
        "more": len(found) - len(shown),
        "moved": sum(1 for each in queue if each.moved),
        "mine": presenting.deal_rows(queries.mine(viewer), today=today),
        "leads": viewer.leads,
    }
    return render(request, "engineering/queue.html" + ("#results" if is_part(request) else ""), context)
