"""What a forecast counts of the past and keeps: the same as counted now, and read only by those who see all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from evener.deals.actions.setup import make_product
from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.forecast.models import PastLine
from evener.forecast.queries import past as reading
from evener.forecast.queries.ended import outcomes, together
from evener.forecast.queries.past import Asked
from evener.people.rules import Visibility
from tests.deals.web import signed_in, words
from tests.forecast.made import forecast_now
from tests.forecast.past import OPENED, ended, met, opened
from tests.query_counts import StoredQueries
from tests.rest.calling import Caller, make_token
from tests.world import NOW, TODAY, World, see

pytestmark = pytest.mark.django_db
ALL = Asked()


def company(world: World) -> None:
    """Of the north 12 won and 11 lost, 12 of them with an engineer early; 3 confidential ones that were lost."""
    early, late = opened(world, 12, source="Fair"), opened(world, 11, amount_minor=900_000)
    met(world, early, after=5)
    ended(early[:9], world, Outcome.WON, after=60)
    ended([*early[9:], *late[3:]], world, Outcome.LOST, after=50)
    ended(late[:3], world, Outcome.WON, after=70)
    ended(opened(world, 3, confidential=True), world, Outcome.LOST, after=20)


@pytest.fixture
def kept(world: World) -> World:
    company(world)
    forecast_now()
    return world


def counted_now(world: World, asked: Asked, **given: Any) -> Any:
    """As it is without what a forecast keeps."""
    lines = list(PastLine.objects.all())
    PastLine.objects.all().delete()
    found = (together if given else outcomes)(world.viewer("admin"), asked, today=TODAY, **given)
    PastLine.objects.bulk_create(lines)
    return found


def rounded(found: Any) -> Any:
    return replace(found, curve=[replace(each, shares=pytest.approx(each.shares, abs=1e-5)) for each in found.curve])


@pytest.mark.parametrize("asked", [ALL, Asked(source="Fair"), Asked(size="larger"), Asked(size="none")])
def test_what_is_kept_is_what_would_be_counted(kept: World, asked: Asked) -> None:
    assert outcomes(kept.viewer("admin"), asked, today=TODAY) == rounded(counted_now(kept, asked))
    for days in (14, 30, 60):
        read = together(kept.viewer("admin"), asked, days=days, today=TODAY)
        assert read == counted_now(kept, asked, days=days)
    assert PastLine.objects.filter(by="team", of=str(kept.north.pk)).exists()


def test_what_is_asked_for_besides_is_counted_in_the_same_way(kept: World) -> None:
    """All deals there are, asked for by a day, which no forecast keeps."""
    since = Asked(since=OPENED)
    for who in ("admin", "teammate"):
        viewer = kept.viewer(who)
        assert rounded(outcomes(viewer, since, today=TODAY)) == outcomes(viewer, ALL, today=TODAY)
        for days in (14, 60):
            assert together(viewer, since, days=days, today=TODAY) == together(viewer, ALL, days=days, today=TODAY)


def test_it_stays_as_it_was_counted_until_the_next_forecast(kept: World) -> None:
    ended(opened(kept, 1), kept, Outcome.WON, after=30)
    day = timedelta(days=1)
    seen = outcomes(kept.viewer("teammate"), ALL, today=TODAY + day)
    assert (seen.deals, seen.on) == (24, TODAY)
    # Of what is asked for besides, nothing is kept: it is counted now.
    now = outcomes(kept.viewer("teammate"), Asked(since=OPENED), today=TODAY + day)
    assert (now.deals, now.on) == (25, TODAY + day)
    forecast_now(later=1)
    assert outcomes(kept.viewer("teammate"), ALL, today=TODAY + day).deals == 25
    assert PastLine.objects.filter(by="", of="").count() == 1


def test_whoever_sees_less_is_never_read_what_was_counted_of_all(kept: World) -> None:
    see(Visibility.OWN, by=kept.viewer("admin"))
    assert outcomes(kept.viewer("admin"), ALL, today=TODAY).deals == 24
    for who in ("outsider", "teammate"):
        assert outcomes(kept.viewer(who), ALL, today=TODAY).deals < 24
        assert outcomes(kept.viewer(who), Asked(source="Fair"), today=TODAY).deals < 12
        assert together(kept.viewer(who), ALL, days=14, today=TODAY).ended < 23
    assert outcomes(kept.viewer("outsider"), ALL, today=TODAY).deals == 0
    assert "Fair" not in signed_in(kept.outsider).get("/forecast/outcomes/").content.decode()


def test_of_many_deals_those_opened_last_are_counted_and_it_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    company(world)
    Deal.objects.filter(source="Fair").update(opened_on=OPENED + timedelta(days=1))
    monkeypatch.setattr(reading.past, "__kwdefaults__", {"most": 13})
    seen = outcomes(world.viewer("owner"), ALL, today=TODAY)
    assert (seen.deals, seen.ended, seen.newest_only) == (13, 12, True), "the world's own and those of the fair"
    assert together(world.viewer("owner"), ALL, days=14, today=TODAY).newest_only
    page = words(signed_in(world.owner).get("/forecast/outcomes/"))
    assert "that were opened last, without confidential ones" in page
    assert Caller(make_token(world.owner, "read")).get("/forecast/outcomes").json()["newest_only"] is True


def test_teams_products_sources_and_sizes_stand_side_by_side(world: World) -> None:
    product = make_product(by=world.viewer("admin"), at=NOW, name="Gate")
    Deal.objects.filter(pk=world.deal.pk).update(product=product)
    company(world)
    found = outcomes(world.viewer("owner"), ALL, today=TODAY)
    (fair,) = found.beside["source"]
    assert (fair.of, fair.deals, fair.ended[Outcome.WON].counts, fair.days.median) == ("Fair", 12, "9 of 12", None)
    assert found.beside["team"] == [], "all of one team: nothing is told apart by it"
    assert [each.of for each in found.beside["product"]] == [str(product.pk)]
    client = signed_in(world.owner)
    answered = client.get("/forecast/outcomes/")
    assert (
        'href="?source=Fair"' in answered.content.decode()
        and f'href="?product={product.pk}"' in answered.content.decode()
    )
    within = client.get("/forecast/outcomes/?source=Fair").content.decode()
    assert "?source=Fair&amp;product=" not in within and 'href="?source=Fair&amp;size=' not in within
    rows = Caller(make_token(world.owner, "read")).get("/forecast/outcomes").json()["beside"]
    assert {"by": "source", "of": "Fair", "deals": 12, "ended": 12, "won": 0.75, "lost": 0.25, "no_decision": 0.0,
            "days": {"deals": 9, "low": None, "median": None, "high": None}} in rows  # fmt: skip


def test_pages_read_what_is_kept_in_few_statements(kept: World, stored_queries: StoredQueries) -> None:
    client = signed_in(kept.owner)
    with stored_queries("forecast outcomes, kept"):
        page = words(client.get("/forecast/outcomes/"))
    assert "Side by side" in page and "12 of 23" in page
    with stored_queries("forecast together, kept"):
        page = words(client.get("/forecast/together/?days=14"))
    assert "9 of 12" in page and "23 of them have ended" in page
