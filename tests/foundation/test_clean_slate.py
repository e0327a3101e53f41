"""After a test with real transactions the database is as the migrations left it, journal and all."""

from __future__ import annotations

import pytest
from django.db import connection

from evener.journal.models import Entry
from evener.people.models import Organisation, User
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("time", ["first", "second"])
def test_what_a_test_committed_is_gone_for_the_next(time: str, request: pytest.FixtureRequest) -> None:
    assert Organisation.objects.exists()  # made by a migration, and still there the second time
    assert not User.objects.exists()
    assert not Entry.objects.exists()
    world: World = request.getfixturevalue("world")
    assert not connection.in_atomic_block
    assert User.objects.filter(pk=world.owner.pk).exists()
    assert Entry.objects.exists()
