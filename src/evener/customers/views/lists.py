"""The list of accounts, and a new one."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from evener.customers import presenting, queries
from evener.customers.actions import create_account
from evener.customers.forms import NewAccountForm
from evener.listing.queries import Listed
from evener.listing.rules import Ask
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
    listed, ask = read_page(partial(queries.accounts, viewer, asked=asked), ask, wrong)
    context = _context(request, viewer, asked=asked, ask=ask, listed=listed, wrong=wrong)
    if not is_part(request):
        return render(request, "customers/list.html", context)
    response = render(request, "customers/list.html#results", context)
    response.headers["HX-Push-Url"] = f"{request.path}{query_text(kept_query(request), {})}"
    return response


def _asked(request: HttpRequest, wrong: dict[str, Text]) -> queries.Filter:
    q, owner = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("owner", "")
    if q and not terms(q):
        wrong["q"], q = _("Look for a word or a number."), ""
    if owner and owner != queries.NOBODY and whole_number(owner) is None:
        wrong["owner"], owner = _("Choose the owner from the list."), ""
    return queries.Filter(q=q, industry=request.GET.get("industry", "")[:LONGEST].replace("\x00", ""), owner=owner)


def _context(
    request: HttpRequest,
    viewer: Viewer,
    *,
    asked: queries.Filter,
    ask: Ask,
    listed: Listed,
    wrong: dict[str, Text],
) -> dict[str, Any]:
    found, query = listed.page, kept_query(request)
    deals = queries.open_deals(viewer, [row["id"] for row in found.rows])
    return {
        "nav": "accounts",
        "asked": asked,
        "wrong": wrong,
        "choices": queries.choices(viewer),
        "owner": whole_number(asked.owner),
        "rows": presenting.rows(found.rows, deals, today=viewer.today(timezone.now())),
        "sort": ask.order,
        "order_label": queries.ORDERS[ask.order_name].label,
        "count": _count(listed),
        "before": query_text(query, {"cursor": found.previous}) if found.previous else "",
        "after": query_text(query, {"cursor": found.next}) if found.next else "",
        "empty": not found.rows and not asked.narrows and not ask.cursor,
    }


def _count(listed: Listed) -> str:
    found = listed.found
    if not found.is_exact:
        return _("1,000+ accounts")
    return ngettext("%(count)d account", "%(count)d accounts", found.count) % {"count": found.count}


@require_safe
@signed_in
def hits(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Options for an account field while somebody types."""
    text = request.GET.get("account", "")[:LONGEST]
    return render(request, "customers/hits.html", {"accounts": queries.accounts_named(viewer, text)})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The form of a new account. A name that is taken comes back with the account that has it."""
    if not viewer.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))
    if request.method != "POST":
        return _new(request, NewAccountForm(viewer=viewer))
    form = NewAccountForm(request.POST, viewer=viewer)
    if not form.is_valid():
        return _new(request, form, status=422)
    try:
        account = create_account(by=viewer, at=timezone.now(), values=form.values())
    except Invalid as problem:
        form.refuse(problem)
        return _new(request, form, status=422)
    messages.success(request, _("Account created. Who do we know there?"))
    return HttpResponseRedirect(reverse("customers:page", args=[account.pk]))


def _new(request: HttpRequest, form: NewAccountForm, *, status: int = 200) -> HttpResponse:
    return render(request, "customers/new.html", {"nav": "accounts", "form": form}, status=status)
