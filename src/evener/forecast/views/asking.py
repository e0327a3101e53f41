"""Asking for a new forecast."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evener.forecast.actions.asking import start_forecast
from evener.forecast.jobs import forecast
from evener.pages.access import signed_in
from evener.people.rules import Viewer
from evener.problems import NotThere


@require_POST
@signed_in
def start(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Its work shows how far it is and can be stopped."""
    begun = start_forecast(by=viewer, at=timezone.now(), task=forecast)
    if begun.work_id is None:
        raise NotThere(_("There is no such work."))
    return redirect("jobs:work", begun.work_id)
