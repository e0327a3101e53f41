"""The decorator that lets in whoever holds a link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from evener.journal.rules import Change
from evener.people.origin import address
from evener.people.rules import Viewer
from evener.problems import NotThere, Problem, Text
from evener.sharing import queries
from evener.sharing.actions import record_view
from evener.sharing.models import Link
from evener.sharing.rules import Of, device

P = ParamSpec("P")
HEADERS = {
    "Cache-Control": "private, no-store",
    # The address holds the secret. No other site learns it (SECURE_REFERRER_POLICY; `no-referrer` would have browsers
    # send `Origin: null` with the forms, which the CSRF check refuses), and no search engine either.
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True, slots=True)
class LinkAuthor:
    """Who the journal names for what a reader does: the link's maker answers for it, `via` says it was the link."""

    id: int
    via: str = "link"


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that works, at the moment it was opened."""

    link: Link
    at: datetime
    today: date

    @property
    def author(self) -> LinkAuthor:
        return LinkAuthor(self.link.made_by_id)

    @property
    def mark(self) -> Change:
        """Goes first among an entry's changes, so that the journal names the reader and not the link's maker."""
        return ("link", None, self.link.label)


def by_link(
    of: Of, *, what: Text = ""
) -> Callable[
    [Callable[Concatenate[HttpRequest, Opened, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, str, P], HttpResponseBase],
]:
    """The view gets `(request, opened, …)`; its address holds `<str:token>` first.

    A link that does not work is answered with one page, whatever the reason; so is NotThere from the view. A GET that
    succeeds is kept as a look at `what`; without `what` nothing is (parts of a page that was counted).
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, Opened, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]:
        @wraps(view)
        def wrapped(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            at = timezone.now()
            try:
                link = queries.by_token(token, of=of, at=at)
                response = view(request, Opened(link, at, timezone.localdate(at)), *args, **kwargs)
            except NotThere:
                response = gone(request)
            else:
                if what and request.method == "GET" and response.status_code == 200:
                    _look(request, link, at=at, what=str(what))
            for name, value in HEADERS.items():
                response.headers[name] = value
            return response

        return cast(Callable[Concatenate[HttpRequest, str, P], HttpResponseBase], wrapped)

    return decorate


def gone(request: HttpRequest) -> HttpResponse:
    """What a link that does not work leads to. The same for every reason."""
    problem: Problem = queries.nowhere()
    return render(request, "sharing/gone.html", {"problem": problem}, status=404)


def _look(request: HttpRequest, link: Link, *, at: datetime, what: str) -> None:
    agent = request.headers.get("User-Agent", "")
    viewer: Viewer | None = getattr(request, "viewer", None)
    made = salted_hmac("evener.sharing.visitor", f"{link.key} {address(request)} {agent}", algorithm="sha256")
    record_view(
        link=link, at=at, what=what, visitor=made.hexdigest()[:8], device=device(agent),
        seen_by_id=viewer.id if viewer else None,
    )  # fmt: skip
