"""In which group a deal stands when habits are compared, and on which day a moment was."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.forecast.engine import groups
from evener.forecast.engine.calendar import local_days
from evener.forecast.rules.together import Out


def lives(*rows: tuple[int, int, int], walked: bool = False) -> groups.Lives:
    """Deals that were opened, came on record and ended on these days."""
    opened, recorded, ended = np.array(rows, np.int64).T
    return groups.Lives(opened, recorded, ended, np.full(len(rows), walked))


def happened(*rows: tuple[int, float, bool]) -> groups.Events:
    deal, day, so = zip(*rows, strict=True) if rows else ((), (), ())
    return groups.Events(np.array(deal, np.int64), np.array(day, float), np.array(so, bool))


def test_the_groups_stand_in_the_order_of_their_names() -> None:
    codes = [getattr(groups, out.name) for out in Out]
    assert codes == list(range(groups.WITH + 1, groups.GROUPS))


def test_a_deal_counts_from_its_landmark_on() -> None:
    deals = lives((100, 100, 130), (100, 115, 130), (100, 130, 130))
    assert groups.at_landmark(deals, 14).tolist() == [groups.IN, groups.LATER, groups.LATER]
    assert groups.at_landmark(deals, 30).tolist() == [groups.EARLY] * 3
    assert groups.at_end(deals).tolist() == [groups.IN, groups.IN, groups.LATER]
    walked = lives((100, 100, 130), walked=True)
    assert groups.at_landmark(walked, 14).tolist() == groups.at_end(walked).tolist() == [groups.WALKED]


def test_who_is_in_neither_group_says_why_first() -> None:
    out = np.array([groups.EARLY, groups.IN, groups.IN, groups.IN])
    told, had = np.array([True, True, True, False]), np.array([True, True, False, True])
    assert groups.grouped(out, told, had).tolist() == [groups.EARLY, groups.WITH, groups.WITHOUT, groups.UNKNOWN]


def test_what_happened_counts_up_to_a_day_and_the_last_of_it_decides() -> None:
    events = happened((0, 114.0, True), (1, 115.0, True), (0, 110.0, False))
    assert events.until(np.array([114, 114, 114])).any(3).tolist() == [True, False, False]
    assert events.last(3).tolist() == [True, True, False]
    assert happened((0, 5.0, True), (0, 5.0, False)).last(1).tolist() == [True], "of two at once either"
    assert happened().any(2).tolist() == happened().last(2).tolist() == [False, False]


def test_a_question_counts_once_and_while_its_answer_holds() -> None:
    def known(day: int, *rows: tuple[int, int, int, int]) -> float:
        weight, question, since, until = (np.array(each, np.int64) for each in zip(*rows, strict=True))
        heard = groups.Answers(np.zeros(len(rows), np.int64), weight, question, since, until)
        return float(groups.percent_known(heard, np.array([day]), np.array([4]))[0])

    heavy, again, light = (3, 0, 10, 20), (3, 0, 12, groups.NEVER), (1, 1, 15, groups.NEVER)
    assert [known(day, heavy, light) for day in (9, 10, 15, 19, 20)] == [0, 75, 100, 100, 25]
    assert known(13, heavy, again) == 75


@given(st.lists(st.integers(0, 2**31), min_size=1, max_size=30), st.sampled_from(["Europe/Berlin", "Asia/Kolkata"]))
def test_moments_are_days_of_the_calendar_where_the_clock_stands(seconds: list[int], zone: str) -> None:
    # Both nights on which Berlin's clock was put forward and back in 2026, by the half hour.
    turns = [*range(1_774_742_400, 1_774_828_800, 1800), *range(1_792_886_400, 1_792_972_800, 1800)]
    moments = [*seconds, *turns]
    for moment, day in zip(moments, local_days(np.array(moments), ZoneInfo(zone)).tolist(), strict=True):
        local = datetime.fromtimestamp(moment, UTC).astimezone(ZoneInfo(zone))
        gone = (local.hour * 3600 + local.minute * 60 + local.second) / 86_400
        assert day == pytest.approx(local.toordinal() + gone, abs=1e-9)
