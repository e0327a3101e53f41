"""The skills there are: adding, renaming, taking away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evener.capacity import actions, queries
from evener.capacity.forms import SkillForm
from evener.capacity.rules import may_name_skills
from evener.pages.access import signed_in
from evener.people.rules import Viewer
from evener.problems import Invalid, NotAllowed


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every skill with who has it, and a new one."""
    form = SkillForm(request.POST or None)
    status = 200
    if request.method == "POST":
        _namer(viewer)
        status = 422
        if form.is_valid():
            try:
                actions.make_skill(by=viewer, at=timezone.now(), **form.cleaned_data)
            except Invalid as problem:
                problem.show_on(form)
            else:
                messages.success(request, _("The skill can be chosen now."))
                return HttpResponseRedirect(reverse("capacity:skills"))
    context = {
        "nav": "engineering",
        "tab": "skills",
        "skills": queries.skills(),
        "form": form,
        "may_name": may_name_skills(viewer),
    }
    return render(request, "capacity/skills.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def one(request: HttpRequest, viewer: Viewer, skill_id: int) -> HttpResponse:
    """Call a skill otherwise."""
    _namer(viewer)
    skill = queries.skill(skill_id)
    form = SkillForm(request.POST or None, initial={"name": skill.name, "about": skill.about})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.rename_skill(by=viewer, at=timezone.now(), skill_id=skill_id, **form.cleaned_data)
            except Invalid as problem:
                problem.show_on(form)
            else:
                return HttpResponseRedirect(reverse("capacity:skills"))
    context = {"nav": "engineering", "tab": "skills", "skill": skill, "form": form}
    return render(request, "capacity/skill.html", context, status=status)


@require_POST
@signed_in
def remove(request: HttpRequest, viewer: Viewer, skill_id: int) -> HttpResponse:
    actions.remove_skill(by=viewer, at=timezone.now(), skill_id=skill_id)
    messages.success(request, _("The skill is gone."))
    return HttpResponseRedirect(reverse("capacity:skills"))


def _namer(viewer: Viewer) -> None:
    if not may_name_skills(viewer):
        raise NotAllowed(_("Engineers and those who lead name the skills. Ask one of them."))
