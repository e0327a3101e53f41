"""Closing a deal through the gate, and opening it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evener.deals import queries
from evener.deals.actions import close_deal, reopen_deal
from evener.deals.forms.work import OUTCOME_HELP, OUTCOMES, ClosingForm, ReopenForm
from evener.deals.models import Deal
from evener.deals.presenting import deal_head
from evener.deals.rules import OUTCOME_NAMES, REASONS, GateMode, Outcome, join_reasons, may_override, may_work_on
from evener.pages.access import signed_in, whole_number
from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, Refused


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def close(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """`?outcome=` chooses one beforehand. Everything is on the page from the start; the outcome shows its part."""
    deal = queries.editable(viewer, deal_id)
    at = timezone.now()
    if request.method != "POST":
        form = ClosingForm(today=viewer.today(at), outcome=request.GET.get("outcome", ""))
        return _show(request, viewer, deal, form, at=at)
    form = ClosingForm(request.POST, today=viewer.today(at))
    if not form.is_valid():
        return _show(request, viewer, deal, form, at=at, status=422)
    version = whole_number(request.POST.get("version"))
    try:
        close_deal(by=viewer, at=at, deal_id=deal_id, closing=form.closing(), seen_version=version)
    except Invalid as problem:
        _show_faults(form, problem)
        return _show(request, viewer, deal, form, at=at, status=422)
    except Refused as problem:
        return _show(request, viewer, queries.editable(viewer, deal_id), form, at=at, refused=str(problem), status=409)
    return HttpResponseRedirect(reverse("deals:page", args=[deal_id]))


def _show_faults(form: ClosingForm, problem: Invalid) -> None:
    """The rule speaks of one reason; the form has a list for each outcome."""
    for name, text in problem.fields.items():
        field = f"reason_{form.outcome_now}" if name == "reason" else name
        form.add_error(field if field in form.fields else None, str(text))


def _show(
    request: HttpRequest,
    viewer: Viewer,
    deal: Deal,
    form: ClosingForm,
    *,
    at: datetime,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    user = request.user
    mode = GateMode(user.organisation.gate) if isinstance(user, User) else GateMode.BLOCK
    found = queries.obstacles(deal.pk)
    obstacles = found if mode != GateMode.OFF else []
    context: dict[str, Any] = {
        **deal_head(viewer, deal, tab="close", at=at, obstacles=found),
        "form": form,
        "outcomes": _outcomes(form),
        "refused": refused,
        "mode": mode.value,
        "obstacles": obstacles,
        "blocked": bool(obstacles) and mode == GateMode.BLOCK,
        "may_override": bool(may_override(viewer, queries.standing(viewer, deal))),
    }
    return render(request, "deals/close.html", context, status=status)


def _outcomes(form: ClosingForm) -> list[dict[str, Any]]:
    chosen = form.outcome_now
    return [
        {
            "key": outcome.value,
            "name": OUTCOME_NAMES[outcome],
            "help": OUTCOME_HELP[outcome],
            "chosen": chosen == outcome.value,
            "reasons": list(REASONS[outcome].items()),
            "reason": form[f"reason_{outcome.value}"].value() or "",
            "errors": form[f"reason_{outcome.value}"].errors,
            "comes_back": outcome in (Outcome.LOST, Outcome.NO_DECISION),
        }
        for outcome in OUTCOMES
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reopen(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    deal = queries.deal(viewer, deal_id)
    works = may_work_on(viewer, queries.standing(viewer, deal))
    if not works:
        raise NotAllowed(join_reasons(works.reasons))
    if request.method != "POST":
        if not deal.is_closed:
            return HttpResponseRedirect(reverse("deals:page", args=[deal_id]))
        return _show_reopen(request, viewer, deal, ReopenForm())
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return _show_reopen(request, viewer, deal, form, status=422)
    reopen_deal(by=viewer, at=timezone.now(), deal_id=deal_id, reason=form.cleaned_data["reason"])
    return HttpResponseRedirect(reverse("deals:page", args=[deal_id]))


def _show_reopen(
    request: HttpRequest, viewer: Viewer, deal: Deal, form: ReopenForm, *, status: int = 200
) -> HttpResponse:
    return render(request, "deals/reopen.html", {**deal_head(viewer, deal, tab="reopen"), "form": form}, status=status)
