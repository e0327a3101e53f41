"""The pages of things that went wrong: whole for a browser, a piece for htmx, and the last one without any context."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from evener.problems import Clash, Conflict, Invalid, NotThere, Refused

STATUSES = (400, 403, 404, 409, 413, 422, 429)


def asked(*, by_htmx: bool) -> HttpRequest:
    headers = {"HX-Request": "true"} if by_htmx else {}
    request = RequestFactory().get("/deals/7/", headers=headers)
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize("status", STATUSES)
def test_page_for_a_browser_is_whole(status: int) -> None:
    page = render_to_string(f"{status}.html", {}, asked(by_htmx=False))
    assert page.startswith("<!doctype html>")
    assert page.count("<h1>") == 1 and page.count("data-problem>") == 1


@pytest.mark.parametrize("status", STATUSES)
def test_page_for_htmx_is_a_piece(status: int) -> None:
    piece = render_to_string(f"{status}.html", {}, asked(by_htmx=True))
    assert "<html" not in piece and "data-problem-page" in piece


def test_a_problem_says_its_own_sentence() -> None:
    page = render_to_string("404.html", {"problem": NotThere("No <deal> has this number.")}, asked(by_htmx=False))
    assert "No &lt;deal&gt; has this number." in page


def test_a_refusal_lists_every_reason() -> None:
    problem = Refused("This deal cannot be won yet.", reasons=["One promise is stale.", "One was refused."])
    page = render_to_string("409.html", {"problem": problem}, asked(by_htmx=False))
    assert page.count("<li>") == 2 and "This deal cannot be won yet." in page


def test_a_conflict_shows_both_values() -> None:
    clash = Clash(field="Amount", theirs="€10", yours="€12", who="Maya", when="2 min ago")
    page = render_to_string("409.html", {"problem": Conflict("Changed.", clashes=[clash])}, asked(by_htmx=False))
    assert all(text in page for text in ("Amount", "€10", "€12", "Maya", "Someone else was here first"))


def test_invalid_values_are_listed() -> None:
    page = render_to_string("422.html", {"problem": Invalid({"due": "This is not a date."})}, asked(by_htmx=False))
    assert "<li>This is not a date.</li>" in page


def test_the_last_page_needs_nothing() -> None:
    page = get_template("500.html").render()
    assert 'href="/static/evener/evener.css"' in page and "data-problem" in page
