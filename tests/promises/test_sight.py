"""Who sees a promise: whoever sees its deal, wherever the deal goes."""

from __future__ import annotations

from typing import Any

import pytest

from evener.deals import actions as deals
from evener.deals.models import deal_sight
from evener.people import actions as people
from evener.people.rules import Viewer, Visibility
from evener.promises.actions import draft_promise
from evener.promises.models import Promise
from tests.world import NOW, World, promise, see, viewer_of

ACTORS = ("owner", "engineer", "teammate", "outsider", "leader", "viewer_only", "admin")


def through_the_deal(viewer: Viewer) -> set[int]:
    """The slow and obvious way."""
    sight = deal_sight(viewer, prefix="deal__")
    rows = Promise.objects.all() if sight is None else Promise.objects.filter(sight)
    return set(rows.values_list("id", flat=True))


def agree(world: World) -> None:
    for actor in ACTORS:
        viewer = world.viewer(actor)
        seen = set(Promise.objects.visible_to(viewer).values_list("id", flat=True))
        assert seen == through_the_deal(viewer), actor
    for row in Promise.objects.select_related("deal"):
        assert (row.team_id, row.confidential) == (row.deal.team_id, row.deal.confidential)


def promise_of(world: World, actor: str, **values: Any) -> None:
    """A promise on another deal, somebody else's."""
    viewer = world.viewer(actor)
    deal = deals.create_deal(by=viewer, at=NOW, values={"name": f"Deal of {actor}", **values})
    draft_promise(by=viewer, at=NOW, deal_id=deal.pk, values={"words": f"Words of {actor}"})


@pytest.mark.parametrize("mode", list(Visibility))
def test_a_promise_is_seen_by_whoever_sees_its_deal(world: World, mode: Visibility) -> None:
    see(mode, by=viewer_of(world.admin))
    promise(world)
    for actor, confidential in (("outsider", False), ("leader", True), ("teammate", True)):
        promise_of(world, actor, confidential=confidential)
    agree(world)


@pytest.mark.parametrize("mode", list(Visibility))
def test_a_promise_goes_where_its_deal_goes(world: World, mode: Visibility) -> None:
    see(mode, by=viewer_of(world.admin))
    promise(world, ask=True)
    owner = world.viewer("owner")
    change: dict[str, Any] = {"at": NOW, "deal_id": world.deal.pk, "seen_version": None}
    deals.change_deal(by=owner, values={"confidential": True}, **change)
    agree(world)
    deals.change_deal(by=owner, values={"owner_id": world.teammate.pk}, **change)
    agree(world)
    people.change_person(by=viewer_of(world.admin), at=NOW, user_id=world.teammate.pk, values={"team_id": None})
    agree(world)
    deals.change_deal(by=viewer_of(world.admin), values={"confidential": False, "owner_id": None}, **change)
    agree(world)
