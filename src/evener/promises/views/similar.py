"""What stands below the words of a promise while they are typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evener.capabilities.presenting import TONES, status_text
from evener.capabilities.rules import Status
from evener.pages.access import signed_in, whole_number
from evener.people.rules import Viewer
from evener.promises.presenting.words import Pill, state_pill, verdict_pill
from evener.promises.similar import similar

LONGEST = 1000


@require_safe
@signed_in
def offered(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Part of a page: `?words=` as they stand, `?promise=` the one they are of."""
    words, own = request.GET.get("words", "")[:LONGEST], whole_number(request.GET.get("promise"))
    found, today = similar(viewer, words, without=own), viewer.today(timezone.now())
    capabilities = [
        (row, Pill(status_text(row.status, row.planned_for, today=today), TONES[Status(row.status)]))
        for row in found.capabilities
    ]
    promises = [
        (row, state_pill(row.state), verdict_pill(row.verdict.kind) if row.verdict else None) for row in found.promises
    ]
    return render(request, "promises/similar.html", {"capabilities": capabilities, "promises": promises})
