"""Credit, and the viewer's own habits, which nobody else sees."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evener.meetings import queries
from evener.meetings.presenting import debriefs as presenting
from evener.meetings.queries.lists import named_meetings
from evener.pages.access import signed_in
from evener.people.rules import Viewer


@require_safe
@signed_in
def credits(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Credit one got, gave, and (for a leader) that of the team."""
    found = queries.credits(viewer)
    rows = presenting.credit_rows(found, named_meetings(viewer, [row.debrief.meeting_id for row in found]))
    context = {
        "nav": "meetings",
        "mine": [each for each in rows if each.row.person_id == viewer.id],
        "others": [each for each in rows if viewer.id not in (each.row.person_id, each.row.given_by_id)],
        "given": [each for each in rows if each.row.given_by_id == viewer.id],
        "leads": viewer.leads,
    }
    return render(request, "meetings/credits.html", context)


@require_safe
@signed_in
def habits(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The viewer's own self-checks."""
    checks = queries.self_checks(viewer)
    rows = [(check, [each.name for each in presenting.habits([check])]) for check in checks]
    context = {"nav": "meetings", "counts": presenting.habits(checks), "checks": rows}
    return render(request, "meetings/habits.html", context)
