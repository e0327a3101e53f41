"""The export page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evener.jobs.views import shown
from evener.pages.access import admins_only
from evener.people.rules import Viewer
from evener.problems import Refused
from evener.upkeep import queries
from evener.upkeep.actions import start_export


@require_safe
@admins_only
def data(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What an export holds, a button that starts one, and one's last ones."""
    exports = [shown(work) for work in queries.exports(viewer)]
    context = {
        "nav": "settings",
        "tables": queries.table_names(),
        "exports": exports,
        "under_way": any(not export["work"].has_ended for export in exports),
    }
    return render(request, "upkeep/data.html", context)


@require_POST
@admins_only
def start(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    try:
        work = start_export(by=viewer, at=timezone.now())
    except Refused as problem:
        messages.warning(request, str(problem))
        return redirect("upkeep:data")
    return redirect("jobs:work", work.pk)
