"""What people set for themselves: profile and API tokens."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evener.people import actions, queries
from evener.people.access import signed_in
from evener.people.forms import ProfileForm, TokenForm
from evener.people.rules import Viewer
from evener.problems import Invalid


@signed_in
def home(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Settings open on what the person may set."""
    return redirect("people:settings" if viewer.may_administer else "people:profile")


@signed_in
def profile(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    initial = {"name": viewer.name, "time_zone": viewer.time_zone, "language": viewer.language}
    form = ProfileForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.change_own(by=viewer, at=timezone.now(), **form.cleaned_data)
        except Invalid as problem:
            problem.show_on(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("people:profile")
    context = {"nav": "settings", "form": form, "person": queries.person(viewer.id)}
    return render(request, "people/profile.html", context, status=422 if form.errors else 200)


@signed_in
def tokens(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The person's API tokens; a new one's secret is shown once, right after it is made."""
    form = TokenForm(request.POST or None, admin=viewer.is_admin)
    secret = ""
    if form.is_valid():
        day = form.cleaned_data["expires_on"]
        ends = datetime.combine(day, time.max, ZoneInfo(viewer.time_zone)) if day else None
        try:
            _token, secret = actions.make_token(
                by=viewer,
                at=timezone.now(),
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires_at=ends,
            )
            form = TokenForm(admin=viewer.is_admin)
        except Invalid as problem:
            problem.show_on(form)
    context = {
        "nav": "settings",
        "form": form,
        "secret": secret,
        "tokens": queries.tokens_of(viewer),
        "now": timezone.now(),
    }
    return render(request, "people/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def revoke(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    actions.revoke_token(by=viewer, at=timezone.now(), token_id=id)
    messages.success(request, _("The token does not work any more."))
    return redirect("people:tokens")
