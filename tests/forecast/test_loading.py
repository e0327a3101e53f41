"""What the model reads of the database: how deals were on a past day, and nothing that came later."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import numpy as np
import pytest

from evener.deals import actions as deals
from evener.deals.models import Deal, Stage
from evener.deals.rules import Closing, Outcome
from evener.discovery.models import Answer
from evener.forecast.engine.deals import LOST, NOTHING, OPEN, Column, Deals, Events
from evener.forecast.engine.known import look
from evener.forecast.loading.journal import amount
from evener.forecast.loading.record import Loaded, load
from evener.promises import actions as promises
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def known(loaded: Loaded, deal: Deal, later: int, name: str) -> object:
    """What the feature said `later` days after the world began, at the end of the day."""
    row = int(np.flatnonzero(loaded.deals.ids == deal.pk)[0])
    day = np.array([TODAY.toordinal() + later + 0.999])
    column = look(loaded.deals, np.array([row]), day, aged=True).columns[name]
    value = float(column.values[0])
    return value if column.numeric else column.words[int(value)]


def test_a_field_is_what_it_was_on_the_day(world: World) -> None:
    owner, stages = world.viewer("owner"), list(Stage.objects.all())
    first = world.deal.stage.name
    deals.change_deal(
        by=owner, at=NOW + 5 * DAY, deal_id=world.deal.pk, values={"stage_id": stages[2].pk}, seen_version=None
    )
    deals.change_deal(
        by=owner, at=NOW + 9 * DAY, deal_id=world.deal.pk, values={"amount_minor": 1_234_500}, seen_version=None
    )
    deals.change_deal(
        by=owner, at=NOW + 12 * DAY, deal_id=world.deal.pk, values={"amount_minor": 600_050}, seen_version=None
    )
    loaded = load()
    assert [known(loaded, world.deal, day, "stage") for day in (0, 4, 5, 20)] == [
        first, first, stages[2].name, stages[2].name,
    ]  # fmt: skip
    assert [known(loaded, world.deal, day, "amount") for day in (10, 13)] == [12_345.0, 6_000.5]
    assert known(loaded, world.deal, 20, "stage unchanged for") == pytest.approx(15.6, abs=0.1)
    assert known(loaded, world.deal, 20, "amount changes") == 3


@pytest.mark.parametrize(("zone", "known_on"), [("America/Los_Angeles", 0), ("UTC", 1), ("Pacific/Auckland", 1)])
def test_a_day_is_one_of_the_organisation(world: World, settings: Any, zone: str, known_on: int) -> None:
    settings.TIME_ZONE = zone
    evening = datetime.combine(TODAY + DAY, time(1), UTC)  # five in the afternoon before in Los Angeles
    values = {"amount_minor": 7_700}
    deals.change_deal(by=world.viewer("owner"), at=evening, deal_id=world.deal.pk, values=values, seen_version=None)
    promises.draft_promise(by=world.viewer("owner"), at=evening, deal_id=world.deal.pk, values={"words": "By night"})
    loaded = load()
    assert [known(loaded, world.deal, day, "amount") == 77.0 for day in (0, 1)] == [known_on == 0, True]
    assert [known(loaded, world.deal, day, "promises") for day in (0, 1)] == [1 - known_on, 1]


def test_what_was_done_is_counted_from_its_day(world: World) -> None:
    owner = world.viewer("owner")
    for day in (3, 6):
        promises.draft_promise(by=owner, at=NOW + day * DAY, deal_id=world.deal.pk, values={"words": f"Said on {day}"})
    loaded = load()
    assert [known(loaded, world.deal, day, "promises") for day in (0, 2, 3, 6, 30)] == [0, 0, 1, 2, 2]
    assert "engineer hours" not in loaded.deals.features  # nobody here ever wrote any down


def test_the_end_and_what_came_with_it_is_not_known_before(world: World) -> None:
    owner = world.viewer("owner")
    ended = NOW + 40 * DAY
    deals.change_deal(
        by=owner, at=ended, deal_id=world.deal.pk, values={"amount_minor": 99_900}, seen_version=None
    )  # fmt: skip
    closing = Closing(Outcome.LOST, "competitor", "", ended.date())
    deals.close_deal(by=owner, at=ended, deal_id=world.deal.pk, closing=closing)
    loaded = load()
    assert loaded.deals.outcome.tolist() == [LOST]
    assert known(loaded, world.deal, 60, "amount") != 999.0


def test_a_deal_we_walked_away_from_is_no_decision(world: World) -> None:
    closing = Closing(Outcome.DISQUALIFIED, "no_need", "", TODAY)
    assert load().deals.outcome.tolist() == [OPEN]
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=closing)
    assert load().deals.outcome.tolist() == [NOTHING]


def test_of_a_deal_entered_afterwards_only_what_lasts_is_known_before(world: World) -> None:
    late = deals.create_deal(
        by=world.viewer("owner"),
        at=NOW + 100 * DAY,
        values={"name": "Entered late", "opened_on": TODAY, "source": "Fair", "amount_minor": 5_000},
    )
    loaded = load()
    assert known(loaded, late, 50, "stage") == ""
    assert known(loaded, late, 50, "source") == "Fair"
    assert known(loaded, late, 50, "amount") == 50.0
    assert known(loaded, late, 101, "stage") == late.stage.name


def test_with_some_left_out_the_others_keep_their_history() -> None:
    events = Events(np.array([0, 1, 1, 2]), np.array([1.0, 1.0, 2.0, 1.0]), Column(np.array([5.0, 6.0, 7.0, 8.0])))
    three = np.arange(3.0)
    whole = Deals(np.array(["a", "b", "c"], dtype=object), three, three + 9, np.zeros(3, np.int64))
    left = whole.with_history({"amount": events}).only(np.array([False, True, True]))
    assert left.ids.tolist() == ["b", "c"]
    then = look(left, np.arange(2), np.full(2, 3.0), aged=False).columns["amount"]
    assert then.values.tolist() == [7.0, 8.0]


def test_nothing_on_record_is_no_fault(db: None) -> None:
    Answer.objects.all().delete()
    assert len(load().deals) == 0


@pytest.mark.parametrize(
    ("shown", "value"), [("€12,500", 12_500.0), ("CA$1,000.50", 1000.5), ("CHF\u00a03", 3.0), (None, None), ("", None)]
)  # fmt: skip
def test_amounts_of_the_journal_are_read_back(shown: str | None, value: float | None) -> None:
    assert amount(shown) == value if value is not None else np.isnan(amount(shown))


def test_a_deal_stands_as_it_stood(world: World) -> None:
    owner, stages = world.viewer("owner"), list(Stage.objects.all())
    values = {"stage_id": stages[3].pk, "amount_minor": 70_000, "close_on": TODAY + 60 * DAY}
    deals.change_deal(by=owner, at=NOW, deal_id=world.deal.pk, values={"amount_minor": 30_000}, seen_version=None)
    deals.change_deal(by=owner, at=NOW + 9 * DAY, deal_id=world.deal.pk, values=values, seen_version=None)
    loaded, row = load(), np.array([0])
    before, after = (loaded.on(row, TODAY + later * DAY) for later in (5, 9))
    assert (before.amount_minor[0], after.amount_minor[0]) == (30_000, 70_000)
    assert (before.stage_prior[0], after.stage_prior[0]) == (
        world.deal.stage.prior_won / 100,
        stages[3].prior_won / 100,
    )
    assert after.close[0] == TODAY.toordinal() + 60
