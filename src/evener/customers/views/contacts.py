"""The people at an account: adding them, changing them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evener.customers import queries
from evener.customers.actions import add_contact, change_contact
from evener.customers.forms import ContactForm
from evener.customers.views.facts import editable
from evener.customers.views.page import ContactEdit, show
from evener.pages.access import signed_in
from evener.pages.facts import clashes_of
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, viewer: Viewer, account_id: int) -> HttpResponse:
    """Add a person; the form stays open for the next one where the button says so."""
    account = editable(viewer, account_id)
    if request.method != "POST":
        return show(request, viewer, account, contact=ContactEdit(None, ContactForm()))
    form = ContactForm(request.POST)
    if not form.is_valid():
        return show(request, viewer, account, contact=ContactEdit(None, form), status=422)
    try:
        add_contact(by=viewer, at=timezone.now(), account_id=account_id, values=form.values())
    except Invalid as problem:
        problem.show_on(form)
        return show(request, viewer, account, contact=ContactEdit(None, form), status=422)
    return HttpResponseRedirect(f"{reverse('customers:page', args=[account_id])}#contact-new")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, viewer: Viewer, account_id: int, contact_id: int) -> HttpResponse:
    """Change a person. What somebody else changed meanwhile is shown beside what was typed."""
    account = editable(viewer, account_id)
    contact = queries.contact(viewer, account_id, contact_id)
    if request.method != "POST":
        return show(request, viewer, account, contact=ContactEdit(contact_id, ContactForm(contact=contact)))
    form = ContactForm(request.POST, contact=contact)
    if not form.is_valid():
        return show(request, viewer, account, contact=ContactEdit(contact_id, form), status=422)
    try:
        change_contact(by=viewer, at=timezone.now(), contact_id=contact_id, values=form.values(), seen=form.seen)
    except Invalid as problem:
        problem.show_on(form)
        return show(request, viewer, account, contact=ContactEdit(contact_id, form), status=422)
    except Conflict as conflict:
        now = queries.contact(viewer, account_id, contact_id)
        form.seen = {name: getattr(now, name) for name in form.NAMES}
        edited = ContactEdit(contact_id, form, clashes=clashes_of(conflict), stale=True)
        return show(request, viewer, account, contact=edited, status=409)
    return HttpResponseRedirect(f"{reverse('customers:page', args=[account_id])}#contact-{contact_id}")
