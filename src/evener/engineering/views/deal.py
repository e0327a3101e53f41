"""The requests of a deal, and asking for one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evener.capacity.queries import skill_names
from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.deals.presenting import deal_head
from evener.deals.rules import join_reasons, may_override
from evener.engineering import actions, presenting, queries
from evener.engineering.forms import RequestForm, WhyForm
from evener.pages.access import signed_in
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed


@require_safe
@signed_in
def of_deal(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    return show(request, viewer, deals.deal(viewer, deal_id))


def show(
    request: HttpRequest, viewer: Viewer, deal: Deal, *, begin: forms.Form | None = None,
    opening: forms.Form | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The tab, with the form that is open on it."""
    at = timezone.now()
    door = queries.door(deal.pk)
    context: dict[str, Any] = {
        **deal_head(viewer, deal, tab="requests", at=at),
        "rows": presenting.deal_rows(queries.of_deal(deal), today=viewer.today(at)),
        "door": door,
        "may_open": door is not None and bool(may_override(viewer, deals.standing(viewer, deal))),
        "opening": opening or WhyForm(),
        "begin": begin,
        "can": any(kind.is_offered for kind in queries.kinds()),
    }
    return render(request, "engineering/of_deal.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """Ask for engineering time."""
    deal = deals.editable(viewer, deal_id)
    door = queries.door(deal_id)
    if door is not None:
        return show(request, viewer, deal, status=409)
    data = request.POST if request.method == "POST" else None
    form = RequestForm(data, kinds=queries.kinds(offered_only=True), skills=skill_names())
    if request.method != "POST":
        return show(request, viewer, deal, begin=form)
    if form.is_valid():
        try:
            made = actions.ask(by=viewer, at=timezone.now(), deal_id=deal_id, values=form.values())
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Engineering is asked. An answer is due within a day."))
            return HttpResponseRedirect(reverse("engineering:request", args=[made.pk]))
    return show(request, viewer, deal, begin=form, status=422)


@require_http_methods(["POST"])
@signed_in
def open_door(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """A leader lets a deal ask again."""
    deal = deals.deal(viewer, deal_id)
    allowed = may_override(viewer, deals.standing(viewer, deal))
    if not allowed:
        raise NotAllowed(join_reasons(allowed.reasons))
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            actions.open_door(by=viewer, at=timezone.now(), deal_id=deal_id, why=form.cleaned_data["why"])
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("This deal may ask for engineering time again."))
            return HttpResponseRedirect(reverse("engineering:of_deal", args=[deal_id]))
    return show(request, viewer, deal, opening=form, status=422)
