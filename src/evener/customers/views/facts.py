"""Changing one fact of an account in place, and what happens when two people do at once."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evener.customers import queries
from evener.customers.actions import change_account
from evener.customers.forms import FORMS
from evener.customers.models import Account
from evener.customers.views.page import show
from evener.pages.access import signed_in
from evener.pages.changing import change_fact, fact_key
from evener.people.rules import Viewer
from evener.problems import NotAllowed


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, viewer: Viewer, account_id: int) -> HttpResponse:
    """`?field=` names the fact."""
    key = fact_key(request, FORMS, missing=_("An account has no such field."))
    return change_fact(
        request,
        key,
        read=lambda: editable(viewer, account_id),
        form=lambda thing, data: FORMS[key](data, thing=thing, viewer=viewer),
        version=lambda thing: thing.version,
        write=lambda form, seen: change_account(
            by=viewer, at=timezone.now(), account_id=account_id, values=form.values(), seen_version=seen
        ),
        show=partial(show, request, viewer),
        page=reverse("customers:page", args=[account_id]),
    )


def editable(viewer: Viewer, account_id: int) -> Account:
    """The account, where the viewer may change it; refused in words otherwise."""
    account = queries.account(viewer, account_id)
    if not viewer.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
    return account
