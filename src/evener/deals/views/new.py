"""A new deal."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evener.customers.models import Account
from evener.customers.queries import known_account
from evener.deals import actions
from evener.deals.forms.new import NewDealForm
from evener.deals.models import Deal
from evener.pages.access import signed_in, whole_number
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The form of a new deal; `?account=` and `?stage=` fill it in."""
    if not viewer.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
    if request.method != "POST":
        stage = whole_number(request.GET.get("stage"))
        return _page(request, NewDealForm(viewer=viewer, account=_account(request, viewer), stage=stage))
    form = NewDealForm(request.POST, viewer=viewer)
    if form.is_valid():
        try:
            deal = _create(viewer, form)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("Deal created. What happens next?"))
            return HttpResponseRedirect(reverse("deals:page", args=[deal.pk]))
    return _page(request, form, status=422)


def _account(request: HttpRequest, viewer: Viewer) -> Account | None:
    id = whole_number(request.GET.get("account"))
    return known_account(viewer, id) if id else None


def _create(viewer: Viewer, form: NewDealForm) -> Deal:
    values, at = form.values(), timezone.now()
    if not form.makes_new:
        return actions.create_deal(by=viewer, at=at, values=values)
    return actions.create_deal_at_new_account(by=viewer, at=at, account_name=form.makes_new, values=values)


def _page(request: HttpRequest, form: NewDealForm, *, status: int = 200) -> HttpResponse:
    return render(request, "deals/new.html", {"nav": "deals", "form": form}, status=status)
