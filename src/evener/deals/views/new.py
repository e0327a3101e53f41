"""A new deal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from evener.pages.access import signed_in
from evener.people.rules import Viewer


@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The form of a new deal."""
    return HttpResponse()
