"""The list of deals."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from evener.pages.access import signed_in
from evener.people.rules import Viewer


@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The list, filtered and ordered by its URL."""
    return HttpResponse()


@signed_in
def change(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Change owner or stage of the ticked rows."""
    return HttpResponse()


@signed_in
def columns(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Keep which columns the viewer wants to see."""
    return HttpResponse()
