"""The organisation's settings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from evener.people import actions, queries
from evener.people.access import admins_only
from evener.people.forms import SettingsForm
from evener.people.rules import Viewer
from evener.problems import Invalid


@admins_only
def settings(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=queries.organisation())
    if form.is_valid():
        try:
            actions.change_settings(by=viewer, at=timezone.now(), values=form.values())
        except Invalid as problem:
            problem.show_on(form)
        else:
            messages.success(request, _("Saved."))
            return redirect("people:settings")
    return render(
        request, "people/settings.html", {"nav": "settings", "form": form}, status=422 if form.errors else 200
    )
