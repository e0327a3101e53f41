"""The Papers tab of a deal, and a new paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.deals.presenting import deal_head
from evener.pages.access import signed_in, whole_number
from evener.papers import actions, presenting
from evener.papers.forms import BeginForm
from evener.papers.queries import one, rows
from evener.people.rules import Viewer
from evener.sharing import queries as sharing
from evener.sharing.presenting import looked
from evener.sharing.rules import Of


@require_safe
@signed_in
def of_deal(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    return show(request, viewer, deals.deal(viewer, deal_id))


def show(request: HttpRequest, viewer: Viewer, deal: Deal, *, form: Any = None, status: int = 200) -> HttpResponse:
    at = timezone.now()
    found = rows.of_deal(deal)
    editions = rows.newest_editions(row.pk for row in found)
    links = sharing.links(viewer, deal_id=deal.pk, of=Of.PAPER) if editions else []
    looks: dict[int, tuple[int, int]] = {}
    for link in links:
        before = looks.get(link.subject_id, (0, 0))
        looks[link.subject_id] = (before[0] + link.looks, before[1] + link.lookers)  # type: ignore[attr-defined]
    seen = {row.paper_id: looked(*looks[row.pk]) for row in editions.values() if row.pk in looks}
    context = {
        **deal_head(viewer, deal, tab="papers", at=at),
        "rows": presenting.deal_rows(found, editions, seen, today=viewer.today(at)),
        "form": form,
    }
    return render(request, "papers/of_deal.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def begin(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """`?meeting=` names the meeting it is for. It is filled from the record and opens in the editor."""
    deal = deals.editable(viewer, deal_id)
    meetings = one.meetings_of_deal(deal_id)
    if request.method != "POST":
        form = BeginForm(meetings=meetings, chosen=whole_number(request.GET.get("meeting")))
        return show(request, viewer, deal, form=form)
    form = BeginForm(request.POST, meetings=meetings)
    if not form.is_valid():
        return show(request, viewer, deal, form=form, status=422)
    made = actions.begin_paper(
        by=viewer, at=timezone.now(), deal_id=deal_id, meeting_id=form.cleaned_data["meeting_id"]
    )
    messages.success(request, _("Filled from the record. Make it theirs: shorter is better."))
    return HttpResponseRedirect(reverse("papers:page", args=[made.pk]))
