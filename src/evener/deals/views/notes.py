"""The tab of notes and files."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evener.deals import queries
from evener.deals.actions import add_note
from evener.deals.forms.work import NoteForm
from evener.deals.models import Deal
from evener.deals.presenting import deal_head
from evener.pages.access import signed_in, whole_number
from evener.people.rules import Viewer
from evener.problems import Invalid

PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def notes(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """Notes may be added to a closed deal too: what is learned later belongs there."""
    deal = queries.deal(viewer, deal_id)
    if request.method != "POST":
        return show(request, viewer, deal, before=whole_number(request.GET.get("before")))
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show(request, viewer, deal, form=form, status=422)
    try:
        add_note(by=viewer, at=timezone.now(), deal_id=deal_id, text=form.cleaned_data["text"])
    except Invalid as problem:
        problem.show_on(form)
        return show(request, viewer, deal, form=form, status=422)
    return HttpResponseRedirect(f"{reverse('deals:notes', args=[deal_id])}#notes")


def show(
    request: HttpRequest,
    viewer: Viewer,
    deal: Deal,
    *,
    form: NoteForm | None = None,
    file_error: str = "",
    before: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """`before` is the last note of the page above."""
    found = queries.notes(deal.pk, before=before, limit=PAGE + 1)
    files = queries.files(deal.pk)
    context = {
        **deal_head(viewer, deal, tab="notes"),
        "notes": found[:PAGE],
        "before": before,
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "files": files,
        "files_cut": len(files) == queries.FILES,
        "form": form or NoteForm(auto_id="note-%s", label_suffix=""),
        "file_error": file_error,
        "limit_mb": settings.MAX_UPLOAD_BYTES // 1024 // 1024,
    }
    return render(request, "deals/notes.html", context, status=status)
