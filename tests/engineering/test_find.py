"""What the palette finds of requests, and for whom."""

from __future__ import annotations

from typing import Any

import pytest

from evener.deals.actions import change_deal
from evener.engineering import actions
from evener.engineering.find import find
from evener.pages.asks import Hit
from evener.pages.everything import look_for
from tests.engineering.asked import HOUR, a_kind, asked
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


def found(world: World, text: str, who: str = "outsider") -> list[Hit]:
    viewer = world.viewer(who)
    return find(viewer=viewer, sought=look_for(text, viewer=viewer), limit=5)


def test_by_what_is_decided_wanted_and_asked_for(world: World) -> None:
    row = asked(world, decides="Whether the furnace line follows", wants="Show the Żółw protocol")
    for text in ("furnace", "zolw", a_kind().name):
        assert [hit.url for hit in found(world, text)] == [f"/engineering/requests/{row.pk}/"]
    hit = found(world, "furnace")[0]
    assert hit.name == f"{a_kind().name}: Whether the furnace line follows"
    assert hit.detail == "Asked · Pump monitoring"
    assert found(world, "blizzard") == []


def test_the_smaller_thing_too_and_its_state_now(world: World) -> None:
    row = asked(world)
    offered: dict[str, Any] = {"what": "A recording from Bilbao", "minutes": 30, "why": "Busy"}
    actions.offer(by=world.viewer("engineer"), at=NOW + HOUR, request_id=row.pk, **offered)
    assert [hit.detail for hit in found(world, "bilbao")] == ["Smaller offered · Pump monitoring"]


def test_not_what_one_may_not_see(world: World) -> None:
    asked(world, decides="Whether the furnace line follows")
    change_deal(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None
    )
    assert found(world, "furnace") == []
    assert len(found(world, "furnace", "teammate")) == 1
