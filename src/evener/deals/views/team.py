"""Who works on the deal. The People tab, which shows them beside those at the customer, is `stakeholders`'."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from evener.deals import queries
from evener.deals.actions import add_member, remove_member
from evener.deals.forms.work import MemberForm
from evener.deals.models import Deal
from evener.deals.presenting import deal_head
from evener.deals.rules import Part
from evener.pages.access import signed_in
from evener.people.rules import Viewer
from evener.problems import Invalid


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """Put somebody on the deal team, or give them another part."""
    deal = queries.editable(viewer, deal_id)
    leading = (deal.owner_id, deal.lead_engineer_id)
    if request.method != "POST":
        return _show(request, viewer, deal, form=MemberForm(leading=leading))
    form = MemberForm(request.POST, leading=leading)
    if not form.is_valid():
        return _show(request, viewer, deal, form=form, status=422)
    user_id, part = form.cleaned_data["user_id"], Part(form.cleaned_data["part"])
    try:
        add_member(by=viewer, at=timezone.now(), deal_id=deal_id, user_id=user_id, part=part)
    except Invalid as problem:
        problem.show_on(form)
        return _show(request, viewer, deal, form=form, status=422)
    return HttpResponseRedirect(f"{reverse('stakeholders:of_deal', args=[deal_id])}#team")


@require_POST
@signed_in
def remove(request: HttpRequest, viewer: Viewer, deal_id: int, user_id: int) -> HttpResponse:
    remove_member(by=viewer, at=timezone.now(), deal_id=deal_id, user_id=user_id)
    if viewer.id == user_id and not queries.sees(viewer, deal_id):
        return HttpResponseRedirect(reverse("deals:list"))
    return HttpResponseRedirect(f"{reverse('stakeholders:of_deal', args=[deal_id])}#team")


def _show(request: HttpRequest, viewer: Viewer, deal: Deal, *, form: MemberForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        **deal_head(viewer, deal, tab="people"),
        "team": queries.members(deal.pk),
        "form": form,
    }
    return render(request, "deals/people.html", context, status=status)
