"""The page of one capability, with whatever fact is being changed on it."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evener.capabilities import presenting, queries
from evener.capabilities.actions import change_capability
from evener.capabilities.forms import FORMS
from evener.capabilities.models import Capability
from evener.capabilities.rules import Status, may_keep
from evener.pages.access import signed_in
from evener.pages.changing import change_fact, fact_key
from evener.pages.facts import FactEdit
from evener.pages.telling import tell
from evener.people.rules import Viewer
from evener.problems import NotAllowed


@require_safe
@signed_in
def page(request: HttpRequest, viewer: Viewer, capability_id: int) -> HttpResponse:
    return show(request, viewer, queries.capability(capability_id))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, viewer: Viewer, capability_id: int) -> HttpResponse:
    """`?field=` names the fact."""
    key = fact_key(request, FORMS, missing=_("A capability has no such field."))
    return change_fact(
        request,
        key,
        read=lambda: editable(viewer, capability_id),
        form=lambda thing, data: FORMS[key](data, thing=thing, viewer=viewer),
        version=lambda thing: thing.version,
        write=lambda form, seen: change_capability(
            by=viewer, at=timezone.now(), capability_id=capability_id, values=form.values(), seen_version=seen
        ),
        show=partial(show, request, viewer),
        page=reverse("capabilities:page", args=[capability_id]),
    )


def editable(viewer: Viewer, capability_id: int) -> Capability:
    """The capability, where the viewer may change it; refused in words otherwise."""
    capability = queries.capability(capability_id)
    if not may_keep(viewer):
        raise NotAllowed(_("Engineering keeps the catalogue. Ask an engineer to change it."))
    return capability


def show(
    request: HttpRequest, viewer: Viewer, capability: Capability, *, fact: FactEdit | None = None, status: int = 200
) -> HttpResponse:
    """The page of a capability read by `queries.capability`, with one fact open for change."""
    if fact and not request.headers.get("HX-Request"):
        fact.form.focus()
    today = viewer.today(timezone.now())
    resting = queries.resting(viewer, capability)
    context = {
        "nav": "capabilities",
        "capability": capability,
        "here": reverse("capabilities:page", args=[capability.pk]),
        "status": presenting.status_text(capability.status, capability.planned_for, today=today),
        "tone": presenting.TONES[Status(capability.status)],
        "may_change": may_keep(viewer),
        "facts": presenting.facts(capability, today=today),
        "longs": presenting.longs(capability),
        "resting": resting[: queries.RESTING],
        "more": len(resting) > queries.RESTING,
        "fact": fact,
        "entries": tell(queries.journal(capability), on="capability"),
    }
    return render(request, "capabilities/page.html", context, status=status)
