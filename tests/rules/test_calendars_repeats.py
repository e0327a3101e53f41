"""Recurrences, held against `dateutil.rrule`, which walks every occurrence from the first one on."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evener.calendars.engine.repeats import BadRule, Budget, Exhausted, occurrences, parse

DAYS = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])


@st.composite
def rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 5))}"]
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 60))}")
    if draw(st.booleans()):
        parts.append("BYMONTH=" + ",".join(map(str, draw(st.lists(st.integers(1, 12), min_size=1, max_size=6)))))
    kind = draw(st.integers(0, 3))
    if kind == 1:
        nth = frequency in ("MONTHLY", "YEARLY") and draw(st.booleans())
        number = draw(st.sampled_from(["1", "-1", "+2", "4"])) if nth else ""
        parts.append("BYDAY=" + ",".join(number + day for day in draw(st.lists(DAYS, min_size=1, max_size=3))))
    elif kind == 2 and frequency != "WEEKLY":
        numbers = draw(st.lists(st.integers(-31, 31).filter(bool), min_size=1, max_size=4))
        parts.append("BYMONTHDAY=" + ",".join(map(str, numbers)))
    elif kind == 3 and frequency == "YEARLY":
        numbers = draw(st.lists(st.integers(-366, 366).filter(bool), min_size=1, max_size=4))
        parts.append("BYYEARDAY=" + ",".join(map(str, numbers)))
    if draw(st.booleans()):
        parts.append("BYHOUR=" + ",".join(map(str, draw(st.lists(st.integers(0, 23), min_size=1, max_size=3)))))
    if kind and frequency != "DAILY" and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from([1, -1, 2, -2]))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(DAYS)}")
    return ";".join(parts)


@settings(max_examples=150)
@given(rules(), st.datetimes(datetime(2015, 1, 1), datetime(2030, 1, 1)), st.integers(-400, 900), st.integers(1, 800))
def test_the_same_as_dateutil(text: str, begin: datetime, ahead: int, days: int) -> None:
    begin = begin.replace(microsecond=0)
    # A start the rule itself would give: programs differ on others.
    start = next(iter(takewhile(lambda each: each < begin + timedelta(days=1500), rrulestr(text, dtstart=begin))), None)
    assume(start is not None)
    assert start is not None
    first = start + timedelta(days=ahead)
    last = first + timedelta(days=days)
    expected = [each for each in takewhile(lambda each: each <= last, rrulestr(text, dtstart=start)) if each >= first]
    found = occurrences(parse(text), start=start, first=first, last=last, until=None, budget=Budget(100_000))
    assert list(found) == expected


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        # Week 20 and the last week of 2026, which has 53; a start says which day of the week.
        ("FREQ=YEARLY;BYWEEKNO=20,-1;COUNT=4", "2026-05-11", ["2026-05-11", "2026-12-28", "2027-05-17", "2027-12-27"]),
        ("FREQ=MONTHLY;BYDAY=1MO,-1FR;COUNT=4", "2026-03-02", ["2026-03-02", "2026-03-27", "2026-04-06", "2026-04-24"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2024-02-29", ["2024-02-29", "2028-02-29"]),
        # A start that its rule would not give counts as the first time.
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=2", "2026-03-03", ["2026-03-03", "2026-03-09"]),
    ],
)
def test_worked_examples(text: str, start: str, expected: list[str]) -> None:
    begin = datetime.fromisoformat(start)
    last = datetime(2029, 1, 1)
    found = occurrences(parse(text), start=begin, first=begin, last=last, until=None, budget=Budget(10_000))
    assert [f"{each:%Y-%m-%d}" for each in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "DAILY", "FREQ=HOURLY", "FREQ=SECONDLY;COUNT=2", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=-1",
        "FREQ=WEEKLY;BYDAY=XX", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=YEARLY;BYMONTH=13", "FREQ=DAILY;INTERVAL=٣",
        "FREQ=DAILY;BYHOUR=0,1,2;BYMINUTE=" + ",".join(map(str, range(60))), "FREQ=DAILY;COUNT=99999999999",
    ],
)  # fmt: skip
def test_rules_that_cannot_be_followed(text: str) -> None:
    with pytest.raises(BadRule):
        parse(text)


def test_steps_run_out() -> None:
    begin = datetime(1700, 1, 1)
    rule = parse("FREQ=DAILY;COUNT=900000")
    last = datetime(2026, 1, 1)
    with pytest.raises(Exhausted):
        list(occurrences(rule, start=begin, first=last, last=last, until=None, budget=Budget(1000)))
