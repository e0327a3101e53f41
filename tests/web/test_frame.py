"""The kept frame: the same for one person, never another's name, token or way back."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from evener.web.templatetags import frame


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    frame.forget()
    yield
    frame.forget()


def drawn(name: str, path: str = "/deals/", nav: str = "deals", *, writes: bool = True) -> str:
    viewer = SimpleNamespace(name=name, may_write=writes)
    context = {"request": RequestFactory().get(path), "viewer": viewer, "nav": nav, "theme": ""}
    return Template("{% load frame %}{% side %}{% palette %}").render(Context(context))


def test_each_person_sees_their_own_name_and_way_back() -> None:
    first = drawn("Maya Lindqvist", "/deals/?q=a&b=c")
    assert "Maya Lindqvist" in first and 'value="/deals/?q=a&amp;b=c"' in first
    second = drawn("Tomas Okafor", "/promises/", nav="promises")
    assert "Maya" not in second and 'value="/promises/"' in second


def test_a_token_is_filled_in_and_differs_from_request_to_request() -> None:
    first, second = drawn("Maya"), drawn("Maya")
    assert "\x02" not in first and first.count('name="csrfmiddlewaretoken" value="') == 2
    assert first.split('csrfmiddlewaretoken" value="')[1][:64] != second.split('csrfmiddlewaretoken" value="')[1][:64]


def test_the_place_is_marked_and_names_are_escaped() -> None:
    assert drawn("Maya").count('aria-current="page"') == 1
    assert "<script>x" not in drawn("<script>x</script>")


def test_who_only_reads_is_offered_no_import() -> None:
    assert 'href="/import/"' in drawn("Maya")
    assert 'href="/import/"' not in drawn("Maya", writes=False)
