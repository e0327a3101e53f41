"""A short way in: requests under /api/ pass by the middleware that only pages need.

Sessions, CSRF tokens, messages, htmx and sign-in pages have no part in the API. What stays is done here: the host is
checked, every answer is a problem document or JSON, and says that nothing may be kept, framed or run from it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from evener.rest.errors import problem, respond

PREFIX = "/api/"
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class ApiDoor:
    """Middleware that answers the API's requests itself. Stands right after the one that sets security headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        with translation.override(settings.LANGUAGE_CODE):  # until the token says whose language it is
            response = _answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def _answer(request: HttpRequest) -> HttpResponseBase:
    try:
        request.get_host()
        match = resolve(request.path_info)
    except DisallowedHost:
        return problem("malformed", _("This Evener does not answer to that host name."))
    except Resolver404:
        detail = _("There is no such address. What there is stands in /api/v1/openapi.json.")
        return problem("not-there", detail)
    request.resolver_match = match
    try:
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    except Exception as exception:
        return respond(exception)
    if response.status_code == 405:
        return _no_such_method(request, response)
    return response


def _no_such_method(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    allow = ", ".join(sorted(name.strip() for name in response.headers["Allow"].split(",")))
    detail = _("This address does not take %(method)s, but %(allow)s.") % {"method": request.method, "allow": allow}
    return problem("method", detail, headers={"Allow": allow})
