"""The page of one entry of the glossary, with whatever fact is being changed on it."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evener.pages.access import signed_in
from evener.pages.changing import change_fact, fact_key
from evener.pages.facts import FactEdit
from evener.pages.telling import tell
from evener.people.rules import Viewer
from evener.plain import presenting, queries
from evener.plain.actions import change_term, remove_term
from evener.plain.forms import FORMS
from evener.plain.models import Term
from evener.plain.rules import TREATMENT_NAMES, Treatment, may_write_glossary
from evener.problems import NotAllowed


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer, term_id: int) -> HttpResponse:
    return show(request, viewer, queries.term(term_id))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, viewer: Viewer, term_id: int) -> HttpResponse:
    """`?field=` names the fact."""
    key = fact_key(request, FORMS, missing=_("An entry has no such field."))
    return change_fact(
        request,
        key,
        read=lambda: editable(viewer, term_id),
        form=lambda thing, data: FORMS[key](data, thing=thing, viewer=viewer),
        version=lambda thing: thing.version,
        write=lambda form, seen: change_term(
            by=viewer, at=timezone.now(), term_id=term_id, values=form.values(), seen_version=seen
        ),
        show=partial(show, request, viewer),
        page=reverse("plain:term", args=[term_id]),
    )


@require_POST
@signed_in
def remove(request: HttpRequest, viewer: Viewer, term_id: int) -> HttpResponse:
    term = queries.term(term_id)
    remove_term(by=viewer, at=timezone.now(), term_id=term_id)
    messages.success(request, _("“%(word)s” is out of the glossary.") % {"word": term.word})
    return HttpResponseRedirect(reverse("plain:glossary"))


def editable(viewer: Viewer, term_id: int) -> Term:
    """The entry, where the viewer may change it; refused in words otherwise."""
    term = queries.term(term_id)
    if not may_write_glossary(viewer):
        raise NotAllowed(_("You may read the glossary. Ask somebody who writes to customers to change it."))
    return term


def show(
    request: HttpRequest, viewer: Viewer, term: Term, *, fact: FactEdit | None = None, status: int = 200
) -> HttpResponse:
    """The page of an entry read by `queries.term`, with one fact open for change."""
    if fact and not request.headers.get("HX-Request"):
        fact.form.focus()
    does = Treatment(term.treatment)
    context = {
        "nav": "glossary",
        "term": term,
        "here": reverse("plain:term", args=[term.pk]),
        "does": TREATMENT_NAMES[does],
        "tone": presenting.TONES[does],
        "may_change": may_write_glossary(viewer),
        "facts": presenting.facts(term),
        "fact": fact,
        "entries": tell(queries.journal(term), on="term"),
    }
    return render(request, "plain/term.html", context, status=status)
