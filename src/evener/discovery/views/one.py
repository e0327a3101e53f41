"""The page of one playbook: its versions, their questions, and how its questions fared."""

from __future__ import annotations

from functools import partial

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
from evener.pages.changing import change_fact, fact_key
from evener.pages.facts import FactEdit
from evener.pages.telling import tell
from evener.people.rules import Viewer
from evener.problems import NotThere


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
    """`?field=` names the fact."""
    key = fact_key(request, FORMS, missing=_("A playbook has no such field."))
    return change_fact(
        request,
        key,
        read=lambda: _kept(viewer, playbook_id),
        form=lambda thing, data: FORMS[key](data, thing=thing, viewer=viewer),
        version=lambda thing: thing.version,
        write=lambda form, seen: actions.change_playbook(
            by=viewer, at=timezone.now(), playbook_id=playbook_id, values=form.values(), seen_version=seen
        ),
        show=partial(show, request, viewer),
        page=reverse("discovery:playbook", args=[playbook_id]),
    )


def _kept(viewer: Viewer, playbook_id: int) -> Playbook:
    """The playbook, of somebody who writes playbooks."""
    require_author(viewer)
    return queries.playbook(playbook_id)


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
