"""Open deals without an amount: taken at the mean of won deals like them, said so, and no change by itself."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from evener.cli import app
from evener.deals import actions as deals
from evener.deals.models import Deal, Product
from evener.deals.rules import Closing, Outcome
from evener.forecast.models import Forecast, Line
from evener.forecast.queries.deals import of_deal
from evener.forecast.queries.slices import of_newest
from evener.forecast.queries.whatif import whatif
from evener.forecast.rules.filling import FEWEST
from evener.forecast.rules.reading import told
from evener.forecast.rules.whatif import Asked
from evener.forecast.rules.words import Of
from tests.forecast.made import forecast_now
from tests.rest.calling import Caller, make_token
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def product(world: World, name: str) -> Product:
    return deals.make_product(by=world.viewer("admin"), at=NOW, name=name)


def opened(world: World, name: str, **values: Any) -> Deal:
    return deals.create_deal(by=world.viewer("owner"), at=NOW, values={"name": name, "currency": "EUR", **values})


def won(world: World, count: int, minor: int, **values: Any) -> None:
    for number in range(count):
        deal = opened(world, f"Won {number}", amount_minor=minor, **values)
        closing = Closing(Outcome.WON, "fit", "", TODAY + DAY)
        deals.close_deal(by=world.viewer("owner"), at=NOW + DAY, deal_id=deal.pk, closing=closing)


def figures(**kind: Any) -> dict[str, Any]:
    newest = Forecast.objects.order_by("-id")[0]
    found = {"forecast": newest, "of": Of.ALL, "currency": "EUR", "confidential": False} | kind
    kept: dict[str, Any] = Line.objects.get(**found).figures
    return kept


def test_of_its_product_else_of_its_currency(world: World) -> None:
    gate, valve = product(world, "Gate"), product(world, "Valve")
    won(world, FEWEST, 100_000, product_id=gate.pk)
    won(world, FEWEST - 1, 500_000, product_id=valve.pk)
    same, other, foreign = (
        opened(world, "Same", product_id=gate.pk),
        opened(world, "Other", product_id=valve.pk),
        opened(world, "Foreign", currency="CHF"),
    )
    forecast_now(later=1)
    found = {deal: of_deal(deal) for deal in (same, other, foreign)}
    taken = {deal.name: each.fill.minor if each and each.fill else None for deal, each in found.items()}
    mean = round((FEWEST * 100_000 + (FEWEST - 1) * 500_000) / (2 * FEWEST - 1))
    assert taken == {"Same": 100_000, "Other": mean, "Foreign": None}
    told_of = figures()
    assert (told_of["filled"], told_of["without_amount"]) == (2, 0)
    assert (figures(currency="CHF")["filled"], figures(currency="CHF")["without_amount"]) == (0, 1)
    first = told(told_of["periods"][0])
    assert first.own_middle is not None and first.own_middle <= first.amount.middle and first.amount.mean > 0
    assert told(figures(currency="CHF")["periods"][0]).own_middle is None
    assert told(figures(of=Of.PRODUCT, of_id=gate.pk)["periods"][0]).amount.high >= 0


def test_confidential_deals_lend_nothing(world: World) -> None:
    won(world, FEWEST, 100_000, confidential=True)
    won(world, FEWEST - 1, 100_000)
    opened(world, "Poor")
    forecast_now(later=1)
    assert (figures()["filled"], figures()["without_amount"]) == (0, 1)
    won(world, 1, 100_000)
    forecast_now(later=2)
    assert (figures()["filled"], figures()["without_amount"]) == (1, 0)


def test_a_fill_is_no_change_and_an_amount_is(world: World) -> None:
    won(world, FEWEST - 1, 100_000)
    poor = opened(world, "Poor")
    forecast_now(later=1)
    assert figures()["without_amount"] == 1
    # Now there are ten, and the next forecast takes the deal at their mean: that is no news of the deal.
    won(world, 1, 300_000)
    forecast_now(later=8)
    changes = figures()["changes"]
    assert changes["then"] + sum(changes["parts"].values()) == changes["now"]
    assert "amount" not in changes["parts"]
    values = {"amount_minor": 9_900_000}
    deals.change_deal(by=world.viewer("owner"), at=NOW + 8 * DAY, deal_id=poor.pk, values=values, seen_version=None)
    forecast_now(later=15)
    for line in Line.objects.filter(forecast=Forecast.objects.order_by("-id")[0]):
        changes = line.figures["changes"]
        assert changes["then"] + sum(changes["parts"].values()) == changes["now"]
    assert figures()["changes"]["parts"]["amount"] > 0
    assert figures()["filled"] == 0


def test_pages_api_and_command_say_so(client: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    won(world, FEWEST, 100_000)
    poor = opened(world, "Poor")
    opened(world, "Foreign", currency="CHF")
    forecast_now(later=1)
    client.force_login(world.owner)

    def page(address: str, **query: str) -> str:
        return client.get(address, query).content.decode()

    assert "1 of 2 open deals has no amount" in page("/forecast/", currency="EUR")
    assert "1 open deal has no amount and counts as nothing" in page("/forecast/", currency="CHF")
    assert "at €1,000, the mean of 10 won deals in EUR" in page(f"/forecast/deals/{poor.pk}/")
    text = page("/forecast/what-if/", currency="EUR")
    assert "1 of these deals has no amount" in text and "mean of won deals" in text
    api = Caller(make_token(world.owner))
    revenue = api.get("/forecast?currency=EUR").json()
    assert (revenue["filled"], revenue["without_amount"]) == (1, 0)
    assert revenue["periods"][0]["own_p50"] is not None
    assert api.get(f"/deals/{poor.pk}/forecast").json()["filled_minor"] == 100_000
    asked = api.get("/forecast/what-if?currency=EUR").json()
    assert asked["filled"] == 1 and 0 < asked["quarters"][0]["filled_mean"] <= asked["quarters"][0]["was"]["mean"]
    monkeypatch.setattr("evener.cli.forecast.require_prepared", lambda: None)
    assert json.loads(CliRunner().invoke(app, ["forecast", "--json"]).stdout)["money"]["filled"] == 1
    assert "1 of 2 open deals has no amount" in CliRunner().invoke(app, ["forecast"]).stdout


def test_what_if_draws_as_the_forecast_does(world: World) -> None:
    won(world, FEWEST, 100_000)
    for number in range(6):
        opened(world, f"Deal {number}", amount_minor=number * 70_000)
    forecast_now(later=1)
    viewer = world.viewer("admin")
    asked, line = whatif(viewer, Asked(), currency="EUR", today=TODAY), of_newest(viewer, of=Of.ALL, currency="EUR")
    assert asked is not None and line is not None
    quarters = [each for each in map(told, line.figures["periods"]) if each.kind == "quarter"]
    # Chances are kept in hundredths of a percent: the mean differs by that much, and where few deals are drawn a range
    # has steps to stumble over.
    for said, drawn in zip(quarters, asked.compared, strict=True):
        assert drawn.was.mean == pytest.approx(said.amount.mean, rel=0.01, abs=2_000)
        for name in ("low", "middle", "high"):
            assert getattr(drawn.was, name) == pytest.approx(getattr(said.amount, name), rel=0.05, abs=2_000)
