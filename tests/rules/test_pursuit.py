"""The five questions, metrics and their progress, the status of steps: plain functions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.deals.rules import StepStatus, plan_order, step_status, steps_advice
from evener.money import MoneyError
from evener.pursuit.rules import (
    QUARTER,
    QUESTIONS,
    Done,
    PlanQuestion,
    comment_faults,
    metric_faults,
    next_reading,
    progress,
    read_value,
    show_value,
    split_unit,
    typed_value,
)

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("late", "status"),
    [(-5, "on_time"), (0, "on_time"), (1, "at_risk"), (6, "at_risk"), (7, "stalled"), (90, "stalled")],
)
def test_a_step_is_at_risk_from_the_first_day_and_stalled_from_the_seventh(late: int, status: str) -> None:
    due_on = TODAY - timedelta(days=late)
    assert step_status(done=False, due_on=due_on, today=TODAY) == status
    assert step_status(done=True, due_on=due_on, today=TODAY) == StepStatus.DONE
    assert step_status(done=False, due_on=None, today=TODAY) == StepStatus.NO_DATE


def test_six_to_twenty_steps() -> None:
    assert [bool(steps_advice(count)) for count in (0, 1, 5, 6, 20, 21)] == [False, True, True, False, False, True]


def test_a_plan_goes_by_its_days() -> None:
    steps = [(None, 1), (TODAY, 4), (TODAY, 2), (TODAY - timedelta(days=1), 9)]
    assert [id for due_on, id in sorted(steps, key=lambda each: plan_order(due_on=each[0], id=each[1]))] == [9, 2, 4, 1]


def test_five_questions_in_their_order() -> None:
    assert [each.question for each in QUESTIONS] == list(PlanQuestion)


@pytest.mark.parametrize(
    ("baseline", "target", "value", "share"),
    [
        (0, 100, 50, 50),
        (0, 100, 100, 100),
        (40, 10, 25, 50),  # downwards
        (40, 10, 10, 100),
        (40, 10, 46, -20),  # it moved away
        (0, 100, 140, 140),
        (0, 300, 299, 99),  # 100 only where it is reached
        (10, 10, 10, None),
        (None, 10, 5, None),
        (0, 10, None, None),
    ],
)
def test_progress(baseline: int | None, target: int, value: int | None, share: int | None) -> None:
    assert progress(baseline=baseline, target=target, value=value) == share


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_progress_is_the_same_upside_down(baseline: int, target: int, value: int) -> None:
    share = progress(baseline=baseline, target=target, value=value)
    assert share == progress(baseline=-baseline, target=-target, value=-value)
    if share is not None:
        assert (share >= 100) == (value >= target if target > baseline else value <= target)


@pytest.mark.parametrize(
    ("text", "unit", "minor", "shown"),
    [
        ("120,000", "EUR a year", 12_000_000, "€120,000 a year"),
        ("€ 1.5m", "EUR", 150_000_000, "€1,500,000"),
        ("4.5", "hours a week", 4_500, "4.5 hours a week"),
        ("98.25 %", "%", 98_250, "98.25 %"),
        ("-3", "°C", -3_000, "-3 °C"),
        ("0.125", "mm", 125, "0.125 mm"),
    ],
)
def test_values_are_whole_numbers_and_read_as_written(text: str, unit: str, minor: int, shown: str) -> None:
    assert read_value(text, unit) == minor
    assert show_value(minor, unit).replace("0.1250", "0.125") == shown


@given(st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "JPY a month", "KWD", "hours", "%"]))
def test_what_a_form_offers_is_read_back(minor: int, unit: str) -> None:
    assert read_value(typed_value(minor, unit), unit) == minor


def test_what_is_no_value() -> None:
    for text, unit in (("many", "hours"), ("", "EUR"), ("USD 5", "EUR"), ("9" * 29, "hours")):
        with pytest.raises(MoneyError):
            read_value(text, unit)
    assert split_unit("EUR a year") == ("EUR", "a year") and split_unit("Euro a year") == ("", "Euro a year")


def test_a_metric_is_read_on_its_day_and_each_quarter_after_the_sale() -> None:
    day, won = TODAY + timedelta(days=40), TODAY

    def when(**facts: date | bool | None) -> date | None:
        given: dict[str, date | bool | None] = {"by_when": day, "won_on": None, "ended": False, "last_on": None} | facts
        return next_reading(**given)  # type: ignore[arg-type]

    assert when() == day
    assert when(last_on=day) is None and when(by_when=None) is None
    assert when(won_on=won, ended=True) == day  # its own day comes before the quarter is over
    assert when(won_on=won, ended=True, by_when=None) == won + QUARTER
    assert when(won_on=won, ended=True, last_on=day) == day + QUARTER
    assert when(won_on=won, ended=True, last_on=won - timedelta(days=9), by_when=None) == won + QUARTER
    assert when(ended=True) is None  # lost: nobody reads it


def test_what_a_metric_needs() -> None:
    whole = {"kind": "save", "name": "Stops", "unit": "a year", "baseline_minor": 41_000, "target_minor": 20_000}
    assert metric_faults(whole) == {}
    for name, wrong in (("kind", "spend"), ("name", " "), ("unit", ""), ("target_minor", None), ("name", "x" * 201)):
        assert set(metric_faults(whole | {name: wrong})) == {name}
    assert set(metric_faults(whole | {"target_minor": 41_000})) == {"target_minor"}


def test_what_a_comment_needs() -> None:
    assert comment_faults(name="Carla", text="Fine.") == {}
    assert set(comment_faults(name=" ", text="x" * 100_000)) == {"name", "text"}
    assert set(comment_faults(name="Carla\x00", text="")) == {"name", "text"}
    assert (Done(2, 3).share, Done(0, 0).share, Done(3, 3).share) == (66, 0, 100)
