"""Small words for the tests of deal pages: who asks for what, and what they were answered."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

from evener.people.models import User


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(response: Any) -> str:
    """The page's text on one line, as a person reads it."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def part(response: Any, id: str) -> str:
    """The source from the element with this id on: enough to see what stands in it."""
    found = re.search(rf'<[a-z]+ [^>]*id="{re.escape(id)}".*', response.content.decode(), re.DOTALL)
    assert found, f"no element has the id {id}"
    return found.group()


def post(client: Client, path: str, **values: Any) -> Any:
    return client.post(path, values)
