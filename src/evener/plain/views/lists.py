"""The glossary, and a new entry of it."""

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

from evener.listing.queries import Listed
from evener.pages.access import is_part, signed_in, whole_number
from evener.pages.lists import asked_order, kept_query, read_page
from evener.pages.templatetags.evener import query_text
from evener.people.rules import Viewer
from evener.plain import presenting, queries
from evener.plain.actions import create_term
from evener.plain.forms import NewTermForm
from evener.plain.rules import LANGUAGES, LENGTHS, TREATMENT_NAMES, Treatment, may_write_glossary
from evener.problems import Invalid, NotAllowed, Text
from evener.search.rules import terms

DEFAULT_ORDER = "word"
LONGEST = 200


@require_safe
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list, filtered and ordered by its URL."""
    wrong: dict[str, Text] = {}
    asked, ask = _asked(request, wrong), asked_order(request, wrong, orders=queries.ORDERS, default=DEFAULT_ORDER)
    listed, ask = read_page(partial(queries.terms, asked=asked), ask, wrong)
    query, found = kept_query(request), listed.page
    context = {
        "nav": "glossary",
        "asked": asked,
        "wrong": wrong,
        "treatments": [(each.value, name) for each, name in TREATMENT_NAMES.items()],
        "languages": list(LANGUAGES.items()),
        "writers": queries.writers(),
        "who": whole_number(asked.who),
        "rows": presenting.rows(found.rows),
        "sort": ask.order,
        "order_label": queries.ORDERS[ask.order_name].label,
        "count": _count(listed),
        "before": query_text(query, {"cursor": found.previous}) if found.previous else "",
        "after": query_text(query, {"cursor": found.next}) if found.next else "",
        "empty": not found.rows and not asked.narrows and not ask.cursor,
        "may_write": may_write_glossary(viewer),
    }
    if not is_part(request):
        return render(request, "plain/glossary.html", context)
    response = render(request, "plain/glossary.html#results", context)
    response.headers["HX-Push-Url"] = f"{request.path}{query_text(query, {})}"
    return response


def _asked(request: HttpRequest, wrong: dict[str, Text]) -> queries.Filter:
    q, who = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("who", "")
    treatment, language = request.GET.get("treatment", ""), request.GET.get("language", "")
    if q and not terms(q):
        wrong["q"], q = _("Look for a word or a number."), ""
    if who and who not in (queries.SHIPPED, queries.OURS) and whole_number(who) is None:
        wrong["who"], who = _("Choose who added it from the list."), ""
    if treatment and treatment not in set(Treatment):
        wrong["treatment"], treatment = _("Choose from the list what the check does."), ""
    if language and language not in LANGUAGES:
        wrong["language"], language = _("Choose the language from the list."), ""
    return queries.Filter(q=q, treatment=Treatment(treatment) if treatment else None, language=language, who=who)


def _count(listed: Listed) -> str:
    found = listed.found
    if not found.is_exact:
        return _("1,000+ entries")
    return ngettext("%(count)d entry", "%(count)d entries", found.count) % {"count": found.count}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The form of a new entry; `?word=` fills it in."""
    if not may_write_glossary(viewer):
        raise NotAllowed(_("You may read the glossary. Ask somebody who writes to customers to change it."))
    if request.method != "POST":
        word, language = request.GET.get("word", "")[: LENGTHS["word"]], request.GET.get("language", "en")
        return _new(
            request, NewTermForm(viewer=viewer, word=word, language=language if language in LANGUAGES else "en")
        )
    form = NewTermForm(request.POST, viewer=viewer)
    if not form.is_valid():
        return _new(request, form, status=422)
    try:
        term = create_term(by=viewer, at=timezone.now(), values=form.values())
    except Invalid as problem:
        form.refuse(problem)
        return _new(request, form, status=422)
    messages.success(request, _("Put into the glossary."))
    return HttpResponseRedirect(reverse("plain:term", args=[term.pk]))


def _new(request: HttpRequest, form: NewTermForm, *, status: int = 200) -> HttpResponse:
    return render(request, "plain/new.html", {"nav": "glossary", "form": form}, status=status)
