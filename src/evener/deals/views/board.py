"""The board: open deals by stage."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from evener.pages.access import signed_in
from evener.people.rules import Viewer


@signed_in
def index(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The board."""
    return HttpResponse()


@signed_in
def move(request: HttpRequest, viewer: Viewer, id: int) -> HttpResponse:
    """Put one card into another stage."""
    return HttpResponse()
