"""A forecast is written in many short transactions: nobody reads half of one, however it is interrupted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evener.capacity.actions import register_work, weigh_work
from evener.capacity.models import WorkItem
from evener.capacity.rules import WorkKind
from evener.deals import actions as deals
from evener.deals.actions import outlook
from evener.deals.models import Deal, DealOutlook
from evener.deals.rules import Closing, Outcome
from evener.forecast.actions import writing
from evener.forecast.actions.asking import begin_nightly
from evener.forecast.actions.making import make
from evener.forecast.jobs import clear_unready, nightly_forecast
from evener.forecast.models import Chances, Forecast, Line, PastLine, Sheet
from evener.forecast.queries.deals import of_deal
from evener.forecast.queries.many import told
from evener.forecast.queries.past import Asked, choices, kept
from evener.jobs.rules import Cancelled
from tests.forecast.made import forecast_now
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PARTS = (Chances, Line, PastLine, Sheet)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row of a forecast in a transaction of its own, every two deals together."""
    monkeypatch.setattr(writing, "BATCH", dict.fromkeys(writing.BATCH, 1))
    monkeypatch.setattr(writing, "OUTLOOKS", 2)


@pytest.fixture
def pipeline(world: World, small: None) -> list[Deal]:
    """Five open deals of 100 € beside that of the world."""
    owner = world.viewer("owner")
    values = {"amount_minor": 10_000, "currency": "EUR"}
    return [deals.create_deal(by=owner, at=NOW, values={"name": f"Deal {n}", **values}) for n in range(5)]


def begun(later: int) -> Forecast:
    row = begin_nightly(at=NOW + later * DAY, as_of=TODAY + later * DAY)
    assert row is not None
    return row


def make_it(row: Forecast, going: Callable[[], None] = lambda: None) -> Forecast:
    """`going` is called at each step of writing."""

    def progress(done: int, total: int, message: str) -> None:
        if done == total:
            going()

    return make(at=row.made_at, as_of=row.as_of, forecast_id=row.pk, progress=progress)


def breaks_at(step: int) -> Callable[[], None]:
    steps = iter(range(step + 1))

    def going() -> None:
        if next(steps) == step:
            raise Cancelled

    return going


def of_parts(forecast_id: int) -> list[int]:
    return [model._default_manager.filter(forecast_id=forecast_id).count() for model in PARTS]


def seen(world: World) -> Any:
    """What pages read: of one deal, of all, of the past, and deals' own outlooks."""
    admin = world.viewer("admin")
    one, (found, rows) = of_deal(world.deal), told(admin)
    assert one is not None and found is not None
    past = kept(admin, Asked(), "ended")
    outlooks = list(DealOutlook.objects.order_by("deal_id").values_list("deal_id", "won", "as_of"))
    return one.forecast.pk, found.pk, [row.id for row in rows], past, choices(admin).sources, outlooks


def test_nobody_reads_what_is_being_written(world: World, pipeline: list[Deal]) -> None:
    forecast_now()
    before = seen(world)
    steps: list[int] = []

    def going() -> None:
        assert seen(world) == before
        steps.append(sum(of_parts(row.pk)))

    row = begun(1)
    make_it(row, going)
    assert steps == list(range(len(steps)))  # one row more each time
    assert len(steps) == sum(of_parts(row.pk))
    after = seen(world)
    assert after[:2] == (row.pk, row.pk) and after[2] == before[2]
    assert {as_of for *_, as_of in after[-1]} == {TODAY + DAY}
    assert len(after[-1]) == 6


def test_what_earlier_ones_said_of_single_deals_goes(world: World, pipeline: list[Deal]) -> None:
    first, second = forecast_now(), forecast_now(later=1)
    assert of_parts(first.pk) == [0, first.lines.count(), 0, 1] and first.lines.exists()
    assert min(of_parts(second.pk)) > 0
    assert Forecast.objects.get(id=second.pk).is_settled


def test_a_deal_in_the_middle_that_ended_has_no_outlook(world: World, pipeline: list[Deal]) -> None:
    forecast_now()
    for deal in (pipeline[1], pipeline[-1]):
        closing = Closing(Outcome.LOST, "price", "", TODAY + DAY)
        deals.close_deal(by=world.viewer("owner"), at=NOW + DAY, deal_id=deal.pk, closing=closing)
    forecast_now(later=2)
    left = {world.deal.pk, *(deal.pk for deal in pipeline)} - {pipeline[1].pk, pipeline[-1].pk}
    assert set(DealOutlook.objects.values_list("deal_id", flat=True)) == left


@pytest.mark.parametrize("step", [0, 1, 3, 8])
def test_stopped_while_it_is_written_nothing_of_it_stays(world: World, pipeline: list[Deal], step: int) -> None:
    forecast_now()
    before, row = seen(world), begun(1)
    with pytest.raises(Cancelled):
        make_it(row, breaks_at(step))
    assert of_parts(row.pk) == [0, 0, 0, 0]
    assert not Forecast.objects.get(id=row.pk).is_ready
    assert seen(world) == before
    assert make_it(row).is_ready


