"""How far long work is, and what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from evener.jobs import actions, queries
from evener.jobs.models import Work
from evener.jobs.rules import STATE_NAMES, State
from evener.people.access import signed_in
from evener.people.rules import Viewer
from evener.problems import Refused

TONES = {State.DONE: "ok", State.FAILED: "danger", State.RUNNING: "info"}


def shown(work: Work) -> dict[str, Any]:
    """The context of `jobs/part.html`, also for other rooms' pages."""
    return {
        "work": work,
        "state": STATE_NAMES[State(work.state)],
        "tone": TONES.get(State(work.state), ""),
        "share": queries.share(work),
        "waits": work.state == State.WAITING,
    }


@require_GET
@signed_in
def work(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    return render(request, "jobs/work.html", shown(queries.work(viewer, id)) | {"nav": "settings"})


@require_GET
@signed_in
def part(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    """The part of the page that asks for itself again every second while work goes on."""
    return render(request, "jobs/part.html", shown(queries.work(viewer, id)))


@require_POST
@signed_in
def cancel(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    try:
        actions.cancel_work(by=viewer, at=timezone.now(), work_id=id)
    except Refused as problem:
        messages.info(request, str(problem))
    else:
        messages.success(request, _("It stops at its next step. Nothing half done is kept."))
    return redirect("jobs:work", id)


@require_GET
@signed_in
def file(request: HttpRequest, viewer: Viewer, id: int) -> FileResponse:
    path, name = queries.result_file(viewer, id)
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)
