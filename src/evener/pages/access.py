"""Decorators and small readers every view uses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from evener.people.rules import Viewer
from evener.problems import NotAllowed

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Viewer, P], HttpResponse]


def signed_in(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """The view gets `(request, viewer, …)`; whoever is not signed in is sent to sign in first."""

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, request.viewer, *args, **kwargs)  # type: ignore[attr-defined]

    return wrapped


def admins_only(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """As `signed_in`, for admins."""

    @signed_in
    @wraps(view)
    def wrapped(request: HttpRequest, viewer: Viewer, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not viewer.may_administer:
            raise NotAllowed(_("Only an admin opens this page."))
        return view(request, viewer, *args, **kwargs)

    return wrapped


def back(request: HttpRequest, default: str) -> HttpResponseRedirect:
    """Go to `next` of the form where it leads within this site, else to `default`."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if target and safe else default)


def whole_number(text: Any) -> int | None:
    """An id or version from a form or query string; None when it is not one."""
    value = str(text or "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None
