"""The page of one account, with whatever is being changed on it, and its journal.

Every small form is this page with the form open, as on the page of a deal: a browser without JavaScript loads all of
it, htmx takes the part it needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evener.customers import presenting, queries
from evener.customers.forms import ContactForm
from evener.customers.models import Account
from evener.journal import queries as entries
from evener.pages.access import signed_in, whole_number
from evener.pages.facts import FactEdit
from evener.pages.telling import tell
from evener.people.rules import Viewer

PAGE = 50


@dataclass(frozen=True, slots=True)
class ContactEdit:
    """The contact under change; `id` None is a new one. `clashes` are what somebody else wrote meanwhile."""

    id: int | None
    form: ContactForm
    clashes: list[dict[str, Any]] = field(default_factory=list)
    stale: bool = False


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer, account_id: int) -> HttpResponse:
    return show(request, viewer, queries.account(viewer, account_id))


def show(
    request: HttpRequest,
    viewer: Viewer,
    account: Account,
    *,
    fact: FactEdit | None = None,
    contact: ContactEdit | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of an account read by `queries.account`, with one fact or contact open for change."""
    if fact and not request.headers.get("HX-Request"):
        fact.form.focus()
    family = queries.family(viewer, account)
    deals = queries.deals(viewer, account.pk)
    sums = queries.open_deals(viewer, [account.pk]).get(account.pk, [])
    people = queries.contacts(account.pk)
    parts = queries.parts(viewer, account.pk) if people else {}
    context = {
        **presenting.head(viewer, account, tab="account"),
        "facts": presenting.facts(account, parent=family.parent),
        "family": family,
        "deals": deals[: queries.DEALS],
        "more_deals": len(deals) > queries.DEALS,
        "open_count": presenting.count_of(sums),
        "open_sums": presenting.sums_text(sums),
        "contacts": [(each, parts.get(each.pk, [])) for each in people],
        "fact": fact,
        "contact": contact,
    }
    return render(request, "customers/page.html", context, status=status)


@require_safe
@signed_in
def journal(request: HttpRequest, viewer: Viewer, account_id: int) -> HttpResponse:
    """Newest first; `?before=` is the last entry of the page above."""
    account = queries.account(viewer, account_id)
    before = whole_number(request.GET.get("before"))
    found = entries.thread("account", account_id, before=before, limit=PAGE + 1)
    context = {
        **presenting.head(viewer, account, tab="journal"),
        "entries": tell(found[:PAGE], on="account"),
        "before": before,
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
    }
    return render(request, "customers/journal.html", context)
