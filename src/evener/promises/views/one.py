"""One promise: its page, and every form on its card.

A form is this page with the form open in the card: a browser without JavaScript loads all of it, htmx takes the card.
Where a form was opened elsewhere (the deal's tab, Today, the ledger), `next` leads back there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evener.deals import queries as deals
from evener.deals.presenting import deal_head
from evener.deals.rules import join_reasons
from evener.pages.access import back, signed_in
from evener.pages.telling import tell
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotAllowed, Problem, Refused
from evener.promises import queries
from evener.promises.dates import has_date
from evener.promises.forms import PromiseForm
from evener.promises.presenting.cards import card
from evener.promises.rules import allowed, right
from evener.promises.views.dates import look
from evener.promises.views.doings import DOINGS, At, Doing


@dataclass(frozen=True, slots=True)
class Opened:
    """The form open in the card: which one, what it needs beside its fields, and where it leads back to."""

    name: str
    form: Any
    facts: dict[str, Any]
    next: str
    conflict: str = ""

    @property
    def template(self) -> str:
        return f"promises/do_{self.name}.html"


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer, promise_id: int) -> HttpResponse:
    return show(request, stand(viewer, promise_id))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def act(request: HttpRequest, viewer: Viewer, promise_id: int, name: str) -> HttpResponse:
    """Anything that is done to a promise: `name` is one of `DOINGS`."""
    doing, at = DOINGS[name], stand(viewer, promise_id)
    refuse_unless_open(doing, at)
    if request.method != "POST":
        form = doing.form(at, None, request.GET)
        return show(request, at, opened=opened(request, name, form, doing, at))
    form = doing.form(at, request.POST, request.GET)
    if "look" in request.POST and isinstance(form, PromiseForm):
        return show(request, at, opened=opened(request, name, look(form, viewer, at.now), doing, at))
    if not form.is_valid():
        return show(request, at, opened=opened(request, name, form, doing, at), status=422)
    try:
        said = doing.write(at, form, request.POST)
    except Problem as problem:
        return again(request, viewer, promise_id, name, form, problem)
    if not request.headers.get("HX-Request"):
        messages.success(request, said)
    return back(request, reverse("promises:page", args=[promise_id]))


def stand(viewer: Viewer, id: int) -> At:
    promise = queries.promise(viewer, id)
    deal = deals.deal(viewer, promise.deal_id)
    return At(viewer, promise, deal, deals.standing(viewer, deal), timezone.now())


def refuse_unless_open(doing: Doing, at: At) -> None:
    """The first of its events that may happen opens a form; else 403 where the right is missing, 409 where the rule."""
    rights = [right(event, at.viewer, at.deal_standing) for event in doing.events]
    if not any(rights):
        raise NotAllowed(join_reasons(rights[0].reasons))
    rules = [allowed(event, at.promise.standing) for event, may in zip(doing.events, rights, strict=True) if may]
    if not any(rules):
        raise Refused(join_reasons(rules[0].reasons))


def again(request: HttpRequest, viewer: Viewer, id: int, name: str, form: Any, problem: Problem) -> HttpResponse:
    """The form once more, with what was typed and why it was not taken. A conflict shows the promise as it is now."""
    now = stand(viewer, id)
    if isinstance(problem, Conflict):
        shown = opened(request, name, form, DOINGS[name], now, conflict=str(problem))
        return show(request, now, opened=shown, status=409)
    if isinstance(problem, Invalid):
        problem.show_on(form)
    else:
        form.add_error(None, str(problem))
    status = 409 if isinstance(problem, Refused) else 422
    return show(request, now, opened=opened(request, name, form, DOINGS[name], now), status=status)


def opened(request: HttpRequest, name: str, form: Any, doing: Doing, at: At, *, conflict: str = "") -> Opened:
    target = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return Opened(name, form, doing.facts(at), target if safe else "", conflict)


def show(request: HttpRequest, at: At, *, opened: Opened | None = None, status: int = 200) -> HttpResponse:
    promise, viewer = at.promise, at.viewer
    verdicts = queries.verdicts([promise.pk]).get(promise.pk, [])
    context = {
        **deal_head(viewer, at.deal, tab="promises", at=at.now),
        "title": _("Promise: %(words)s") % {"words": promise.words[:60]},
        "card": card(viewer, at.deal, promise, verdicts, at=at.now, here=reverse("promises:page", args=[promise.pk])),
        "opened": opened,
        "has_date": has_date(promise, at.deal),
        "entries": tell(queries.journal(promise), on="promise"),
    }
    return render(request, "promises/page.html", context, status=status)
