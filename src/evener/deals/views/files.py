"""Files kept with a deal: taken in, handed out, removed. Never shown in the browser, whatever they claim to be."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from evener.deals import queries
from evener.deals.actions import add_file, remove_file
from evener.deals.views import notes
from evener.pages.access import signed_in
from evener.people.rules import Viewer
from evener.problems import Invalid, NotThere

# What a form adds to its file: boundaries, headers, the token.
FORM_BYTES = 64 * 1024


@csrf_exempt
@require_POST
@signed_in
def add(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """Checks the announced size before a byte is read, then the token (which reads the form), then takes the file."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > settings.MAX_UPLOAD_BYTES + FORM_BYTES:
        return _refuse(request, viewer, deal_id, _too_large())
    return _add(request, viewer, deal_id)


@csrf_protect
def _add(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    queries.editable(viewer, deal_id)
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        return _refuse(request, viewer, deal_id, _("Choose a file first."))
    try:
        add_file(by=viewer, at=timezone.now(), deal_id=deal_id, upload=upload)
    except Invalid as problem:
        return _refuse(request, viewer, deal_id, str(problem))
    return HttpResponseRedirect(f"{reverse('deals:notes', args=[deal_id])}#files")


def _refuse(request: HttpRequest, viewer: Viewer, deal_id: int, text: str) -> HttpResponse:
    return notes.show(request, viewer, queries.editable(viewer, deal_id), file_error=text, status=422)


def _too_large() -> str:
    return _("Files may have up to %(limit)d MB.") % {"limit": settings.MAX_UPLOAD_BYTES // 1024 // 1024}


@require_safe
@signed_in
def download(request: HttpRequest, viewer: Viewer, deal_id: int, file_id: int) -> HttpResponse:
    """As an attachment of no particular type, whatever the name says it is."""
    kept = queries.file(viewer, file_id)
    if kept.deal_id != deal_id:
        raise NotThere(_("There is no such file, or you are not on its deal."))
    try:
        content = kept.stored.open("rb")
    except FileNotFoundError as error:
        raise NotThere(_("This file is missing from the data folder. Ask an admin to restore it.")) from error
    response: HttpResponseBase = FileResponse(
        content, as_attachment=True, filename=kept.name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, response)


@require_POST
@signed_in
def remove(request: HttpRequest, viewer: Viewer, deal_id: int, file_id: int) -> HttpResponse:
    kept = queries.file(viewer, file_id)
    if kept.deal_id != deal_id:
        raise NotThere(_("There is no such file, or you are not on its deal."))
    remove_file(by=viewer, at=timezone.now(), file_id=file_id)
    return HttpResponseRedirect(f"{reverse('deals:notes', args=[deal_id])}#files")
