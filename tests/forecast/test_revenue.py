"""What open deals will bring: kept each night, shown to whom it may be, adding up, and beside it people's calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from evener.deals import actions as deals
from evener.deals.models import Deal
from evener.deals.rules import Closing, Outcome
from evener.forecast.actions.calls import make_call
from evener.forecast.models import Call, Forecast, Line
from evener.forecast.queries.slices import of_newest
from evener.forecast.rules.reading import told
from evener.forecast.rules.sight import sight
from evener.forecast.rules.spans import quarter_of, spans
from evener.forecast.rules.words import Of
from evener.journal.models import Entry
from evener.people.rules import Visibility
from evener.problems import Invalid, NotAllowed
from tests.forecast.made import forecast_now
from tests.world import NOW, TODAY, World, see

pytestmark = pytest.mark.django_db

QUARTER = date(2026, 1, 1)


def page(client: Client, world: World, who: str = "owner", **query: str) -> str:
    client.force_login(getattr(world, who))
    return client.get("/forecast/", query).content.decode()


def more(world: World, count: int = 6, **values: Any) -> list[Deal]:
    """Other open deals of the owner."""
    own = {"currency": "EUR", "account_id": world.account.pk}
    return [
        deals.create_deal(
            by=world.viewer("owner"),
            at=NOW,
            values={**own, "name": f"Deal {number}", "amount_minor": 1_000_000 * (number + 1), **values},
        )
        for number in range(count)
    ]


def whole(**kind: Any) -> Line:
    return Line.objects.get(
        **({"forecast": Forecast.objects.order_by("-id")[0], "of": Of.ALL, "currency": "EUR"} | kind)
    )


def test_before_the_first_forecast(client: Client, world: World) -> None:
    assert "No forecast yet" in page(client, world)


def test_every_slice_is_kept_and_ranges_are_in_order(world: World) -> None:
    more(world)
    forecast_now()
    kept = set(Line.objects.filter(currency="EUR").values_list("of", "of_id"))
    assert {(Of.ALL, 0), (Of.TEAM, world.north.pk), (Of.OWNER, world.owner.pk)} <= kept
    for line in Line.objects.all():
        assert len(line.figures["periods"]) == len(spans(TODAY))
        for each in map(told, line.figures["periods"]):
            assert 0 <= each.amount.low <= each.amount.middle <= each.amount.high
            assert list(each.curve) == sorted(each.curve) and each.won_minor == 0
    quarters = [told(each) for each in whole().figures["periods"] if each["kind"] == "quarter"]
    assert quarters[0].begins == QUARTER and quarters[0].amount.mean > 0


def test_what_changed_adds_up_exactly(world: World) -> None:
    first, second, third, *_rest = more(world)
    forecast_now()
    later = NOW + timedelta(days=2)
    closing = Closing(Outcome.WON, "fit", "", TODAY + timedelta(days=2))
    deals.close_deal(by=world.viewer("owner"), at=later, deal_id=first.pk, closing=closing)
    lost = Closing(Outcome.LOST, "price", "", TODAY + timedelta(days=2))
    deals.close_deal(by=world.viewer("owner"), at=later, deal_id=second.pk, closing=lost)
    deals.change_deal(
        by=world.viewer("owner"), at=later, deal_id=third.pk, values={"amount_minor": 7_777_777}, seen_version=None
    )
    more(world, 1, name="Late")
    forecast_now(later=8)
    for line in Line.objects.filter(forecast=Forecast.objects.order_by("-id")[0], currency="EUR"):
        changes = line.figures["changes"]
        assert changes["then"] + sum(changes["parts"].values()) == changes["now"]
    changes = whole().figures["changes"]
    assert changes["since"] == TODAY.isoformat()
    assert {"won", "lost", "amount", "new"} <= set(changes["parts"])
    assert changes["parts"]["lost"] < 0 < changes["parts"]["won"]
    period = told(whole().figures["periods"][0])
    assert (period.won_count, period.won_minor) == (1, 1_000_000)


def test_the_page_says_it_in_words_and_numbers(client: Client, world: World) -> None:
    more(world)
    forecast_now()
    text = page(client, world)
    for said in ("Q1 2026", "in eight of ten cases", "What carries the spread", "Deal 5", "P90", "is assumed"):
        assert said in text
    assert "Mar 2026" in page(client, world, by="month")
    assert "Keep the call" not in text  # of everything nobody makes a call
    own = f"owner-{world.owner.pk}"
    assert f"?slice={own}&amp;" in text.split("Your call")[1]  # but it says where
    assert "Keep the call" in page(client, world, slice=own)


def test_confidential_deals_stay_with_those_who_see_them(client: Client, world: World) -> None:
    more(world, 3)
    (secret,) = more(world, 1, name="Secret", confidential=True, amount_minor=900_000_000)
    forecast_now()
    own, team = f"owner-{world.owner.pk}", f"team-{world.north.pk}"
    for who, slice, sees in (
        ("owner", own, True),
        ("leader", own, False),
        ("leader", team, True),
        ("outsider", own, False),
        ("outsider", team, False),
        ("admin", "all-0", True),
        ("owner", "all-0", False),
    ):
        text = page(client, world, who, slice=slice)
        assert ("With confidential deals" in text) is sees, (who, slice)
        assert (secret.name in text) is sees
    with_it, without = (
        told(whole(of=Of.OWNER, of_id=world.owner.pk, confidential=each).figures["periods"][0])
        for each in (True, False)
    )
    assert with_it.amount.mean > without.amount.mean + 10_000_000


def test_a_currency_only_confidential_deals_are_in_is_not_offered(client: Client, world: World) -> None:
    more(world, 2)
    more(world, 1, confidential=True, currency="CHF")
    forecast_now()
    assert set(Line.objects.filter(currency="CHF").values_list("confidential", flat=True)) == {True}
    assert "CHF" in page(client, world, "admin", slice="all-0")
    assert "CHF" not in page(client, world, "outsider", slice="all-0")


@pytest.mark.parametrize(
    ("mode", "who", "seen"),
    [
        (Visibility.COMPANY, "outsider", {"all", "north", "owner"}),
        (Visibility.TEAM, "outsider", set()),
        (Visibility.TEAM, "owner", {"north", "owner"}),
        (Visibility.OWN, "owner", {"owner"}),
        (Visibility.OWN, "leader", {"north"}),
        (Visibility.OWN, "admin", {"all", "north", "owner"}),
    ],
)
def test_who_may_read_which_line(world: World, mode: Visibility, who: str, seen: set[str]) -> None:
    see(mode, by=world.viewer("admin"))
    viewer = world.viewer(who)
    slices = {
        "all": (Of.ALL, 0, ""),
        "north": (Of.TEAM, world.north.pk, world.north.path),
        "owner": (Of.OWNER, world.owner.pk, ""),
    }
    assert {name for name, (of, id, path) in slices.items() if sight(viewer, of, id, path=path).may} == seen


def test_a_slice_that_may_not_be_read_is_not_there(client: Client, world: World) -> None:
    more(world)
    forecast_now()
    see(Visibility.OWN, by=world.viewer("admin"))
    assert "Nothing to show you" in page(client, world, "outsider", slice=f"owner-{world.owner.pk}")
    assert of_newest(world.viewer("outsider"), of=Of.ALL) is None


def test_calls(client: Client, world: World) -> None:
    more(world)
    today = timezone.localdate()
    forecast_now(later=(today - TODAY).days)
    own = f"owner-{world.owner.pk}"
    client.force_login(world.owner)
    given = {"slice": own, "currency": "EUR", "commit_minor": "20k", "best_minor": "90k"}
    given["period"] = f"quarter {quarter_of(today)}"
    assert client.post("/forecast/call/", given).status_code == 302
    text = page(client, world, slice=own)
    assert "€20,000" in text and "€90,000" in text and "Commit, its chance" in text
    assert Entry.objects.filter(what="call.made", subject_id=world.owner.pk).count() == 1
    wrong = client.post("/forecast/call/", given | {"best_minor": "1k"})
    assert wrong.status_code == 422 and "at least what you commit to" in wrong.content.decode()
    assert client.post("/forecast/call/", given | {"commit_minor": "lots"}).status_code == 422
    client.force_login(world.teammate)
    assert client.post("/forecast/call/", given).status_code == 403
    assert Call.objects.count() == 1


def test_who_makes_calls_and_of_what(world: World) -> None:
    given: dict[str, Any] = {
        "period": "quarter",
        "begins": QUARTER,
        "currency": "EUR",
        "commit_minor": 100,
        "best_minor": 200,
    }
    leader, north = world.viewer("leader"), world.north.pk
    make_call(by=leader, at=NOW, of=Of.TEAM, of_id=north, **given)
    make_call(by=leader, at=NOW, of=Of.TEAM, of_id=north, **given | {"best_minor": 300})
    assert Call.objects.filter(team=north).count() == 2
    for who, of, id in (("owner", Of.TEAM, north), ("leader", Of.OWNER, world.owner.pk), ("viewer_only", Of.OWNER, 0)):
        id = id or world.viewer_only.pk
        with pytest.raises(NotAllowed):
            make_call(by=world.viewer(who), at=NOW, of=of, of_id=id, **given)
    for wrong in (
        {"begins": date(2026, 2, 1)},
        {"begins": quarter_of(TODAY, -1)},
        {"begins": date(9999, 10, 1)},
        {"period": "week"},
        {"currency": "XX"},
        {"commit_minor": -1},
        {"commit_minor": 300},
        {"note": "x" * 400},
    ):
        with pytest.raises(Invalid):
            make_call(by=leader, at=NOW, of=Of.TEAM, of_id=north, **given | wrong)


def test_the_chance_of_a_target_is_never_sure(world: World) -> None:
    more(world)
    forecast_now()
    each = told(whole().figures["periods"][0])
    assert each.reaches(0) is None
    assert each.reaches(10**12) == pytest.approx(0.01)
    assert each.reaches(round(each.amount.high)) == pytest.approx(0.1, abs=0.03)
    assert replace(each, curve=tuple(range(10, 31))).reaches(5) == pytest.approx(0.99)


def test_queries_stay_the_same(client: Client, world: World, stored_queries: Any) -> None:
    more(world)
    forecast_now()
    client.force_login(world.owner)
    with stored_queries("forecast"):
        client.get("/forecast/")
