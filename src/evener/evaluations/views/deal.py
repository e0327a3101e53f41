"""The Proof tab of a deal: its evaluations, a new one, and the technical win recorded on the deal itself."""

from __future__ import annotations

from datetime import datetime
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
from evener.evaluations import presenting, queries
from evener.evaluations.actions import plan_evaluation, record_deal_win, withdraw_deal_win
from evener.evaluations.forms import NewEvaluationForm, ReasonForm, WinForm
from evener.evaluations.models import Evaluation
from evener.pages.access import signed_in
from evener.people.rules import Viewer
from evener.problems import Invalid


@require_safe
@signed_in
def of_deal(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    return show(request, viewer, deals.deal(viewer, deal_id))


def show(
    request: HttpRequest, viewer: Viewer, deal: Deal, *, form: Any = None, win: Any = None, status: int = 200
) -> HttpResponse:
    """The tab; `form` is that of a new evaluation, `win` the one open on the technical win."""
    at = timezone.now()
    rows = queries.of_deal(deal)
    context = {
        **deal_head(viewer, deal, tab="proof", at=at),
        "rows": presenting.deal_rows(rows, queries.measured(row.pk for row in rows), viewer=viewer, at=at),
        "form": form,
        "win": win,
    }
    return render(request, "evaluations/of_deal.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    deal, at = deals.editable(viewer, deal_id), timezone.now()
    begun = Evaluation(deal=deal, owner_id=deal.lead_engineer_id, starts_on=viewer.today(at))
    contacts = deals.contacts(viewer, deal.account_id) if deal.account_id else []
    data = request.POST if request.method == "POST" else None
    form = NewEvaluationForm(data, thing=begun, viewer=viewer, contacts=contacts)
    if request.method != "POST":
        return show(request, viewer, deal, form=form)
    if form.is_valid():
        try:
            made = plan_evaluation(by=viewer, at=at, deal_id=deal_id, values=form.values())
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Planned. Now write down what the customer measures it by."))
            return HttpResponseRedirect(reverse("evaluations:page", args=[made.pk]))
    return show(request, viewer, deal, form=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def win(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """Record the technical win of a deal without an evaluation, or withdraw the one there is."""
    deal, at = deals.editable(viewer, deal_id), timezone.now()
    form = _win_form(request, viewer, deal)
    if request.method != "POST":
        return show(request, viewer, deal, win=form)
    if form.is_valid():
        try:
            _write(viewer, at, deal, form)
        except Invalid as problem:
            problem.show_on(form)
        else:
            return HttpResponseRedirect(reverse("evaluations:of_deal", args=[deal_id]))
    return show(request, viewer, deal, win=form, status=422)


def _win_form(request: HttpRequest, viewer: Viewer, deal: Deal) -> Any:
    data = request.POST if request.method == "POST" else None
    if deal.technical_win_on:
        return ReasonForm(data)
    contacts = deals.contacts(viewer, deal.account_id) if deal.account_id else []
    return WinForm(data, contacts=contacts, today=viewer.today(timezone.now()), contact_id=None)


def _write(viewer: Viewer, at: datetime, deal: Deal, form: Any) -> None:
    if isinstance(form, ReasonForm):
        withdraw_deal_win(by=viewer, at=at, deal_id=deal.pk, reason=form.cleaned_data["reason"])
    else:
        record_deal_win(by=viewer, at=at, deal_id=deal.pk, **form.cleaned_data)
