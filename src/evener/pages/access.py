"""Who may open a page, and small readers every view uses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from evener.people.access import admins_only, signed_in

__all__ = ["admins_only", "back", "is_part", "signed_in", "whole_number"]


def back(request: HttpRequest, default: str) -> HttpResponseRedirect:
    """Go to `next` of the form where it leads within this site, else to `default`."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if target and safe else default)


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page; the browser going back through its history wants the whole."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"


def whole_number(text: Any) -> int | None:
    """An id or version from a form or query string; None when it is not one."""
    value = str(text or "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None
