"""The journal tab: who changed what, when, from what to what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evener.deals import queries
from evener.deals.presenting import deal_head
from evener.journal import queries as entries
from evener.pages.access import signed_in, whole_number
from evener.pages.telling import tell
from evener.people.rules import Viewer

PAGE = 50


@require_safe
@signed_in
def journal(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """Newest first; `?before=` is the last entry of the page above."""
    deal = queries.deal(viewer, deal_id)
    before = whole_number(request.GET.get("before"))
    found = entries.thread("deal", deal_id, before=before, limit=PAGE + 1)
    context = {
        **deal_head(viewer, deal, tab="journal"),
        "entries": tell(found[:PAGE], on="deal"),
        "before": before,
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
    }
    return render(request, "deals/journal.html", context)
