"""What Today says about people, and what an account shows of their parts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evener.deals import actions as deals
from evener.people.rules import Visibility
from evener.stakeholders.nudges import AHEAD, nudges
from evener.stakeholders.rules.parts import Influence
from tests.deals.web import signed_in, words
from tests.stakeholders.people import change, person
from tests.world import NOW, TODAY, World, see


def soon(world: World) -> None:
    """The world's deal closes within the month."""
    values = {"close_on": TODAY + AHEAD}
    deals.change_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=values, seen_version=None)


def told(world: World, who: str = "owner") -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = nudges(viewer=world.viewer(who), at=NOW, limit=20)
    assert len([each for each in asked if "stakeholders_stakeholder" in each["sql"]]) <= 1
    return [str(each.why) for each in found]


def test_a_deal_that_closes_soon_without_people(world: World) -> None:
    assert told(world) == []
    soon(world)
    assert told(world) == ["No economic buyer is known. At most one person there is known."]
    assert told(world, "teammate") == told(world, "leader") == []
    nora = person(world, "Nora", roles=["economic_buyer"], stance="against", influence=Influence.HIGH)
    person(world, "Ben")
    assert told(world) == ["Nora is against us, and nobody looks after them."]
    change(world, nora, relationship_owner_id=world.owner.pk)
    assert told(world) == []


def test_it_stands_on_today(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))
    soon(world)
    assert "Who decides on Pump monitoring, Nordhafen Pumps?" in words(signed_in(world.owner).get("/"))


def test_the_accounts_page_names_their_deals(world: World) -> None:
    person(world, "Nora", roles=["champion"])
    page = f"/accounts/{world.account.pk}/"
    assert "Pump monitoring : Champion" in words(signed_in(world.outsider).get(page))
    see(Visibility.OWN, by=world.viewer("admin"))
    assert signed_in(world.outsider).get(page).status_code == 404
    assert "Pump monitoring : Champion" in words(signed_in(world.owner).get(page))
