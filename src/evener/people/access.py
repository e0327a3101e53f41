"""Decorators that let people in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from evener.people.rules import Viewer
from evener.problems import NotAllowed

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Viewer, P], HttpResponseBase]


def signed_in(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The view gets `(request, viewer, …)`; whoever is not signed in is sent to sign in first."""

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, request.viewer, *args, **kwargs)  # type: ignore[attr-defined]

    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], wrapped)


def admins_only(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """As `signed_in`, for admins."""

    @wraps(view)
    def wrapped(request: HttpRequest, viewer: Viewer, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not viewer.may_administer:
            raise NotAllowed(_("Only an admin opens this page."))
        return view(request, viewer, *args, **kwargs)

    return signed_in(cast(View[P], wrapped))
