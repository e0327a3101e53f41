"""What each caller of the API gets, by the rule that says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.rest.things import Things

# `viewer_only` is on the deal's team: sees it, and may still not write. `read_only` is the owner's token without write,
# `write_only` without read.
ACTORS = ("owner", "teammate", "engineer", "outsider", "leader", "viewer_only", "admin")
TOKENS = {"read_only": ("owner", "read"), "write_only": ("owner", "write")}
Expected = dict[str, int]


def everybody(status: int = 200) -> Expected:
    return dict.fromkeys(ACTORS, status) | {"anonymous": 401, "read_only": status, "write_only": 403}


def sees(status: int = 200) -> Expected:
    """Who sees the confidential deal."""
    return everybody(status) | {"outsider": 404}


def writes(status: int = 200) -> Expected:
    """Whoever may write, whatever it is about."""
    return everybody(status) | {"viewer_only": 403, "read_only": 403, "write_only": status}


def keeps(status: int = 200) -> Expected:
    """Who keeps the catalogue: engineering and those who lead."""
    keepers = dict.fromkeys(("engineer", "leader", "admin"), status)
    return dict.fromkeys((*ACTORS, *TOKENS), 403) | {"anonymous": 401} | keepers


def works(status: int = 200) -> Expected:
    """Who works on the confidential deal."""
    return writes(status) | {"outsider": 404}


def answers(status: int = 200) -> Expected:
    """Engineering and those who lead, of those who see the confidential deal."""
    return works(403) | dict.fromkeys(("engineer", "leader", "admin"), status)


def leads(status: int = 200) -> Expected:
    """Those who lead, whatever it is about."""
    return dict.fromkeys((*ACTORS, *TOKENS), 403) | {"anonymous": 401, "leader": status, "admin": status}


def oneself(status: int = 200) -> Expected:
    return everybody(status) | {"read_only": 403, "write_only": status}


def admins(status: int = 200) -> Expected:
    return dict.fromkeys((*ACTORS, *TOKENS), 403) | {"anonymous": 401, "admin": status}


class Row:
    """What to send, and what each caller gets."""

    def __init__(self, expected: Expected, body: Any = None, path: str = "", query: str = "") -> None:
        self.expected = expected
        self.body: Callable[[Things], Any] = body if callable(body) else lambda things: body
        self.path = path
        self.query = query
