"""A forecast from nothing, from little, and again: kept as it was given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from evener.deals import actions as deals
from evener.deals.models import Deal, DealOutlook
from evener.deals.rules import Basis, Closing, Outcome
from evener.forecast.actions.asking import begin, begin_nightly, start_forecast
from evener.forecast.actions.making import make
from evener.forecast.engine.sheet import unpack
from evener.forecast.jobs import clear_unready
from evener.forecast.jobs import forecast as job
from evener.forecast.models import Chances, Forecast
from evener.jobs.models import Work
from evener.jobs.rules import State
from evener.problems import NotAllowed, Refused
from tests.forecast.made import forecast_now
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_with_no_history_it_is_the_stage_and_says_so(world: World) -> None:
    found = forecast_now()
    assert (found.basis, found.open_deals, found.ended_deals) == (Basis.PRIOR, 1, 0)
    kept = Chances.objects.get(deal=world.deal)
    last = kept.ahead[-1]
    assert last["days"] is None
    assert last["won"] == pytest.approx(world.deal.stage.prior_won * 10, rel=0.06)  # a few are open after a year
    assert last["low"] < last["won"] < last["high"]
    for ahead in kept.ahead:
        assert min(ahead["won"], ahead["lost"], ahead["no_decision"]) > 0
        assert sum(ahead[name] for name in ("won", "lost", "no_decision", "open")) == pytest.approx(1000, abs=2)
    outlook = DealOutlook.objects.get(deal=world.deal)
    assert outlook.won + outlook.lost + outlook.no_decision == 100


def test_open_deals_alone_do_not_say_that_nothing_ever_ends(world: World) -> None:
    for number in range(5):
        deal = deals.create_deal(by=world.viewer("owner"), at=NOW, values={"name": f"Deal {number}"})
        Deal.objects.filter(id=deal.pk).update(opened_on=TODAY - 100 * DAY)
    forecast_now()
    last = Chances.objects.get(deal=world.deal).ahead[-1]
    assert last["won"] > 0.7 * world.deal.stage.prior_won * 10


def test_what_was_written_down_on_the_day_is_known(world: World) -> None:
    """A pipeline that came in this morning, asked about at noon."""
    Deal.objects.filter(id=world.deal.pk).update(opened_on=TODAY - 30 * DAY)
    forecast_now()
    why = {each["name"]: each for each in Chances.objects.get(deal=world.deal).why}
    assert why["stage"]["value"] == world.deal.stage.name


def test_a_few_endings_move_it_a_little(world: World) -> None:
    owner = world.viewer("owner")
    before = forecast_now().pk
    for number in range(5):
        deal = deals.create_deal(by=owner, at=NOW, values={"name": f"Lost {number}"})
        closing = Closing(Outcome.LOST, "price", "", TODAY + 10 * DAY)
        deals.close_deal(by=owner, at=NOW + 10 * DAY, deal_id=deal.pk, closing=closing)
    first = DealOutlook.objects.get(deal=world.deal)
    found = forecast_now(later=11)
    assert (found.basis, found.ended_deals) == (Basis.SHRUNK, 5)
    second = DealOutlook.objects.get(deal=world.deal)
    assert second.lost > first.lost
    # The earlier one stands as it was given.
    assert unpack(Forecast.objects.get(id=before).sheet.packed).final[0, 0] * 100 == pytest.approx(first.won, abs=1)


def test_what_it_rests_on_is_told_without_confidential_deals(world: World) -> None:
    owner = world.viewer("owner")
    for number in range(6):
        secret = {"name": f"Deal {number}", "confidential": number < 4, "amount_minor": 5_000}
        deal = deals.create_deal(by=owner, at=NOW, values=secret)
        if number % 2:
            ended = {"opened_on": TODAY - 5 * DAY, "closed_on": TODAY + DAY, "outcome_reason": "fit"}
            Deal.objects.filter(id=deal.pk).update(outcome=Outcome.WON, **ended)
    found = forecast_now(later=1)
    assert (found.open_deals, found.ended_deals) == (2, 1)
    assert max(each["all_deals"] for kept in Chances.objects.all() for each in kept.why) == 1
    assert {line.figures["level"]["won"] for line in found.lines.all()} == {1}


def test_the_same_is_the_same_again(world: World) -> None:
    first, sheet = forecast_now(), made_sheet()
    Forecast.objects.all().delete()
    again = forecast_now()
    assert (again.digest, made_sheet()) == (first.digest, sheet)


def made_sheet() -> str:
    return Forecast.objects.latest("id").sheet.packed


def test_there_is_one_a_night(world: World) -> None:
    forecast_now()
    assert begin_nightly(at=NOW, as_of=TODAY) is None


def test_leaders_ask_for_one(world: World) -> None:
    for name in ("owner", "engineer", "viewer_only"):
        with pytest.raises(NotAllowed, match="every night"):
            start_forecast(by=world.viewer(name), at=NOW, task=job)
    started = start_forecast(by=world.viewer("leader"), at=NOW, task=job)
    assert started.work_id is not None
    job.func(started.work_id, started.pk)
    started.refresh_from_db()
    assert started.is_ready
    assert started.work is not None
    assert started.work.message == "There is a new forecast."


def test_a_closed_deal_has_no_outlook_any_more(world: World) -> None:
    forecast_now()
    closing = Closing(Outcome.LOST, "price", "", TODAY + DAY)
    deals.close_deal(by=world.viewer("owner"), at=NOW + DAY, deal_id=world.deal.pk, closing=closing)
    forecast_now(later=2)
    assert not DealOutlook.objects.exists()
    assert not Chances.objects.exists()


def test_one_that_is_kept_already_is_not_made_again(world: World) -> None:
    found = forecast_now()
    again = make(at=NOW + DAY, as_of=found.as_of, forecast_id=found.pk, progress=nobody)
    assert (again.pk, again.made_at) == (found.pk, found.made_at)


def test_nobody_stops_it_any_more_once_it_is_kept(world: World) -> None:
    begun = begin_nightly(at=NOW, as_of=TODAY)
    assert begun is not None
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int, message: str) -> None:
        assert not Forecast.objects.get(id=begun.pk).is_ready
        told.append((done, total))

    make(at=NOW, as_of=begun.as_of, forecast_id=begun.pk, progress=progress)
    assert told[-1] == (5, 5)


def test_an_older_one_that_is_done_later_leaves_the_newest_chances(world: World) -> None:
    older = begin_nightly(at=NOW, as_of=TODAY)
    newest = forecast_now(later=1)
    assert older is not None
    assert make(at=NOW + DAY, as_of=older.as_of, forecast_id=older.pk, progress=nobody).is_ready
    assert set(Chances.objects.values_list("forecast_id", flat=True)) == {newest.pk}
    assert DealOutlook.objects.get(deal=world.deal).as_of == newest.as_of


def test_one_at_a_time(world: World) -> None:
    started = start_forecast(by=world.viewer("leader"), at=NOW, task=job)
    with pytest.raises(Refused, match="wait for it"):
        start_forecast(by=world.viewer("admin"), at=NOW, task=job)
    assert Forecast.objects.count() == 1
    job.func(started.work_id or 0, started.pk)
    start_forecast(by=world.viewer("admin"), at=NOW, task=job)


def test_its_day_is_that_of_the_organisation(world: World) -> None:
    late = datetime(2026, 3, 2, 20, tzinfo=UTC)  # in Auckland it is the third
    with timezone.override("Pacific/Auckland"):  # as a page does of somebody there
        assert begin(by=world.viewer("leader"), at=late).as_of == late.date()


def test_what_never_became_ready_is_cleared(world: World) -> None:
    ready = forecast_now()
    crashed = begin_nightly(at=NOW + DAY, as_of=TODAY + DAY)
    waiting = start_forecast(by=world.viewer("leader"), at=NOW + DAY, task=job)
    assert crashed is not None
    clear_unready(at=NOW + DAY + timedelta(hours=12))
    assert set(Forecast.objects.values_list("id", flat=True)) == {ready.pk, crashed.pk, waiting.pk}
    clear_unready(at=NOW + 2 * DAY)  # what still waits for its turn stays
    assert set(Forecast.objects.values_list("id", flat=True)) == {ready.pk, waiting.pk}
    Work.objects.update(state=State.FAILED, ended_at=NOW)
    clear_unready(at=NOW + 3 * DAY)
    assert Forecast.objects.get() == ready


def nobody(done: int, total: int, message: str) -> None:
    pass
