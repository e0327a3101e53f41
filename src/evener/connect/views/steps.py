"""The steps of one import: columns, preview, import, report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tasks.base import Task

from evener.connect import actions, forms, presenting, queries
from evener.connect.actions.applying import require_import
from evener.connect.actions.stored import path_of
from evener.connect.jobs import apply_import, check_import
from evener.connect.models import ImportBatch, ImportStatus
from evener.jobs.actions import start_work
from evener.pages.access import signed_in
from evener.people.rules import Viewer
from evener.problems import Invalid

# Up to so many rows a person waits for; more are worked on in the background.
DIRECT_ROWS = 10_000


@require_safe
@signed_in
def one(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    """Where an import stands: its report once it is made, else its next step."""
    batch = queries.batch(viewer, id)
    if batch.status != ImportStatus.APPLIED:
        return redirect("connect:preview" if batch.status == ImportStatus.CHECKED else "connect:columns", id)
    return render(request, "connect/report.html", {"nav": "import"} | presenting.report(batch))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def columns(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    """Which column is which. Posting checks the import; “again” guesses anew for other kinds."""
    require_import(viewer)
    batch = queries.batch(viewer, id)
    if batch.status == ImportStatus.APPLIED:
        return redirect("connect:one", id)
    if request.method != "POST":
        return _columns(request, viewer, batch)
    if "again" in request.POST:
        actions.guess_again(by=viewer, batch_id=id, kinds=forms.kinds(request.POST, batch.files))
        return redirect("connect:columns", id)
    try:
        settings = forms.settings(request.POST, batch.choices.get("stages", {}))
        chosen = forms.choices(request.POST, batch.files)
        batch = actions.choose_columns(by=viewer, batch_id=id, choices=chosen, settings=settings)
        return _check(viewer, batch)
    except Invalid as problem:
        return _columns(request, viewer, batch, error=str(problem))


def _columns(request: HttpRequest, viewer: Viewer, batch: ImportBatch, *, error: str = "") -> HttpResponse:
    posted = request.POST.dict() if error else None
    choices = batch.choices
    context = {
        "nav": "import",
        "batch": batch,
        "files": presenting.file_steps(batch, posted),
        "currencies": presenting.currency_options((posted or choices).get("currency", ""), viewer.currency),
        "dates": presenting.date_options(day_first=choices.get("day_first")),
        "error": error,
    }
    return render(request, "connect/columns.html", context, status=422 if error else 200)


def _check(viewer: Viewer, batch: ImportBatch) -> HttpResponse:
    if _rows(batch) > DIRECT_ROWS:
        return _work(viewer, batch, check_import, _("Checking %(name)s"))
    actions.check_batch(by=viewer, at=timezone.now(), batch_id=batch.pk)
    return redirect("connect:preview", batch.pk)


def _rows(batch: ImportBatch) -> int:
    return sum(int(file["rows"]) for file in batch.files)


def _work(viewer: Viewer, batch: ImportBatch, task: Task[Any, Any], title: str) -> HttpResponse:
    """Hand the step to the background; its page shows how far it is and leads back."""
    with transaction.atomic():
        work = start_work(
            by=viewer, at=timezone.now(), kind="import", title=title % {"name": str(batch)}, task=task, args=[batch.pk],
            page=f"/import/{batch.pk}/",
        )  # fmt: skip
        actions.give_to_work(by=viewer, batch_id=batch.pk, work_id=work.pk)
    return redirect("jobs:work", work.pk)


@require_safe
@signed_in
def preview(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    """What the import would do. Nothing is written yet."""
    batch = queries.batch(viewer, id)
    if batch.status != ImportStatus.CHECKED:
        return redirect("connect:one", id)
    context = {
        "nav": "import",
        "stages": presenting.stage_rows(batch, queries.stage_names()),
        "sample": presenting.sample_deals(batch),
    }
    return render(request, "connect/preview.html", context | presenting.report(batch))


@require_POST
@signed_in
def stages(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    """What the file's stages are called here; then everything is checked again."""
    require_import(viewer)
    batch = queries.batch(viewer, id)
    meant = forms.chosen_stages(request.POST, batch.preview.get("stages", ()))
    batch = actions.choose_stages(by=viewer, batch_id=id, stages=meant)
    return _check(viewer, batch)


@require_POST
@signed_in
def apply(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    """Import it. Doing so twice changes nothing: the second is told that it is done."""
    require_import(viewer)
    batch = queries.batch(viewer, id)
    if batch.status == ImportStatus.APPLIED:
        return redirect("connect:one", id)
    if _rows(batch) > DIRECT_ROWS:
        return _work(viewer, batch, apply_import, _("Importing %(name)s"))
    actions.apply_batch(by=viewer, at=timezone.now(), batch_id=id)
    messages.success(request, _("Imported."))
    return redirect("connect:one", id)


@require_POST
@signed_in
def discard(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    """Forget it: nothing was imported."""
    require_import(viewer)
    actions.discard(by=viewer, batch_id=id)
    messages.success(request, _("Forgotten. Nothing was imported."))
    return redirect("connect:start")


@require_safe
@signed_in
def rejects(request: HttpRequest, viewer: Viewer, id: int, number: int) -> HttpResponseBase:
    """The rows left out of one file, to be mended and imported again."""
    file = queries.rejects(queries.batch(viewer, id), number)
    response = FileResponse(
        path_of(file).open("rb"), as_attachment=True, filename=file["name"], content_type="text/csv; charset=utf-8"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
