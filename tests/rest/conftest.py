"""A client that speaks to /api/v1 with a token, and what the API's own document says about every answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from evener.people import actions as people
from evener.people.models import User
from tests.rest.calling import Caller
from tests.world import NOW, World, viewer_of

Tokens = Callable[..., str]


def make_token(user: User, *scopes: str, **values: Any) -> str:
    """The secret of a new token of `user`."""
    given = {"name": "test", "scopes": scopes or ("read", "write"), "expires_at": None, **values}
    return people.make_token(by=viewer_of(user), at=NOW, **given)[1]


@pytest.fixture
def owner(world: World) -> Caller:
    """The owner of the world's deal, calling."""
    return Caller(Client(), make_token(world.owner))


@pytest.fixture
def admin(world: World) -> Caller:
    return Caller(Client(), make_token(world.admin, "read", "write", "admin"))


@pytest.fixture
def caller(world: World) -> Callable[..., Caller]:
    """`caller("engineer")`, `caller("owner", "read")`: somebody of the world with a token of these scopes."""

    def make(name: str, *scopes: str) -> Caller:
        return Caller(Client(), make_token(getattr(world, name), *scopes))

    return make
