"""The rules of evaluations: days, hours, what stands against a start, and what an end needs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.evaluations.rules import (
    BEFORE,
    ENDED,
    LONGEST,
    Course,
    Event,
    Measured,
    Start,
    allowed,
    answer_due,
    end_faults,
    faults,
    is_overdue,
    is_stalled,
    needs_reason,
    usual_end,
    warnings,
)

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
GOOD: dict[str, Any] = {
    "name": "Pilot", "decision": "Whether they buy", "weight": 100, "starts_on": DAY, "ends_on": usual_end(DAY),
}  # fmt: skip


def wrong(*, leads: bool = False, **values: Any) -> dict[str, str]:
    return {name: str(text) for name, text in faults(GOOD | values, leads=leads).items()}


def test_two_weeks_are_usual_and_eight_the_most() -> None:
    assert usual_end(DAY) == date(2026, 3, 16)
    assert wrong() == {}
    assert wrong(ends_on=DAY + timedelta(weeks=8)) == {}
    assert "longer than eight weeks" in wrong(ends_on=DAY + timedelta(days=57))["ends_on"]
    longer: dict[str, Any] = {"ends_on": DAY + timedelta(days=57), "long_reason": "Their plant stands still in April."}
    assert "Only a leader" in wrong(**longer)["long_reason"]
    assert wrong(**longer, leads=True) == {}


@given(st.integers(-400, 400), st.booleans())
def test_whoever_is_not_a_leader_never_plans_more_than_eight_weeks(days: int, reasoned: bool) -> None:
    reason = "Because." if reasoned else ""
    taken = wrong(ends_on=DAY + timedelta(days=days), long_reason=reason) == {}
    assert taken == (0 <= days <= LONGEST.days)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"), ({"decision": ""}, "decision"), ({"weight": 0}, "weight"), ({"weight": 101}, "weight"),
        ({"starts_on": None}, "starts_on"), ({"ends_on": date(1900, 1, 1)}, "ends_on"), ({"colour": 1}, "colour"),
        ({"hours_low": 4}, "hours_likely"), ({"hours_low": 9, "hours_likely": 8, "hours_high": 10}, "hours_likely"),
        ({"hours_low": 1, "hours_likely": 2, "hours_high": 1_000_000}, "hours_likely"),
        ({"hours_low": 0, "hours_likely": 0, "hours_high": 0}, "hours_likely"), ({"name": "a\0"}, "name"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken(values: dict[str, Any], field: str) -> None:
    assert set(wrong(**values)) == {field}


def test_nothing_stands_against_a_good_start() -> None:
    assert warnings(Start(criteria=3, agreed=True, decider=True, owner="Egon")) == []


def test_everything_that_speaks_against_a_start_is_said() -> None:
    found = warnings(
        Start(criteria=0, agreed=False, decider=False, owner="", no_fit="No OPC UA", refused=1, blind=2, running=0)
    )
    assert [each.key for each in found] == ["no_fit", "criteria", "decider", "refused", "blind", "owner"]
    assert str(found[0].text) == "Engineering found no fit: “No OPC UA”"
    assert needs_reason(found)
    fourth = warnings(Start(criteria=1, agreed=True, decider=True, owner="Egon", running=3))
    assert [str(each.text)[:29] for each in fourth] == ["Egon runs 3 others already. M"]
    assert not needs_reason(fourth)
    assert [each.key for each in warnings(Start(criteria=1, agreed=False, decider=True, owner="E"))] == ["agreed"]


def test_every_status_has_a_way_on() -> None:
    for status in Course:
        assert any(allowed(event, status) for event in Event)
    assert not allowed(Event.START, Course.RUNNING)
    assert {status for status in Course if allowed(Event.RESUME, status)} == ENDED
    assert set(BEFORE) == set(Event)


def test_success_is_what_the_criteria_say() -> None:
    def end(how: Course, *results: str, note: str = "", status: Course = Course.RUNNING) -> set[str]:
        rows = [Measured(f"c{n}", must=True, result=result) for n, result in enumerate(results)]
        return set(end_faults(how, rows, note=note, status=status))

    assert end(Course.SUCCEEDED, "meets", "exceeds") == set()
    assert end(Course.SUCCEEDED, "meets", "") == {"how"}
    assert end(Course.SUCCEEDED, "meets", "partially") == {"note"}
    assert end(Course.SUCCEEDED, "meets", "partially", note="They take it as it is.") == set()
    assert end(Course.FAILED) == {"note"}
    assert end(Course.FAILED, note="The network dropped.") == set()
    assert end(Course.SUCCEEDED, note="x", status=Course.DRAFT) == {"how"}
    assert end(Course.RUNNING, note="x") == {"how"}
    assert end_faults(Course.SUCCEEDED, [Measured("nice", must=False, result="")], note="", status=Course.RUNNING) == {}


def test_answers_are_due_in_a_day_and_two_quiet_weeks_are_stalled() -> None:
    assert answer_due(AT) == AT + timedelta(hours=24)
    assert is_overdue(answered=False, due_at=AT, at=AT + timedelta(seconds=1))
    assert not is_overdue(answered=True, due_at=AT, at=AT + timedelta(days=9))
    for days, stalled in ((14, False), (14.01, True)):
        assert is_stalled(Course.RUNNING, touched_at=AT, at=AT + timedelta(days=days)) is stalled
    assert not is_stalled(Course.AGREED, touched_at=AT, at=AT + timedelta(days=90))
