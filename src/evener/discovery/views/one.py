"""The page of one playbook: its versions, their questions, and how its questions fared."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evener.deals.rules import OUTCOME_NAMES
from evener.discovery import actions, presenting
from evener.discovery.actions.playbooks import require_author
from evener.discovery.forms import FORMS
from evener.discovery.models import Playbook
from evener.discovery.queries import outcomes as fared
from evener.discovery.queries import playbooks as queries
from evener.discovery.rules.questions import may_write_playbooks
from evener.discovery.rules.spread import ENOUGH
from evener.pages.access import signed_in, whole_number
from evener.pages.facts import FactEdit, clashes_of
from evener.pages.telling import tell
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotThere


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer, playbook_id: int) -> HttpResponse:
    """`?version=` shows another one than the newest."""
    return show(request, viewer, queries.playbook(playbook_id))


def show(
    request: HttpRequest, viewer: Viewer, playbook: Playbook, *, fact: FactEdit | None = None, status: int = 200
) -> HttpResponse:
    if fact and not request.headers.get("HX-Request"):
        fact.form.focus()
    versions = queries.versions(playbook.pk)
    version = queries.chosen(versions, asked_version(request))
    questions = queries.questions(version.pk)
    context = {
        "nav": "discovery",
        "playbook": playbook,
        "here": reverse("discovery:playbook", args=[playbook.pk]),
        "may_change": may_write_playbooks(viewer),
        "facts": presenting.facts(playbook),
        "fact": fact,
        "versions": versions,
        "version": version,
        "has_draft": versions[0].is_draft,
        "questions": presenting.rows(questions, queries.stages()),
        "entries": tell(queries.journal(playbook), on="playbook"),
    }
    return render(request, "discovery/page.html", context, status=status)


def asked_version(request: HttpRequest) -> int | None:
    text = request.GET.get("version", "")
    number = whole_number(text)
    if text and number is None:
        raise NotThere(_("This playbook has no such version."))
    return number


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, viewer: Viewer, playbook_id: int) -> HttpResponse:
    """`?field=` names the fact; the form comes with the version it was filled from and brings it back."""
    key = request.GET.get("field", "")
    if key not in FORMS:
        raise NotThere(_("A playbook has no such field."))
    require_author(viewer)
    playbook = queries.playbook(playbook_id)
    if request.method != "POST":
        form = FORMS[key](thing=playbook, viewer=viewer)
        return show(request, viewer, playbook, fact=FactEdit(key, form, playbook.version))
    version = whole_number(request.POST.get("version"))
    form = FORMS[key](request.POST, thing=playbook, viewer=viewer)
    if version is None or not form.is_valid():
        return show(request, viewer, playbook, fact=FactEdit(key, form, version or playbook.version), status=422)
    try:
        actions.change_playbook(
            by=viewer, at=timezone.now(), playbook_id=playbook_id, values=form.values(), seen_version=version
        )
    except Invalid as problem:
        form.refuse(problem)
        return show(request, viewer, playbook, fact=FactEdit(key, form, version), status=422)
    except Conflict as conflict:
        edited = FactEdit(key, form, conflict.version, clashes=clashes_of(conflict), stale=True)
        return show(request, viewer, queries.playbook(playbook_id), fact=edited, status=409)
    return HttpResponseRedirect(f"{reverse('discovery:playbook', args=[playbook_id])}#fact-{key}")


@require_POST
@signed_in
def draft(request: HttpRequest, viewer: Viewer, playbook_id: int) -> HttpResponse:
    """Start the next version."""
    actions.start_draft(by=viewer, at=timezone.now(), playbook_id=playbook_id)
    return _to(playbook_id)


@require_POST
@signed_in
def discard(request: HttpRequest, viewer: Viewer, playbook_id: int) -> HttpResponse:
    actions.discard_draft(by=viewer, at=timezone.now(), playbook_id=playbook_id)
    messages.success(request, _("The draft is gone."))
    return _to(playbook_id)


@require_POST
@signed_in
def publish(request: HttpRequest, viewer: Viewer, playbook_id: int) -> HttpResponse:
    version = actions.publish(by=viewer, at=timezone.now(), playbook_id=playbook_id)
    messages.success(request, _("Version %(number)d is published. Deals may go by it.") % {"number": version.number})
    return _to(playbook_id)


@require_safe
@signed_in
def file(request: HttpRequest, viewer: Viewer, playbook_id: int) -> HttpResponse:
    """The playbook as a file that another Evener reads."""
    playbook = queries.playbook(playbook_id)
    version = queries.version(playbook_id, asked_version(request))
    response = HttpResponse(queries.file_text(playbook, version.pk), content_type="application/toml; charset=utf-8")
    name = f"{slugify(playbook.name) or 'playbook'}-{version.number}.toml"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@signed_in
def outcomes(request: HttpRequest, viewer: Viewer, playbook_id: int) -> HttpResponse:
    """Which answers go with winning, losing and doing nothing."""
    playbook = queries.playbook(playbook_id)
    found = fared.outcomes(viewer, playbook_id)
    ends = [(OUTCOME_NAMES[end], found.deals[end], found.deals[end] >= ENOUGH) for end in fared.ENDS]
    context = {
        "nav": "discovery",
        "playbook": playbook,
        "ends": ends,
        "enough": ENOUGH,
        "some": any(shown for _name, _count, shown in ends),
        "lines": [(line, [line.rates[end] for end in fared.ENDS]) for line in found.lines],
    }
    return render(request, "discovery/outcomes.html", context)


def _to(playbook_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("discovery:playbook", args=[playbook_id]))
