"""A forecast from nothing, from little, and again: kept as it was given."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evener.deals import actions as deals
from evener.deals.models import DealOutlook
from evener.deals.rules import Basis, Closing, Outcome
from evener.forecast.actions.asking import begin_nightly, start_forecast
from evener.forecast.engine.sheet import unpack
from evener.forecast.jobs import forecast as job
from evener.forecast.models import Chances, Forecast
from evener.problems import NotAllowed
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
