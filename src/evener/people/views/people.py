"""Who works here: the list, one person, inviting and changing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evener.people import actions, queries
from evener.people.access import admins_only, signed_in
from evener.people.forms import ChangePersonForm, PersonForm, TeamForm
from evener.people.models import User
from evener.people.rules import ROLE_NAMES, Role, Viewer
from evener.problems import Invalid


@signed_in
def people(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    everyone = request.GET.get("all") == "1"
    rows = [
        {"person": person, "role": ROLE_NAMES[Role(person.role)], "never": person.is_active and not person.last_login}
        for person in queries.people(active_only=not everyone)
    ]
    return render(request, "people/people.html", {"nav": "settings", "rows": rows, "everyone": everyone})


@signed_in
def person(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    """A person's page; an admin changes them here."""
    shown = queries.person(id)
    form = None
    if viewer.may_administer:
        form = ChangePersonForm(request.POST if request.method == "POST" else None, person=shown)
    if request.method == "POST":
        return _change(request, viewer, shown, form)
    return _person_page(request, shown, form)


def _change(request: HttpRequest, viewer: Viewer, shown: User, form: ChangePersonForm | None) -> HttpResponse:
    if form is None:
        actions.change_person(by=viewer, at=timezone.now(), user_id=shown.pk, values={})  # refuses in words
        return redirect("people:people")
    if form.is_valid():
        try:
            actions.change_person(by=viewer, at=timezone.now(), user_id=shown.pk, values=form.values())
        except Invalid as problem:
            problem.show_on(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("people:person", id=shown.pk)
    return _person_page(request, shown, form, status=422)


def _person_page(request: HttpRequest, shown: User, form: ChangePersonForm | None, status: int = 200) -> HttpResponse:
    context = {"nav": "settings", "person": shown, "role": ROLE_NAMES[Role(shown.role)], "form": form}
    return render(request, "people/person.html", context, status=status)


@admins_only
def invite(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.make_person(by=viewer, at=timezone.now(), email=form.cleaned_data["email"], **form.values())
        except Invalid as problem:
            problem.show_on(form)
        else:
            return _show_invitation(request, viewer, made)
    status = 422 if form.errors else 200
    return render(request, "people/invite.html", {"nav": "settings", "form": form}, status=status)


@require_POST
@admins_only
def invitation(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    """A new invitation link for somebody who is here already; their older links stop working."""
    return _show_invitation(request, viewer, queries.person(id))


def _show_invitation(request: HttpRequest, viewer: Viewer, user: User) -> HttpResponse:
    secret = actions.make_link(user_id=user.pk, at=timezone.now(), purpose="invite", by=viewer)
    link = request.build_absolute_uri(reverse("people:enter", args=[secret]))
    context = {"nav": "settings", "person": user, "link": link, "days": actions.INVITE_DAYS}
    return render(request, "people/invitation.html", context)


@signed_in
def teams(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        parent = form.cleaned_data["parent"]
        try:
            actions.make_team(
                by=viewer, at=timezone.now(), name=form.cleaned_data["name"], parent_id=parent.pk if parent else None
            )
        except Invalid as problem:
            problem.show_on(form)
        else:
            messages.success(request, _("Team added."))
            return redirect("people:teams")
    context = {"nav": "settings", "form": form, "teams": queries.team_tree()}
    return render(request, "people/teams.html", context, status=422 if form.errors else 200)
