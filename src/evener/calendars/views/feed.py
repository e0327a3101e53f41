"""Calendars that go out: a person's feed by its secret address, and one meeting to take along."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import override
from django.views.decorators.http import require_safe

from evener.calendars import actions, feeding, queries
from evener.pages.access import signed_in
from evener.people.rules import Viewer

KIND = "text/calendar; charset=utf-8"
HEADERS = {
    # Asked for again each time, and kept by nobody on the way: the address holds the secret.
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
}


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar of whoever has this address. Nobody is signed in here: the address is the key."""
    at = timezone.now()
    found = queries.feed_by_token(token)
    viewer = found.owner.viewer(via="feed")
    with override(viewer.language):
        data = feeding.feed_file(viewer, at=at)
    actions.note_read(feed=found, at=at)
    etag = quote_etag(hashlib.sha256(data).hexdigest()[:32])
    response = HttpResponse(data, content_type=KIND)
    response.headers["ETag"] = etag
    answer: HttpResponseBase = get_conditional_response(request, etag=etag, response=response) or response
    for name, value in HEADERS.items():
        answer.headers[name] = value
    return answer


@require_safe
@signed_in
def meeting(request: HttpRequest, viewer: Viewer, meeting_id: int) -> HttpResponse:
    """One meeting as a file, for any calendar."""
    response = HttpResponse(feeding.meeting_file(viewer, meeting_id), content_type=KIND)
    response.headers["Content-Disposition"] = f'attachment; filename="meeting-{meeting_id}.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
