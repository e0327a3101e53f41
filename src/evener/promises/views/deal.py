"""The promises tab of a deal: its cards, the gate, and the two ways a promise begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evener.deals import queries as deals
from evener.deals.models import Deal
from evener.deals.presenting import deal_head
from evener.pages.access import signed_in
from evener.people.rules import Viewer
from evener.problems import Invalid
from evener.promises import queries
from evener.promises.actions import draft_promise, record_blind
from evener.promises.forms import BlindForm, PromiseForm
from evener.promises.presenting.cards import cards
from evener.promises.views.dates import look


@dataclass(frozen=True, slots=True)
class Beginning:
    """The form that is open on the tab: `new` or `blind`."""

    name: str
    form: forms.Form


@require_safe
@signed_in
def of_deal(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    return show(request, viewer, deals.deal(viewer, deal_id))


def show(
    request: HttpRequest, viewer: Viewer, deal: Deal, *, begin: Beginning | None = None, status: int = 200
) -> HttpResponse:
    """The tab, with the form that is open on it."""
    at = timezone.now()
    promises = queries.of_deal(deal)
    found = cards(viewer, deal, promises, queries.verdicts(row.pk for row in promises), at=at)
    context: dict[str, Any] = {
        **deal_head(viewer, deal, tab="promises", at=at),
        "going": [card for card in found if not card.ended],
        "ended": [card for card in found if card.ended],
        "blocking": [card for card in found if card.why_blocked],
        "begin": begin,
        "blind": begin.form if begin and begin.name == "blind" else BlindForm(today=viewer.today(at)),
    }
    return render(request, "promises/of_deal.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """A draft, or with `ask` a draft that engineering is asked about at once."""
    deal = deals.editable(viewer, deal_id)
    people = queries.people_for(deal_id)
    form = PromiseForm(
        request.POST if request.method == "POST" else None,
        people=people,
        currency=deal.currency,
        lead_id=deal.lead_engineer_id,
        product_id=deal.product_id,
    )
    if request.method != "POST":
        return show(request, viewer, deal, begin=Beginning("new", form))
    if "look" in request.POST:
        return show(request, viewer, deal, begin=Beginning("new", look(form, viewer, timezone.now())))
    if form.is_valid():
        try:
            promise = draft_promise(
                by=viewer, at=timezone.now(), deal_id=deal_id, values=form.values(), ask="ask" in request.POST
            )
        except Invalid as problem:
            problem.show_on(form)
        else:
            return to_card(deal_id, promise.pk)
    return show(request, viewer, deal, begin=Beginning("new", form), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def blind(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """One line for what was said before any engineer saw it."""
    deal = deals.editable(viewer, deal_id)
    at = timezone.now()
    form = BlindForm(request.POST if request.method == "POST" else None, today=viewer.today(at))
    if request.method != "POST":
        return show(request, viewer, deal, begin=Beginning("blind", form))
    if form.is_valid():
        values = {"words": form.cleaned_data["words"], "told": form.cleaned_data["told"]}
        try:
            promise = record_blind(
                by=viewer, at=at, deal_id=deal_id, values=values, made_on=form.cleaned_data["made_on"]
            )
        except Invalid as problem:
            problem.show_on(form)
        else:
            return to_card(deal_id, promise.pk)
    return show(request, viewer, deal, begin=Beginning("blind", form), status=422)


def to_card(deal_id: int, promise_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('promises:of_deal', args=[deal_id])}#promise-{promise_id}")