def test_killed_while_it_is_written_nothing_shows_and_the_next_night_clears_it(
    world: World, pipeline: list[Deal], monkeypatch: pytest.MonkeyPatch
) -> None:
    forecast_now()
    before, row = seen(world), begun(1)
    with monkeypatch.context() as patched:
        patched.setattr(writing, "clear", lambda forecast_id: None)  # as when the process is gone
        with pytest.raises(Cancelled):
            make_it(row, breaks_at(8))
    assert sum(of_parts(row.pk)) == 8
    assert seen(world) == before
    clear_unready(at=NOW + 2 * DAY)
    assert of_parts(row.pk) == [0, 0, 0, 0]
    assert not Forecast.objects.filter(id=row.pk).exists()
    assert seen(world) == before


def test_killed_while_it_is_written_it_is_made_again(
    world: World, pipeline: list[Deal], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = begun(0)
    with monkeypatch.context() as patched:
        patched.setattr(writing, "clear", lambda forecast_id: None)
        with pytest.raises(Cancelled):
            make_it(row, breaks_at(8))
    assert make_it(row).is_ready
    assert of_parts(row.pk)[0] == 6


@pytest.mark.parametrize("again", ["job", "night"])
def test_interrupted_when_it_is_ready_the_rest_is_done_later(
    world: World, pipeline: list[Deal], monkeypatch: pytest.MonkeyPatch, again: str
) -> None:
    first, row, calls = forecast_now(), begun(1), iter(range(9))
    real = outlook.set_outlooks

    def set_outlooks(**given: Any) -> None:
        if next(calls) == 1:
            raise Cancelled
        real(**given)

    with monkeypatch.context() as patched:
        patched.setattr(writing, "set_outlooks", set_outlooks)
        with pytest.raises(Cancelled):
            make_it(row)
    assert seen(world)[:2] == (row.pk, row.pk)  # ready: this is the one
    days = dict(DealOutlook.objects.values_list("deal_id", "as_of"))
    assert sorted(days.values()) == [TODAY] * 4 + [TODAY + DAY] * 2  # each says of when it is
    assert of_parts(first.pk)[0] == 6
    if again == "job":
        make_it(row)
    else:
        monkeypatch.setattr("evener.forecast.jobs.timezone.now", lambda: NOW + DAY)
        nightly_forecast.func()
    assert set(DealOutlook.objects.values_list("as_of", flat=True)) == {TODAY + DAY}
    assert of_parts(first.pk)[0] == 0
    assert Forecast.objects.get(id=row.pk).is_settled


def test_what_is_settled_is_not_written_again(world: World, pipeline: list[Deal]) -> None:
    forecast_now()
    with CaptureQueriesContext(connection) as asked:
        writing.settle()
    assert len(asked) == 1


def test_one_that_is_overtaken_leaves_the_rest_to_the_newer(
    world: World, pipeline: list[Deal], monkeypatch: pytest.MonkeyPatch
) -> None:
    older, newer = begun(0), begun(1)
    real, days = outlook.set_outlooks, []

    def set_outlooks(**given: Any) -> None:
        days.append(given["as_of"])
        real(**given)
        if len(days) == 1:
            make_it(newer)

    monkeypatch.setattr(writing, "set_outlooks", set_outlooks)
    make_it(older)
    assert days == [TODAY] + [TODAY + DAY] * 4
    assert set(DealOutlook.objects.values_list("as_of", flat=True)) == {TODAY + DAY}
    assert of_parts(older.pk)[0] == 0 and of_parts(newer.pk)[0] == 6


def test_two_that_write_the_same_one_do_not_make_half_of_it_ready(world: World, pipeline: list[Deal]) -> None:
    row = begun(0)
    steps = iter(range(99))

    def going() -> None:
        if next(steps) == 4:
            writing.clear(row.pk)  # as the other does when it begins

    with pytest.raises(RuntimeError, match="two at once"):
        make_it(row, going)
    assert not Forecast.objects.get(id=row.pk).is_ready
    assert of_parts(row.pk) == [0, 0, 0, 0]


def test_one_that_is_done_already_is_not_written_into(world: World, pipeline: list[Deal]) -> None:
    row = begun(0)
    steps = iter(range(99))

    def going() -> None:
        if next(steps) == 4:
            make_it(row)  # by another

    with pytest.raises(RuntimeError, match="by another"):
        make_it(row, going)
    assert Forecast.objects.get(id=row.pk).is_ready
    assert of_parts(row.pk)[0] == 6


def test_work_is_written_only_where_its_chance_changed(world: World) -> None:
    for thing in (1, 2):
        register_work(at=NOW, kind=WorkKind.PROMISE, thing_id=thing, minutes=(60, 60, 60), weight=40)
    with CaptureQueriesContext(connection) as asked:
        weigh_work(kind=WorkKind.PROMISE, weights={1: 40, 2: 40})
    assert len(asked) == 1
    weigh_work(kind=WorkKind.PROMISE, weights={1: 40, 2: 55})
    assert dict(WorkItem.objects.values_list("thing_id", "weight")) == {1: 40, 2: 55}
