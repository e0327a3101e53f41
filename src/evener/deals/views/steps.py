"""Next steps on the plan tab."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from evener.deals import queries
from evener.deals.actions import add_step, change_step, finish_step, resume_step
from evener.deals.forms.work import StepForm
from evener.deals.models import Deal, NextStep
from evener.deals.views.page import StepEdit, show
from evener.pages.access import back, signed_in, whole_number
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, viewer: Viewer, deal_id: int) -> HttpResponse:
    deal = queries.editable(viewer, deal_id)
    if request.method != "POST":
        return show(request, viewer, deal, step=StepEdit(None, _form(viewer, deal, owner_id=viewer.id)))
    form = _form(viewer, deal, request.POST)
    if not form.is_valid():
        return show(request, viewer, deal, step=StepEdit(None, form), status=422)
    try:
        add_step(by=viewer, at=timezone.now(), deal_id=deal_id, **form.values())
    except Invalid as problem:
        problem.show_on(form)
        return show(request, viewer, deal, step=StepEdit(None, form), status=422)
    return _to_plan(deal_id, "step-new")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: HttpRequest, viewer: Viewer, deal_id: int, step_id: int) -> HttpResponse:
    deal = queries.editable(viewer, deal_id)
    step = queries.step(deal_id, step_id)
    if request.method != "POST":
        return show(request, viewer, deal, step=StepEdit(step_id, _form(viewer, deal, step=step), step.version))
    form = _form(viewer, deal, request.POST, step=step)
    version = whole_number(request.POST.get("version"))
    if version is None or not form.is_valid():
        return show(request, viewer, deal, step=StepEdit(step_id, form, version or step.version), status=422)
    try:
        change_step(by=viewer, at=timezone.now(), step_id=step_id, values=form.values(), seen_version=version)
    except Invalid as problem:
        problem.show_on(form)
        return show(request, viewer, deal, step=StepEdit(step_id, form, version), status=422)
    except Conflict as conflict:
        theirs = StepEdit(step_id, form, conflict.version, theirs=queries.step(deal_id, step_id))
        return show(request, viewer, queries.editable(viewer, deal_id), step=theirs, status=409)
    return _to_plan(deal_id, f"step-{step_id}")


@require_POST
@signed_in
def take(request: HttpRequest, viewer: Viewer, deal_id: int, step_id: int) -> HttpResponse:
    """A step nobody owns becomes the viewer's."""
    step = queries.step(queries.editable(viewer, deal_id).pk, step_id)
    change_step(
        by=viewer, at=timezone.now(), step_id=step_id, values={"owner_id": viewer.id}, seen_version=step.version
    )
    return back(request, _plan(deal_id, f"step-{step_id}"))


@require_POST
@signed_in
def done(request: HttpRequest, viewer: Viewer, deal_id: int, step_id: int) -> HttpResponse:
    queries.step(queries.deal(viewer, deal_id).pk, step_id)
    finish_step(by=viewer, at=timezone.now(), step_id=step_id)
    return back(request, _plan(deal_id, f"step-{step_id}"))


@require_POST
@signed_in
def resume(request: HttpRequest, viewer: Viewer, deal_id: int, step_id: int) -> HttpResponse:
    queries.step(queries.deal(viewer, deal_id).pk, step_id)
    resume_step(by=viewer, at=timezone.now(), step_id=step_id)
    return back(request, _plan(deal_id, f"step-{step_id}"))


def _form(
    viewer: Viewer, deal: Deal, data: Any = None, *, step: NextStep | None = None, owner_id: int | None = None
) -> StepForm:
    return StepForm(data, contacts=queries.contacts_of(viewer, deal), step=step, owner_id=owner_id)


def _plan(deal_id: int, place: str) -> str:
    return f"{reverse('deals:page', args=[deal_id])}#{place}"


def _to_plan(deal_id: int, place: str) -> HttpResponse:
    return HttpResponseRedirect(_plan(deal_id, place))
