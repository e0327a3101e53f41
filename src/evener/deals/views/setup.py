"""Stages and products, for admins."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from evener import money
from evener.deals import actions, queries
from evener.deals.models import Product, Stage
from evener.pages.access import admins_only
from evener.people.rules import Viewer
from evener.problems import Invalid


class StageForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    prior_won = forms.IntegerField(label=gettext_lazy("Chance to win, %"), min_value=1, max_value=99)
    position = forms.IntegerField(label=gettext_lazy("Position"), min_value=0, max_value=1000)


class ProductForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    series = forms.CharField(label=gettext_lazy("Series"), max_length=120, required=False)
    price = forms.CharField(
        label=gettext_lazy("List price"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Like 4,800 or USD 4,800."),
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_price(self) -> money.Money | None:
        text = self.cleaned_data["price"].strip()
        if not text:
            return None
        try:
            return money.parse(text, currency=self.currency)
        except money.MoneyError as error:
            raise forms.ValidationError(str(error)) from error

    def values(self) -> dict[str, Any]:
        price: money.Money | None = self.cleaned_data["price"]
        return {
            "name": self.cleaned_data["name"],
            "series": self.cleaned_data["series"],
            "price_minor": price.minor if price else None,
            "currency": price.currency if price else self.currency,
        }


@admins_only
def setup(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    return _page(request, viewer)


def _page(
    request: HttpRequest,
    viewer: Viewer,
    *,
    stage_form: StageForm | None = None,
    product_form: ProductForm | None = None,
) -> HttpResponse:
    stages = queries.stages()
    context = {
        "nav": "settings",
        "stages": stages,
        "products": queries.products(),
        "stage_form": stage_form or StageForm(initial={"position": max((s.position for s in stages), default=0) + 1}),
        "product_form": product_form or ProductForm(currency=viewer.currency),
    }
    return render(request, "deals/setup.html", context, status=422 if stage_form or product_form else 200)


@require_POST
@admins_only
def add_stage(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    form = StageForm(request.POST)
    if form.is_valid():
        try:
            actions.make_stage(by=viewer, at=timezone.now(), **form.cleaned_data)
        except Invalid as problem:
            problem.show_on(form)
        else:
            messages.success(request, _("Stage added."))
            return redirect("deals:setup")
    return _page(request, viewer, stage_form=form)


@admins_only
def stage(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    """Change or remove one stage."""
    shown = queries.stage(id)
    initial = {"name": shown.name, "prior_won": shown.prior_won, "position": shown.position}
    form = StageForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.change_stage(by=viewer, at=timezone.now(), stage_id=id, **form.cleaned_data)
        except Invalid as problem:
            problem.show_on(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("deals:setup")
    return _change_page(request, shown, form, remove="deals:remove_stage")


@require_POST
@admins_only
def remove_stage(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    actions.remove_stage(by=viewer, at=timezone.now(), stage_id=id)
    messages.success(request, _("Stage removed."))
    return redirect("deals:setup")


@require_POST
@admins_only
def add_product(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    form = ProductForm(request.POST, currency=viewer.currency)
    if form.is_valid():
        try:
            actions.make_product(by=viewer, at=timezone.now(), **form.values())
        except Invalid as problem:
            problem.show_on(form)
        else:
            messages.success(request, _("Product added."))
            return redirect("deals:setup")
    return _page(request, viewer, product_form=form)


@admins_only
def product(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    """Change one product."""
    shown = queries.product(id)
    price = money.show(shown.price_minor, shown.currency) if shown.price_minor is not None else ""
    initial = {"name": shown.name, "series": shown.series, "price": price}
    form = ProductForm(request.POST or None, initial=initial, currency=shown.currency)
    if form.is_valid():
        try:
            actions.change_product(by=viewer, at=timezone.now(), product_id=id, **form.values())
        except Invalid as problem:
            problem.show_on(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("deals:setup")
    return _change_page(request, shown, form)


def _change_page(request: HttpRequest, shown: Stage | Product, form: forms.Form, remove: str = "") -> HttpResponse:
    context = {"nav": "settings", "thing": shown, "form": form, "remove": remove}
    return render(request, "deals/setup_change.html", context, status=422 if form.errors else 200)
