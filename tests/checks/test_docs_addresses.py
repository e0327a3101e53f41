"""docs/addresses.md names every page there is, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from evener.people.sign_in import closed

DOCUMENT = Path(__file__).parents[2] / "docs" / "addresses.md"
ROW = re.compile(r"^\| `(/[^`]*)` \|", re.MULTILINE)
# What stands in an address where another value may stand: for a number, for anything else.
NUMBER, TEXT = 7777, "anything"


def walk(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address by its full name."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name}", entry


def address(name: str, entry: URLPattern) -> str:
    """A working address of that name."""
    values: dict[str, str | int] = dict.fromkeys(getattr(entry.pattern, "regex").groupindex, TEXT)  # noqa: B009
    values |= {each: NUMBER for each, kind in entry.pattern.converters.items() if kind.regex == "[0-9]+"}
    return reverse(name, kwargs=values)


def shape(address: str) -> str:
    """The address with `{}` wherever another value may stand."""
    return re.sub(rf"\b({NUMBER}|{TEXT})\b|\{{\w+\}}", "{}", address)


def pages() -> set[str]:
    """What a browser can open: not the API, not what only takes forms, not what is closed of the sign-in library."""
    addresses = {
        name: address(name, entry)
        for name, entry in walk(get_resolver())
        if not name.startswith("api:") and entry.callback is not closed
    }
    browser = Client()
    takes_forms_only = {
        name
        for name, each in addresses.items()
        if ":" in name and browser.get(each).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    }
    return {shape(each) for name, each in addresses.items() if name not in takes_forms_only}


def test_every_page_is_named() -> None:
    named = ROW.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert {shape(each) for each in named} == pages()
    assert len(named) == len(set(named))
