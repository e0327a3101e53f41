"""What is put back as rows is what the actions made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from evener.deals import actions
from tests.world import NOW, World, found_world, make_world

pytestmark = pytest.mark.django_db
Tables = dict[str, list[str]]


class Undo(Exception):
    pass


def everything() -> Tables:
    """Every row of every table, as text."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            found[model._meta.db_table] = sorted(map(repr, cursor.fetchall()))
    return found


def undone(make: Callable[[], Any]) -> Tables:
    """What the database holds after `make`, which leaves nothing behind."""
    found: Tables = {}
    with pytest.raises(Undo), transaction.atomic():
        make()
        found = everything()
        raise Undo
    return found


def test_the_rows_are_those_the_actions_make() -> None:
    make_world_is_known = undone(make_world)
    again, made = undone(make_world), undone(found_world)
    assert again == make_world_is_known
    assert {table: len(rows) for table, rows in again.items()} == {table: len(rows) for table, rows in made.items()}
    if connection.vendor == "sqlite":  # PostgreSQL's counters go on counting
        for rows in (again["people_user"], made["people_user"]):
            assert len(rows) == 7
        del again["people_user"], made["people_user"]  # an unusable password is a random one
        assert again == made


def test_the_objects_are_those_of_the_rows() -> None:
    undone(make_world)
    world: World = make_world()
    assert (world.deal.name, world.deal.owner_id, world.deal.team_id) == (
        "Pump monitoring",
        world.owner.pk,
        world.north.pk,
    )
    world.deal.refresh_from_db()
    assert world.deal.lead_engineer == world.engineer
    deal = actions.create_deal(by=world.viewer("owner"), at=NOW, values={"name": "Another"})
    assert deal.pk > world.deal.pk
