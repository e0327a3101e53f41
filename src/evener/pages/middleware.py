"""Who is looking, and what a refused request is answered with."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from evener.people.models import User
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Problem, Refused

STATUS: dict[type[Problem], int] = {NotThere: 404, NotAllowed: 403, Refused: 409, Conflict: 409, Invalid: 422}


class ViewerMiddleware:
    """Sets `request.viewer`, the person's time zone and language, and answers Problems that a view let through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.viewer = user.viewer() if isinstance(user, User) and user.is_authenticated else None  # type: ignore[attr-defined]
        viewer: Viewer | None = request.viewer  # type: ignore[attr-defined]
        if viewer is None:
            _require_small(request)
            return self.get_response(request)
        with timezone.override(ZoneInfo(viewer.time_zone)), translation.override(viewer.language):
            response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Problem):
            return None
        return problem_page(request, exception)


def _require_small(request: HttpRequest) -> None:
    """Nobody without an account sends files, on whatever page: what they send must fit a form without any.

    Asked before the CSRF check, which reads the whole request to find its token and would write the files to disk.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
        raise RequestDataTooBig


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page of a problem: `404.html`, `403.html`, `409.html` or `422.html`, with its sentence."""
    status = STATUS[type(problem)]
    return render(request, f"{status}.html", {"problem": problem}, status=status)
