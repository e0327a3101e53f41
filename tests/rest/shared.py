"""A world that all tests of a file share, because making it takes longer than most of them.

A file that imports `db` and `set_up` from here has them instead of pytest-django's `db`, which makes a world per test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.rest.things import Things, make_things
from tests.world import World, make_world

__all__ = ["Shared", "db", "set_up"]


@dataclass(frozen=True)
class Shared:
    """A world with one of everything on a confidential deal."""

    world: World
    things: Things


@pytest.fixture(scope="module")
def set_up(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Shared]:
    """Made for the first test of the file, gone after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        yield Shared(world, make_things(world))
        transaction.set_rollback(True)


@pytest.fixture
def db(set_up: Shared) -> Iterator[Shared]:
    """The shared world; what a test does to it is undone. (By its name pytest-django knows a database is needed.)"""
    with transaction.atomic():
        yield set_up
        transaction.set_rollback(True)
