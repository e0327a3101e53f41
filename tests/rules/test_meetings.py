"""Meetings by rule: the hour that is proposed, what is missing, the clock of a debrief."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.meetings.rules.debrief import HABIT_INSTEAD, HABIT_NAMES, clock
from evener.meetings.rules.plan import (
    MeetingKind,
    MeetingPart,
    Phase,
    engineer_missing,
    next_hour,
    phase,
    readiness,
    time_faults,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("now", "proposed"),
    [
        ((2026, 3, 2, 8, 59), (2026, 3, 2, 9, 0)),
        ((2026, 3, 2, 9, 0), (2026, 3, 2, 10, 0)),
        ((2026, 3, 2, 5, 0), (2026, 3, 2, 9, 0)),
        ((2026, 3, 2, 16, 30), (2026, 3, 2, 17, 0)),
        ((2026, 3, 2, 17, 5), (2026, 3, 3, 9, 0)),
        ((2026, 3, 2, 23, 30), (2026, 3, 3, 9, 0)),
        ((2026, 3, 6, 17, 5), (2026, 3, 9, 9, 0)),
        ((2026, 3, 7, 11, 0), (2026, 3, 9, 9, 0)),
    ],
)
def test_the_next_working_hour(now: tuple[int, ...], proposed: tuple[int, ...]) -> None:
    local = datetime(*now, tzinfo=BERLIN)  # type: ignore[misc, arg-type]
    assert next_hour(local) == datetime(*proposed, tzinfo=BERLIN)  # type: ignore[misc, arg-type]


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))
def test_what_is_proposed_is_always_workable(now: datetime) -> None:
    local = now.replace(tzinfo=BERLIN)
    start = next_hour(local)
    assert start > local and start - local < timedelta(days=4) and start.weekday() < 5 and 9 <= start.hour <= 17
    assert not time_faults(start, start + timedelta(hours=1), at=local)


@pytest.mark.parametrize(
    ("starts", "ends", "wrong"),
    [
        (None, NOW, "starts_at"),
        (NOW, None, "ends_at"),
        (NOW, NOW, "ends_at"),
        (NOW, NOW - timedelta(minutes=1), "ends_at"),
        (NOW, NOW + timedelta(days=15), "ends_at"),
        (NOW.replace(year=1999), NOW, "starts_at"),
        (NOW.replace(year=2056), NOW.replace(year=2057), "starts_at"),
    ],
)
def test_times_that_cannot_be(starts: datetime | None, ends: datetime | None, wrong: str) -> None:
    assert set(time_faults(starts, ends, at=NOW)) == {wrong}


def test_ready_with_a_decision_a_leader_and_a_part_for_everybody() -> None:
    leads, none, on_call = MeetingPart.LEADS, MeetingPart.NONE, MeetingPart.ON_CALL
    assert readiness(decision_wanted="Yes to a pilot", parts=[leads, on_call]).ready
    assert not readiness(decision_wanted=" ", parts=[leads]).ready
    assert not readiness(decision_wanted="Yes", parts=[on_call]).ready
    assert readiness(decision_wanted="Yes", parts=[leads, none, none]).idle == 2


def test_the_engineer_belongs_in_the_closing_call_alone() -> None:
    assert engineer_missing(MeetingKind.CLOSING, engineer_id=4, invited={1, 2})
    assert not engineer_missing(MeetingKind.CLOSING, engineer_id=4, invited={4})
    assert not engineer_missing(MeetingKind.CLOSING, engineer_id=None, invited=set())
    assert not engineer_missing(MeetingKind.REVIEW, engineer_id=4, invited=set())


def test_the_clock_of_a_debrief() -> None:
    half = clock(NOW, at=NOW + timedelta(hours=12))
    assert (half.share, half.late, half.due) == (50, False, NOW + timedelta(days=1))
    assert clock(NOW, at=NOW + timedelta(hours=25)).late
    assert [phase(NOW, NOW + timedelta(hours=1), at=NOW + timedelta(minutes=m)) for m in (-1, 0, 60)] == [
        Phase.AHEAD, Phase.NOW, Phase.OVER,
    ]  # fmt: skip


def test_every_habit_has_a_way_out() -> None:
    assert set(HABIT_NAMES) == set(HABIT_INSTEAD)
