"""Where a request comes from. Sign-in and the API slow down by it whoever tries too often."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The sender's address; behind a trusted proxy what that proxy, the last in the list, says it is."""
    if settings.ENV.trust_proxy:
        forwarded = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
        if forwarded:
            return forwarded[:64]
    return str(request.META.get("REMOTE_ADDR", ""))[:64]
