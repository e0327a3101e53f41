"""Where an import begins: files are taken in, and past imports listed."""

from __future__ import annotations

from pathlib import PurePath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from evener.connect import queries
from evener.connect.actions import Upload, receive
from evener.connect.actions.applying import require_import
from evener.connect.files import Limits
from evener.pages.access import signed_in
from evener.people.rules import Viewer
from evener.problems import Invalid

# What a form adds to its files: boundaries, headers, the token.
FORM_BYTES = 64 * 1024


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def start(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Checks the announced size before a byte is read, then the token (which reads the form), then takes the files."""
    require_import(viewer)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method == "POST" and (not length.isdigit() or int(length) > settings.MAX_UPLOAD_BYTES + FORM_BYTES):
        return _show(request, viewer, error=_too_large())
    return _start(request, viewer)


@csrf_protect
def _start(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    if request.method != "POST":
        return _show(request, viewer)
    try:
        batch = receive(
            by=viewer, at=timezone.now(), uploads=_uploads(request), limits=Limits(bytes=settings.MAX_UPLOAD_BYTES)
        )
    except Invalid as problem:
        return _show(request, viewer, error=str(problem))
    return redirect("connect:columns", batch.pk)


def _uploads(request: HttpRequest) -> list[Upload]:
    files = [file for file in request.FILES.getlist("file") if isinstance(file, UploadedFile)]
    return [Upload(PurePath(file.name or _("file")).name[:200], file.read()) for file in files]


def _too_large() -> str:
    limit = settings.MAX_UPLOAD_BYTES // 1024 // 1024
    text = _("Files may have up to %(limit)d MB here. The command line takes larger ones: evener import pipeline.")
    return text % {"limit": limit}


def _show(request: HttpRequest, viewer: Viewer, *, error: str = "") -> HttpResponse:
    context = {"nav": "import", "error": error, "batches": queries.batches(viewer)}
    return render(request, "connect/start.html", context, status=422 if error else 200)
