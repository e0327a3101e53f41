"""Doing a request once, however often it is sent.

A write that carries an `Idempotency-Key` runs in one transaction with the row that keeps its answer:

1. The row is inserted first, empty. The unique key makes it a claim: of two requests with the same key at the same
   moment the second waits (PostgreSQL: on the first one's uncommitted row; SQLite: for the one writer's turn).
2. The operation runs. Its own transactions become savepoints, its journal entries and jobs are inside.
3. The row takes the answer, and everything commits together.

So there is no moment at which the effect is there and the answer is not: a crash before the commit leaves neither, and
the client's next try starts afresh; a crash after it leaves both, and the next try gets the kept answer. What lies
outside the database can be left over: an uploaded file's bytes on disk without their row (`evener doctor` finds those).

A refused request (any 4xx) rolls the claim back with everything else: nothing was written, so the key stays free and
the same request may be sent again, mended or not. Keys are a person's, not a token's, and are forgotten after a day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from evener.people.rules import Viewer
from evener.rest.errors import Turned
from evener.rest.models import KeptAnswer

KEPT_FOR = timedelta(hours=24)


def do_once(
    *, by: Viewer, at: datetime, key: str, fingerprint: str, work: Callable[[], HttpResponseBase]
) -> HttpResponse:
    """The answer of `work`, or the kept one where this person's `key` was used for the same request before."""
    with transaction.atomic():
        row, new = _claim(by, at, key, fingerprint)
        if not new:
            return _replay(row, fingerprint)
        response = work()
        if not isinstance(response, HttpResponse):
            raise TypeError("Only an answer that is made whole can be kept, not a stream.")
        row.status = response.status_code
        row.body = response.content.decode()
        row.location = response.headers.get("Location", "")
        row.save(update_fields=["status", "body", "location"])
    return response


def forget_answers(*, at: datetime) -> None:
    """Remove the answers kept for longer than a day (jobs.asks.Daily)."""
    KeptAnswer.objects.filter(created_at__lt=at - KEPT_FOR).delete()


def _claim(by: Viewer, at: datetime, key: str, fingerprint: str) -> tuple[KeptAnswer, bool]:
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(user_id=by.id, key=key, fingerprint=fingerprint, created_at=at), True
    except IntegrityError:
        row = KeptAnswer.objects.select_for_update().get(user_id=by.id, key=key)
    if row.created_at >= at - KEPT_FOR:
        return row, False
    row.fingerprint, row.created_at = fingerprint, at
    row.save(update_fields=["fingerprint", "created_at"])
    return row, True


def _replay(row: KeptAnswer, fingerprint: str) -> HttpResponse:
    if row.fingerprint != fingerprint:
        raise Turned("key-reused", _("You used this Idempotency-Key for another request. Take a new key for this one."))
    response = HttpResponse(row.body, status=row.status, content_type="application/json")
    if not row.body:
        del response.headers["Content-Type"]
    if row.location:
        response.headers["Location"] = row.location
    response.headers["Idempotency-Replayed"] = "true"
    return response
