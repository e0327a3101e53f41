"""Pages of errors no view answered itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from evener.problems import NotAllowed, NotThere


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    problem = NotThere(_("There is nothing here, or it is not yours to see."))
    return render(request, "404.html", {"problem": problem}, status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    problem = NotAllowed(_("You may not do this here."))
    return render(request, "403.html", {"problem": problem}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form too old, or sent from elsewhere."""
    problem = NotAllowed(_("This form has expired. Go back, load the page again, and send it once more."))
    return render(request, "403.html", {"problem": problem}, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Rendered without context, as whatever failed may fail again."""
    return render(None, "500.html", status=500)
