"""The catalogue, and a new line of it."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from evener.capabilities import presenting, queries
from evener.capabilities.actions import create_capability
from evener.capabilities.forms import NewCapabilityForm
from evener.capabilities.rules import STATUS_NAMES, Status, may_keep
from evener.listing.queries import Listed
from evener.pages.access import is_part, signed_in, whole_number
from evener.pages.lists import asked_order, kept_query, read_page
from evener.pages.templatetags.evener import query_text
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed, Text
from evener.search.rules import terms

DEFAULT_ORDER = "name"
LONGEST = 200


@require_safe
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list, filtered and ordered by its URL."""
    wrong: dict[str, Text] = {}
    asked, ask = _asked(request, wrong), asked_order(request, wrong, orders=queries.ORDERS, default=DEFAULT_ORDER)
    listed, ask = read_page(partial(queries.capabilities, asked=asked), ask, wrong)
    query, found = kept_query(request), listed.page
    context = {
        "nav": "capabilities",
        "asked": asked,
        "wrong": wrong,
        "statuses": [(status.value, name) for status, name in STATUS_NAMES.items()],
        "products": queries.products(),
        "owners": queries.owners(),
        "owner": whole_number(asked.owner),
        "rows": presenting.rows(found.rows, today=viewer.today(timezone.now())),
        "sort": ask.order,
        "order_label": queries.ORDERS[ask.order_name].label,
        "count": _count(listed),
        "before": query_text(query, {"cursor": found.previous}) if found.previous else "",
        "after": query_text(query, {"cursor": found.next}) if found.next else "",
        "empty": not found.rows and not asked.narrows and not ask.cursor,
        "may_keep": may_keep(viewer),
    }
    if not is_part(request):
        return render(request, "capabilities/list.html", context)
    response = render(request, "capabilities/list.html#results", context)
    response.headers["HX-Push-Url"] = f"{request.path}{query_text(query, {})}"
    return response


def _asked(request: HttpRequest, wrong: dict[str, Text]) -> queries.Filter:
    q, owner = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("owner", "")
    status, product = request.GET.get("status", ""), request.GET.get("product", "")
    if q and not terms(q):
        wrong["q"], q = _("Look for a word or a number."), ""
    if owner and owner != queries.NOBODY and whole_number(owner) is None:
        wrong["owner"], owner = _("Choose the owner from the list."), ""
    if status and status not in set(Status):
        wrong["status"], status = _("Choose one of the statuses."), ""
    if product and whole_number(product) is None:
        wrong["product"], product = _("Choose the product from the list."), ""
    return queries.Filter(
        q=q, status=Status(status) if status else None, product=whole_number(product) if product else None, owner=owner
    )


def _count(listed: Listed) -> str:
    found = listed.found
    if not found.is_exact:
        return _("1,000+ capabilities")
    return ngettext("%(count)d capability", "%(count)d capabilities", found.count) % {"count": found.count}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The form of a new capability."""
    if not may_keep(viewer):
        raise NotAllowed(_("Engineering keeps the catalogue. Ask an engineer to change it."))
    if request.method != "POST":
        return _new(request, NewCapabilityForm(viewer=viewer, name=request.GET.get("name", "")[:LONGEST]))
    form = NewCapabilityForm(request.POST, viewer=viewer)
    if not form.is_valid():
        return _new(request, form, status=422)
    try:
        capability = create_capability(by=viewer, at=timezone.now(), values=form.values())
    except Invalid as problem:
        form.refuse(problem)
        return _new(request, form, status=422)
    messages.success(request, _("Written into the catalogue."))
    return HttpResponseRedirect(reverse("capabilities:page", args=[capability.pk]))


def _new(request: HttpRequest, form: NewCapabilityForm, *, status: int = 200) -> HttpResponse:
    return render(request, "capabilities/new.html", {"nav": "capabilities", "form": form}, status=status)
