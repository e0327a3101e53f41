"""Making answers: rows as they come from the database go to JSON without another look at them.

The shapes in every room's `api.py` declare what is in an answer. They are not used to make it, which would cost more
than the database does; a test holds every answer to its declared shape instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from django.http import HttpResponse

from evener.listing.rules import Page

# Times are UTC and say so: 2026-03-02T09:00:00Z.
OPTIONS = orjson.OPT_UTC_Z


def answer(data: Any, *, status: int = 200, location: str = "") -> HttpResponse:
    response = HttpResponse(orjson.dumps(data, option=OPTIONS), status=status, content_type="application/json")
    if location:
        response.headers["Location"] = location
    return response


def made(data: Any, *, at: str) -> HttpResponse:
    """201: `data` was made and is found under `at`, a path below /api/v1."""
    return answer(data, status=201, location=f"/api/v1{at}")


def page_of(page: Page[Any], rows: Sequence[Any] | None = None) -> HttpResponse:
    """A page with its neighbours' cursors; `rows` where they are shown otherwise than they were read."""
    items = page.rows if rows is None else rows
    return answer({"items": items, "next": page.next or None, "previous": page.previous or None})


def list_of(rows: Sequence[Any]) -> HttpResponse:
    return answer({"items": rows})


def gone() -> HttpResponse:
    """204: done, and nothing to say."""
    response = HttpResponse(status=204)
    del response.headers["Content-Type"]
    return response
