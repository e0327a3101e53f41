"""Changing one fact of an account in place, and what happens when two people do at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evener.customers import queries
from evener.customers.actions import change_account
from evener.customers.forms import FORMS
from evener.customers.models import Account
from evener.customers.views.page import show
from evener.pages.access import signed_in, whole_number
from evener.pages.facts import FactEdit, clashes_of
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotAllowed, NotThere


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, viewer: Viewer, account_id: int) -> HttpResponse:
    """`?field=` names the fact; the form comes with the version it was filled from and brings it back."""
    key = request.GET.get("field", "")
    if key not in FORMS:
        raise NotThere(_("An account has no such field."))
    account = editable(viewer, account_id)
    if request.method != "POST":
        form = FORMS[key](thing=account, viewer=viewer)
        return show(request, viewer, account, fact=FactEdit(key, form, account.version))
    version = whole_number(request.POST.get("version"))
    form = FORMS[key](request.POST, thing=account, viewer=viewer)
    if version is None or not form.is_valid():
        return show(request, viewer, account, fact=FactEdit(key, form, version or account.version), status=422)
    try:
        change_account(by=viewer, at=timezone.now(), account_id=account_id, values=form.values(), seen_version=version)
    except Invalid as problem:
        form.refuse(problem)
        return show(request, viewer, account, fact=FactEdit(key, form, version), status=422)
    except Conflict as conflict:
        return _conflict(request, viewer, account_id, key, conflict)
    return HttpResponseRedirect(f"{reverse('customers:page', args=[account_id])}#fact-{key}")


def editable(viewer: Viewer, account_id: int) -> Account:
    """The account, where the viewer may change it; refused in words otherwise."""
    account = queries.account(viewer, account_id)
    if not viewer.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
    return account


def _conflict(request: HttpRequest, viewer: Viewer, account_id: int, key: str, conflict: Conflict) -> HttpResponse:
    """Theirs beside yours: the form keeps yours and now carries the version that writes it over theirs."""
    account = editable(viewer, account_id)
    form = FORMS[key](request.POST, thing=account, viewer=viewer)
    form.is_valid()
    edited = FactEdit(key, form, conflict.version, clashes=clashes_of(conflict), stale=True)
    return show(request, viewer, account, fact=edited, status=409)
