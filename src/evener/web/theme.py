"""Light, dark, or as the device says: kept in a cookie, so the server draws the right page from the start."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from evener.pages.access import back
from evener.pages.context import THEMES

YEAR = 365 * 24 * 60 * 60


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """The way without JavaScript: keep the posted `theme` (anything else: as the device says) and go back."""
    response = back(request, "/")
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        # Read by the page's own script too, so not HttpOnly. It holds nothing worth stealing.
        response.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie("theme")
    return response
