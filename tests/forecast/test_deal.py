"""A deal's outlook on its page and in the API: with its reasons, and what it rests on."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from evener.deals import actions as deals
from evener.deals.rules import Closing, Outcome
from evener.forecast.models import Chances, Forecast
from evener.forecast.presenting.outlook import counted, may_see, share
from evener.forecast.rules.outlook import Reason
from tests.forecast.made import forecast_now
from tests.rest.calling import Caller, make_token
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db

MOVED = [
    {"name": "people known", "value": 0.0, "points": -7.4, "deals": 12, "won": 2, "all_deals": 40, "all_won": 20},
    {"name": "owner", "value": "Olga Owner", "points": 3.0, "deals": 9, "won": 5, "all_deals": 40, "all_won": 20},
]


def page(client: Client, world: World, who: str = "owner") -> str:
    client.force_login(getattr(world, who))
    return client.get(f"/forecast/deals/{world.deal.pk}/").content.decode()


def test_before_the_first_forecast_the_stage_stands(client: Client, world: World) -> None:
    assert "Not forecast yet" in page(client, world)
    assert "what this stage usually gives" in page(client, world)


def test_it_says_what_it_rests_on_and_how_sure_it_is(client: Client, world: World) -> None:
    forecast_now()
    text = page(client, world)
    for said in ("In four of five cases", "No deal has ended here yet", "CSO Insights", "In 90 days", "End of Q2 2026"):
        assert said in text
    assert " 0 %" not in text
    assert "100 %<" not in text


def test_reasons_with_counts_and_what_is_personal_to_few(client: Client, world: World) -> None:
    forecast_now()
    Chances.objects.update(why=MOVED)
    Forecast.objects.update(basis="learnt")
    for who, sees in (("owner", True), ("leader", True), ("admin", True), ("engineer", False), ("teammate", False)):
        text = page(client, world, who)
        assert "Of 12 like it at this age 2 were won; of all 40 that were open as long, 20." in text
        assert "−7 points" in text
        assert ("+3 points" in text) is sees
        assert ("shown to that person and their leaders" in text) is not sees


def test_a_closed_deal_says_so(client: Client, world: World) -> None:
    forecast_now()
    closing = Closing(Outcome.LOST, "price", "", TODAY)
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=closing)
    assert "This deal has ended" in page(client, world)


def test_queries_stay_the_same(client: Client, world: World, stored_queries: Any) -> None:
    forecast_now()
    client.force_login(world.owner)
    with stored_queries("deal outlook"):
        client.get(f"/forecast/deals/{world.deal.pk}/")


def test_never_sure_and_never_of_too_few() -> None:
    assert [share(tenths) for tenths in (2, 9, 10, 504, 990, 998)] == [
        "< 1 %",
        "< 1 %",
        "1 %",
        "50 %",
        "99 %",
        "> 99 %",
    ]
    assert counted(Reason("stage", "Qualify", None, 4, 1, 9, 3)) == "Fewer than 5 deals like it have ended."


def test_may_see(world: World) -> None:
    personal = Reason("owner", "Olga Owner", 3.0, 9, 5, 40, 20)
    assert may_see(world.viewer("owner"), world.deal, personal)
    assert not may_see(world.viewer("outsider"), world.deal, personal)


def test_the_api_tells_nothing_of_too_few(world: World) -> None:
    forecast_now()
    few = MOVED[0] | {"deals": 1, "won": 1}
    Chances.objects.update(why=[few, MOVED[0]])
    reasons = Caller(make_token(world.owner, "read")).get(f"/deals/{world.deal.pk}/forecast").json()["reasons"]
    assert [(each["deals"], each["won"]) for each in reasons] == [(None, None), (12, 2)]
