"""A point of view at the desk, through a server that runs: from the click to the last byte."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.utils import timezone

from bench.pages import CSRF, session_of, somebody
from bench.papers import PICTURE, RUNS, TEXT, summed_up
from evener.deals.models import Deal
from evener.papers import actions
from evener.people.rules import Role


def at_the_desk(base: str) -> list[dict[str, Any]]:
    """The PDF of two pages with a picture, and its preview while somebody types; every run has words of its own."""
    member = somebody(Role.SALES)
    by, headers = member.viewer(), session_of(member)
    deal = Deal.objects.filter(owner=member, outcome="", account__isnull=False).order_by("id").first()
    if deal is None:
        raise RuntimeError("nobody's deal to write for")
    paper = actions.begin_paper(by=by, at=timezone.now(), deal_id=deal.pk)

    def words(number: int) -> dict[str, str]:
        return {
            "title": f"{number + 2} fewer stops a month on line 3", "problem": f"{number + 2}. {TEXT}",
            "idea": TEXT * 4, "picture": PICTURE.replace("Store", f"Store {number + 2}"), "language": "en",
        }  # fmt: skip

    def save(number: int) -> None:
        actions.change_paper(by=by, at=timezone.now(), paper_id=paper.pk, values=words(number), seen_version=None)

    def pdf(number: int) -> None:
        answer = _sent(Request(f"{base}/papers/{paper.pk}/pdf/", headers=headers))
        if not answer.startswith(b"%PDF"):
            raise RuntimeError("not a PDF")

    def preview(number: int) -> None:
        typed = {**words(number), "owner_id": str(by.id), "csrfmiddlewaretoken": CSRF}
        request = Request(f"{base}/papers/{paper.pk}/preview/", urlencode(typed).encode(), headers)
        if b"2 pages" not in _sent(request):
            raise RuntimeError("not a preview of two pages")

    return [
        _timed("point of view of two pages with a picture, as PDF through the server", pdf, before=save),
        _timed("its preview through the server", preview, before=lambda number: None),
    ]


def _sent(request: Request) -> bytes:
    with urlopen(request, timeout=60) as answer:
        return bytes(answer.read())


def _timed(work: str, call: Callable[[int], None], *, before: Callable[[int], None]) -> dict[str, Any]:
    times = []
    for number in range(-1, RUNS):
        before(number)
        began = time.perf_counter()
        call(number)
        times.append((time.perf_counter() - began) * 1000)
    return summed_up(work, times[1:])
