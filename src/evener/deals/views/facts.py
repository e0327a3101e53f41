"""Changing one fact of a deal in place, and what happens when two people do at once."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evener.customers.actions import create_account
from evener.deals import queries
from evener.deals.actions import change_deal
from evener.deals.forms.facts import FORMS, AccountForm
from evener.deals.views.page import show
from evener.pages.access import signed_in
from evener.pages.changing import change_fact, fact_key
from evener.pages.facts import FactForm
from evener.people.rules import Viewer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """`?field=` names the fact."""
    key = fact_key(request, FORMS, missing=_("A deal has no such field."))
    return change_fact(
        request,
        key,
        read=lambda: queries.editable(viewer, deal_id),
        form=lambda thing, data: FORMS[key](data, thing=thing, viewer=viewer),
        version=lambda thing: thing.version,
        write=lambda form, seen: _write(viewer, deal_id, form, version=seen),
        show=partial(show, request, viewer),
        page=reverse("deals:page", args=[deal_id]),
    )


def _write(viewer: Viewer, deal_id: int, form: FactForm, *, version: int) -> None:
    at = timezone.now()
    values = form.values()
    if isinstance(form, AccountForm) and form.makes_new:
        account = create_account(by=viewer, at=at, values={"name": form.makes_new})
        values = {"account_id": account.pk}
    change_deal(by=viewer, at=at, deal_id=deal_id, values=values, seen_version=version)
