"""People of the world who speak to /api/v1 with a token."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.rest.calling import Caller, make_token
from tests.world import World


@pytest.fixture
def owner(world: World) -> Caller:
    """The owner of the world's deal, calling."""
    return Caller(make_token(world.owner))


@pytest.fixture
def admin(world: World) -> Caller:
    return Caller(make_token(world.admin, "read", "write", "admin"))


@pytest.fixture
def token_of(world: World) -> Callable[..., str]:
    """`token_of("engineer")`: a new token of somebody of the world."""

    def make(name: str, *scopes: str) -> str:
        return make_token(getattr(world, name), *scopes)

    return make


@pytest.fixture
def caller(token_of: Callable[..., str]) -> Callable[..., Caller]:
    """`caller("engineer")`, `caller("owner", "read")`: somebody of the world with a token of these scopes."""

    def make(name: str, *scopes: str) -> Caller:
        return Caller(token_of(name, *scopes))

    return make
