"""Writing a draft: its questions one by one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evener.discovery import actions
from evener.discovery.actions.playbooks import require_author
from evener.discovery.actions.questions import PUBLISHED
from evener.discovery.forms import QuestionForm
from evener.discovery.models import Playbook, Question
from evener.discovery.queries import playbooks as queries
from evener.pages.access import signed_in, whole_number
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, Refused


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: HttpRequest, viewer: Viewer, playbook_id: int) -> HttpResponse:
    """A question at the end; `more` in the form goes on to the next one."""
    require_author(viewer)
    playbook = queries.playbook(playbook_id)
    if not queries.version(playbook_id, None).is_draft:
        raise Refused(PUBLISHED)
    stages = queries.stages()
    form = QuestionForm(request.POST if request.method == "POST" else None, question=None, stages=stages)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_question(by=viewer, at=timezone.now(), playbook_id=playbook_id, values=form.values())
        except Invalid as problem:
            problem.show_on(form)
        else:
            if "more" in request.POST:
                messages.success(request, _("Added. Here is the next one."))
                return HttpResponseRedirect(reverse("discovery:add_question", args=[playbook_id]))
            return to_row(playbook_id, made)
    return _show(request, playbook, form, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: HttpRequest, viewer: Viewer, question_id: int) -> HttpResponse:
    require_author(viewer)
    question = queries.question(question_id)
    playbook = question.of_version.playbook
    if not question.of_version.is_draft:
        raise Refused(PUBLISHED)
    form = QuestionForm(request.POST if request.method == "POST" else None, question=question, stages=queries.stages())
    if request.method != "POST":
        return _show(request, playbook, form, question=question)
    seen = whole_number(request.POST.get("version"))
    if form.is_valid():
        try:
            actions.change_question(
                by=viewer, at=timezone.now(), question_id=question_id, values=form.values(), seen_version=seen
            )
        except Invalid as problem:
            problem.show_on(form)
        except Conflict as conflict:
            return _show(request, playbook, form, question=question, conflict=conflict, status=409)
        else:
            return to_row(playbook.pk, question)
    return _show(request, playbook, form, question=question, status=422)


@require_POST
@signed_in
def move(request: HttpRequest, viewer: Viewer, question_id: int) -> HttpResponse:
    """`to` is up or down."""
    question = actions.move_question(
        by=viewer, at=timezone.now(), question_id=question_id, up=request.POST.get("to") == "up"
    )
    return to_row(question.of_version.playbook_id, question)


@require_POST
@signed_in
def remove(request: HttpRequest, viewer: Viewer, question_id: int) -> HttpResponse:
    playbook = actions.remove_question(by=viewer, at=timezone.now(), question_id=question_id)
    messages.success(request, _("The question is out of the draft."))
    return HttpResponseRedirect(reverse("discovery:playbook", args=[playbook.pk]))


def to_row(playbook_id: int, question: Question) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('discovery:playbook', args=[playbook_id])}#question-{question.pk}")


def _show(request: HttpRequest, playbook: Playbook, form: QuestionForm, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    context = {"nav": "discovery", "playbook": playbook, "form": form, **more}
    return render(request, "discovery/question.html", context, status=status)
