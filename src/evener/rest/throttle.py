"""Slowing down whoever tries tokens.

Only failures count, per address and minute, in the cache that every process shares. A right token is never kept
waiting: guessing 256 random bits is hopeless at any speed, so what is limited here is the work and the noise of trying.
Once over the limit nothing more is written, which bounds what one address can make the database do.
"""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from evener.people.origin import address
from evener.rest.errors import Turned

FAILURES_A_MINUTE = 20
WINDOW = 60


def count_failure(request: HttpRequest, *, at: datetime) -> None:
    """Note a wrong token; Turned with 429 from the twenty-first in a minute on."""
    now = int(at.timestamp())
    key = f"evener-api-failed:{address(request)}:{now // WINDOW}"
    failures = cache.get(key, 0)
    if failures >= FAILURES_A_MINUTE:
        wait = WINDOW - now % WINDOW
        raise Turned(
            "too-many",
            _("Too many wrong tokens came from your address. Wait a minute, and look at the token you send."),
            headers={"Retry-After": str(wait)},
        )
    cache.set(key, failures + 1, timeout=WINDOW * 2)
