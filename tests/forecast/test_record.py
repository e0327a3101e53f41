"""Forecasts held against what happened: once, at each horizon, and shown to whom it concerns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from evener.deals import actions as deals
from evener.deals.rules import Basis, Closing, Outcome
from evener.forecast.actions.calls import make_call
from evener.forecast.actions.marking import add_up, mark_due
from evener.forecast.models import Forecast, Mark, RecordLine
from evener.forecast.queries import periods
from evener.forecast.queries.periods import over
from evener.forecast.queries.record import record, trusted
from evener.forecast.rules.record import added
from tests.forecast.made import forecast_now
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def with_endings(world: World) -> Forecast:
    """A forecast of four deals: one is won after 20 days, one lost after 70, one is confidential, one stays open."""
    owner = world.viewer("owner")
    made = [deals.create_deal(by=owner, at=NOW, values={"name": f"Deal {number}"}) for number in range(3)]
    deals.change_deal(by=owner, at=NOW, deal_id=made[2].pk, values={"confidential": True}, seen_version=None)
    found = forecast_now()
    for deal, outcome, later in ((made[0], Outcome.WON, 20), (made[1], Outcome.LOST, 70), (made[2], Outcome.WON, 5)):
        reason = "fit" if outcome == Outcome.WON else "price"
        closing = Closing(outcome, reason, "", TODAY + later * DAY)
        deals.close_deal(by=owner, at=NOW + later * DAY, deal_id=deal.pk, closing=closing)
    return found


def test_each_horizon_is_scored_once_when_its_day_has_come(world: World) -> None:
    found = with_endings(world)
    assert mark_due(today=TODAY + 30 * DAY) == 0
    assert mark_due(today=TODAY + 31 * DAY) == 1
    assert mark_due(today=TODAY + 31 * DAY) == 0
    assert mark_due(today=TODAY + 200 * DAY) == 3
    assert set(RecordLine.objects.values_list("on", flat=True)) == {TODAY + 200 * DAY}
    assert mark_due(today=TODAY + 201 * DAY) == 0
    assert set(RecordLine.objects.values_list("on", flat=True)) == {TODAY + 201 * DAY}, "of the year up to then"
    assert sorted(Mark.objects.filter(of="all").values_list("days", flat=True)) == [30, 60, 90, 180]
    assert {mark.forecast_id for mark in Mark.objects.all()} == {found.pk}


def test_it_is_held_against_what_had_happened_by_then(world: World) -> None:
    with_endings(world)
    mark_due(today=TODAY + 100 * DAY)
    by = {mark.days: mark for mark in Mark.objects.filter(of="all")}
    assert [by[days].deals for days in (30, 60, 90)] == [3, 3, 3]  # the confidential one is left out
    assert [by[days].figures["won"] for days in (30, 60, 90)] == [1, 1, 1]
    assert by[90].figures["model"]["log"] != by[60].figures["model"]["log"]  # one was lost in between
    assert sum(count for count, _said, _won in by[90].figures["bands"]) == 3
    assert Mark.objects.filter(of="team", of_id=world.north.pk).count() == 3
    assert Mark.objects.filter(of="owner", of_id=world.owner.pk).count() == 3


FIGURES: dict[str, Any] = {
    "model": {"log": 60.0, "brier": 30.0, "log_won": 30.0, "brier_won": 12.0},
    "base_rate": {"log": 50.0, "brier": 28.0, "log_won": 28.0, "brier_won": 11.0},
    "stage": {"log_won": 40.0, "brier_won": 20.0}, "won": 20, "expected": 25.0, "bands": [[100, 25.0, 20]],
}  # fmt: skip


def kept(as_of: date, basis: Basis, deals: int = 100) -> None:
    forecast = Forecast.objects.create(as_of=as_of, made_at=NOW, basis=basis, is_ready=True)
    Mark.objects.create(forecast=forecast, days=90, deals=deals, figures=FIGURES)


def test_a_model_that_did_worse_than_the_base_rate_is_not_trusted(world: World) -> None:
    assert trusted(TODAY)
    kept(TODAY - 100 * DAY, Basis.BASE_RATE)
    assert trusted(TODAY)  # that was not the model
    kept(TODAY - 101 * DAY, Basis.LEARNT, deals=20)
    assert trusted(TODAY)  # too few
    kept(TODAY - 102 * DAY, Basis.LEARNT)
    assert not trusted(TODAY)
    assert trusted(TODAY + 200 * DAY)  # long ago
    for number in range(6):
        closing = Closing(Outcome.LOST, "price", "", TODAY)
        deal = deals.create_deal(by=world.viewer("owner"), at=NOW, values={"name": f"Gone {number}"})
        deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=deal.pk, closing=closing)
    assert forecast_now().basis == Basis.BASE_RATE


def test_what_the_night_added_up_is_what_the_marks_say(world: World) -> None:
    """Of everything, by month, each team and each person: and marks of over a year ago are no part of it."""
    for later, number in ((100, 100), (131, 80), (365 + 90, 40), (365 + 91, 5)):
        kept(TODAY - later * DAY, Basis.LEARNT, number)
    for forecast in Forecast.objects.all():
        for of, of_id in (("team", world.north.pk), ("owner", world.owner.pk), ("owner", world.teammate.pk)):
            Mark.objects.create(forecast=forecast, days=90, of=of, of_id=of_id, deals=60, figures=FIGURES)
    viewers = [world.viewer(who) for who in ("owner", "leader")]
    counted = [record(viewer, days=90, today=TODAY) for viewer in viewers]
    assert counted[0].of["all", 0].deals == 220 and len(counted[0].by_month) == 3
    assert set(counted[0].of) - set(counted[1].of) == {("owner", world.owner.pk)}
    add_up(today=TODAY)
    assert RecordLine.objects.filter(days=90).count() == 4
    assert [record(viewer, days=90, today=TODAY) for viewer in viewers] == counted
    kept(TODAY - 99 * DAY, Basis.LEARNT)
    assert record(viewers[0], days=90, today=TODAY) == counted[0], "until the next night"
    add_up(today=TODAY + DAY)
    assert record(viewers[0], days=90, today=TODAY + DAY).of["all", 0].deals == 320 - 40


def test_nothing_is_no_record() -> None:
    assert added([]) is None


def test_the_page_says_so(client: Client, world: World, stored_queries: Any) -> None:
    client.force_login(world.owner)
    assert "Nothing to hold against yet" in client.get("/forecast/record/").content.decode()
    kept(date.today() - 100 * DAY, Basis.LEARNT)
    forecast = Forecast.objects.get()
    for of, of_id in (("team", world.north.pk), ("owner", world.owner.pk), ("owner", world.teammate.pk)):
        Mark.objects.create(forecast=forecast, days=90, of=of, of_id=of_id, deals=60, figures=FIGURES)
    with stored_queries("forecast record"):
        text = client.get("/forecast/record/").content.decode()
    for said in ("did worse than the base rate", "Your own deals", "North", "0.600", "0.500"):
        assert said in text
    add_up(today=date.today())
    with stored_queries("forecast record, added up"):
        again = client.get("/forecast/record/").content.decode()
    assert again.split("<main", 1)[1] == text.split("<main", 1)[1]
    client.force_login(world.leader)
    assert "Your own deals" not in client.get("/forecast/record/").content.decode()
    assert "Nothing to hold against yet" in client.get("/forecast/record/?days=30").content.decode()


def test_ranges_and_calls_of_periods_that_are_over(client: Client, world: World) -> None:
    owner, leader = world.viewer("owner"), world.viewer("leader")
    deal = deals.create_deal(by=owner, at=NOW, values={"name": "Large", "amount_minor": 900_000, "currency": "EUR"})
    forecast_now()
    period: dict[str, Any] = {"period": "quarter", "begins": date(2026, 1, 1), "currency": "EUR"}
    make_call(by=owner, at=NOW, of="owner", of_id=owner.id, commit_minor=500_000, best_minor=900_000, **period)
    make_call(by=leader, at=NOW, of="team", of_id=world.north.pk, commit_minor=400_000, best_minor=400_000, **period)
    closing = Closing(Outcome.WON, "fit", "", TODAY + 9 * DAY)
    deals.close_deal(by=owner, at=NOW + 9 * DAY, deal_id=deal.pk, closing=closing)
    assert over(owner, today=date(2026, 3, 31), currency="EUR").held == []  # not over yet
    found = over(owner, today=date(2026, 4, 2), currency="EUR")
    assert [(each.kind, each.begins, each.came_minor) for each in found.held] == [
        ("month", date(2026, 3, 1), 900_000),
        ("quarter", date(2026, 1, 1), 900_000),
    ]
    assert [(each.team, each.commit_minor, each.won_minor) for each in found.called] == [
        ("North", 400_000, 900_000),
        ("", 500_000, 900_000),
    ]
    assert [each.team for each in over(leader, today=date(2026, 4, 2), currency="EUR").called] == ["North"]
    assert over(owner, today=date(2026, 4, 2), currency="USD").held == []


def test_what_came_is_kept_with_the_next_forecast(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = world.viewer("owner")
    deal = deals.create_deal(by=owner, at=NOW, values={"name": "Large", "amount_minor": 900_000, "currency": "EUR"})
    forecast_now()
    period: dict[str, Any] = {"period": "quarter", "begins": date(2026, 1, 1), "currency": "EUR"}
    make_call(by=owner, at=NOW, of="owner", of_id=owner.id, commit_minor=500_000, best_minor=900_000, **period)
    closing = Closing(Outcome.WON, "fit", "", TODAY + 9 * DAY)
    deals.close_deal(by=owner, at=NOW + 9 * DAY, deal_id=deal.pk, closing=closing)
    april = date(2026, 4, 2)
    told = over(owner, today=april, currency="EUR")
    assert told.held and told.called[0].middle_minor is not None
    forecast_now(later=(april - TODAY).days)
    monkeypatch.setattr(periods, "_wins", lambda today: pytest.fail("It is known, and nothing is added up anew."))
    assert over(owner, today=april, currency="EUR") == told
    monkeypatch.undo()
    assert over(owner, today=date(2026, 5, 3), currency="EUR").held[0].begins == date(2026, 4, 1), "a month later anew"
