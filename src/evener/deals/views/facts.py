"""Changing one fact of a deal in place, and what happens when two people do at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evener.customers.actions import create_account
from evener.deals import queries
from evener.deals.actions import change_deal
from evener.deals.forms.facts import FORMS, AccountForm
from evener.deals.views.page import show
from evener.pages.access import signed_in, whole_number
from evener.pages.facts import FactEdit, FactForm, clashes_of
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotThere


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    """`?field=` names the fact; the form comes with the version it was filled from and brings it back."""
    key = request.GET.get("field", "")
    if key not in FORMS:
        raise NotThere(_("A deal has no such field."))
    deal = queries.editable(viewer, deal_id)
    if request.method != "POST":
        return show(request, viewer, deal, fact=FactEdit(key, FORMS[key](thing=deal, viewer=viewer), deal.version))
    version = whole_number(request.POST.get("version"))
    form = FORMS[key](request.POST, thing=deal, viewer=viewer)
    if version is None or not form.is_valid():
        return show(request, viewer, deal, fact=FactEdit(key, form, version or deal.version), status=422)
    try:
        _write(viewer, deal_id, form, version=version)
    except Invalid as problem:
        form.refuse(problem)
        return show(request, viewer, deal, fact=FactEdit(key, form, version), status=422)
    except Conflict as conflict:
        return _conflict(request, viewer, deal_id, key, conflict)
    return HttpResponseRedirect(f"{reverse('deals:page', args=[deal_id])}#fact-{key}")


def _write(viewer: Viewer, deal_id: int, form: FactForm, *, version: int) -> None:
    at = timezone.now()
    values = form.values()
    if isinstance(form, AccountForm) and form.makes_new:
        account = create_account(by=viewer, at=at, values={"name": form.makes_new})
        values = {"account_id": account.pk}
    change_deal(by=viewer, at=at, deal_id=deal_id, values=values, seen_version=version)


def _conflict(request: HttpRequest, viewer: Viewer, deal_id: int, key: str, conflict: Conflict) -> HttpResponse:
    """Theirs beside yours: the form keeps yours and now carries the version that writes it over theirs."""
    deal = queries.editable(viewer, deal_id)
    form = FORMS[key](request.POST, thing=deal, viewer=viewer)
    form.is_valid()
    edited = FactEdit(key, form, conflict.version, clashes=clashes_of(conflict), stale=True)
    return show(request, viewer, deal, fact=edited, status=409)
