"""People of the world who speak to /api/v1 with a token."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.rest.calling import Caller, make_token
from tests.world import World


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
