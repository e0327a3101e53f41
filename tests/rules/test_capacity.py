"""Working time, how work spreads over it, and heat: laws, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.capacity.rules import (
    HOUR,
    USUAL_WEEK,
    Ahead,
    Calendar,
    Leave,
    Level,
    Span,
    effort_faults,
    expected_minutes,
    focus_fault,
    heat,
    lacking,
    leave_faults,
    levels_fit,
    overlapping,
    spread,
    week_faults,
    weeks_from,
)

MONDAY, DAY = date(2026, 3, 2), timedelta(days=1)
DAYS = st.integers(-30, 200).map(lambda days: MONDAY + DAY * days)


@st.composite
def leaves(draw: st.DrawFn) -> Leave:
    first = draw(DAYS)
    return Leave(first, first + DAY * draw(st.integers(0, 20)))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = tuple(draw(st.lists(st.integers(0, 10 * HOUR), min_size=7, max_size=7)))
    return Calendar(
        week=week, focus=draw(st.integers(0, sum(week))), holidays=frozenset(draw(st.lists(DAYS, max_size=6))),
        leaves=tuple(draw(st.lists(leaves(), max_size=4))),
    )  # fmt: skip


@given(calendars(), st.integers(0, 160), st.integers(0, 40))
def test_any_stretch_is_the_sum_of_its_days(calendar: Calendar, start: int, length: int) -> None:
    ahead = Ahead(calendar, MONDAY, days=120)
    full = sum(calendar.week)
    part = 1 - calendar.focus / full if full else 0.0
    known = [calendar.minutes_on(MONDAY + DAY * index) * part for index in range(120)]
    expected = sum(known[index] if index < 120 else full * part / 7 for index in range(start, start + length + 1))
    assert ahead.between(MONDAY + DAY * start, MONDAY + DAY * (start + length)) == pytest.approx(expected)


@given(calendars(), DAYS)
def test_a_week_is_the_sum_of_its_days_without_focus(calendar: Calendar, day: date) -> None:
    monday = weeks_from(day, 1)[0]
    there, full = sum(calendar.minutes_on(monday + DAY * index) for index in range(7)), sum(calendar.week)
    assert calendar.week_minutes(monday) == there - (calendar.focus * there // full if full else 0)


@given(
    calendars(), st.integers(1, 20_000), st.integers(0, 100), st.none() | st.integers(-20, 60),
    st.none() | st.integers(-20, 83),
)  # fmt: skip
def test_work_falls_whole_into_the_weeks_up_to_its_day(
    calendar: Calendar, minutes: int, weight: int, starts: int | None, due: int | None
) -> None:
    """Nothing is lost and nothing appears, where its day lies within the weeks that are looked at."""
    weeks = weeks_from(MONDAY, 12)
    span = Span(
        minutes, weight, None if starts is None else MONDAY + DAY * starts, None if due is None else MONDAY + DAY * due
    )
    parts = spread(span, Ahead(calendar, MONDAY), today=MONDAY + 2 * DAY, weeks=weeks)
    assert sum(parts) == pytest.approx(minutes * weight / 100)
    assert all(part >= 0 for part in parts)


@given(calendars(), st.integers(1, 20_000), st.integers(-20, 150), st.integers(0, 11))
def test_a_week_alone_is_what_it_is_among_others(calendar: Calendar, minutes: int, due: int, place: int) -> None:
    weeks, ahead = weeks_from(MONDAY, 12), Ahead(calendar, MONDAY)
    span = Span(minutes, 100, None, MONDAY + DAY * due)
    alone = spread(span, ahead, today=MONDAY, weeks=[weeks[place]])
    assert alone[0] == pytest.approx(spread(span, ahead, today=MONDAY, weeks=weeks)[place])


def test_leave_moves_work_into_the_weeks_that_are_left() -> None:
    away = Calendar(leaves=(Leave(MONDAY, MONDAY + 4 * DAY),))
    span = Span(20 * HOUR, 50, None, MONDAY + 11 * DAY)
    weeks = weeks_from(MONDAY, 3)
    assert spread(span, Ahead(away, MONDAY), today=MONDAY, weeks=weeks) == [0, 10 * HOUR, 0]
    assert spread(span, Ahead(Calendar(), MONDAY), today=MONDAY, weeks=weeks) == [5 * HOUR, 5 * HOUR, 0]
    never = Calendar(week=(0,) * 7)
    assert spread(span, Ahead(never, MONDAY), today=MONDAY, weeks=weeks) == [0, 10 * HOUR, 0], "due all the same"


@given(st.floats(0, 10_000), st.floats(0, 10_000), st.integers(0, 5_000), st.integers(0, 5_000))
def test_more_work_or_less_time_is_never_cooler(one: float, two: float, free: int, less: int) -> None:
    low, high = sorted((one, two))
    assert heat(low, free) <= heat(high, free)
    assert heat(low, free) <= heat(low, max(0, free - less))


@pytest.mark.parametrize(
    ("load", "free", "step"),
    [(0, 0, 0), (0, 100, 0), (50, 100, 1), (51, 100, 2), (80, 100, 2), (100, 100, 3), (120, 100, 4), (121, 100, 5),
     (1, 0, 5)],
)  # fmt: skip
def test_heat_by_example(load: float, free: int, step: int) -> None:
    assert heat(load, free) == step


def test_impossible_weeks() -> None:
    assert week_faults(USUAL_WEEK) is None
    assert week_faults((0,) * 7) is None, "somebody may be away for good: no fault, no time"
    assert "24 hours" in str(week_faults((25 * HOUR, *USUAL_WEEK[1:])))
    assert "24 hours" in str(week_faults((-1, *USUAL_WEEK[1:])))
    assert "80 hours" in str(week_faults((12 * HOUR,) * 7))
    assert "seven days" in str(week_faults(USUAL_WEEK[:5]))
    assert focus_fault(40 * HOUR, USUAL_WEEK) is None
    assert focus_fault(41 * HOUR, USUAL_WEEK)
    assert focus_fault(1, (0,) * 7)


def test_impossible_leave() -> None:
    assert leave_faults(MONDAY, MONDAY) == {}
    assert set(leave_faults(MONDAY, MONDAY - DAY)) == {"last_on"}
    assert set(leave_faults(None, None)) == {"first_on", "last_on"}
    assert set(leave_faults(date(1900, 1, 1), MONDAY)) == {"first_on"}
    assert "two years" in str(leave_faults(MONDAY, MONDAY + 800 * DAY)["last_on"])
    other = Leave(MONDAY + 5 * DAY, MONDAY + 6 * DAY)
    assert overlapping(Leave(MONDAY, MONDAY + 5 * DAY), [other]) == other
    assert overlapping(Leave(MONDAY, MONDAY + 4 * DAY), [other]) is None


def test_impossible_efforts() -> None:
    assert effort_faults(60, 60, 60) == {}
    assert set(effort_faults(0, 60, None)) == {"low", "high"}
    assert set(effort_faults(60, 60, 60_000_000)) == {"high"}
    assert set(effort_faults(60, 30, 90)) == {"likely"}
    assert expected_minutes(60, 120, 240) == 130


def test_who_has_the_skills() -> None:
    assert levels_fit({1: Level.TEACHES, 2: Level.ALONE}, {1: Level.ALONE})
    assert not levels_fit({1: Level.WITH_HELP}, {1: Level.ALONE})
    assert levels_fit({}, {})
    assert lacking({1: 2, 2: 3}, [{1: 2}, {2: 2}]) == [2]
