"""When something that repeats happens (RFC 5545, RRULE), within a window and within a number of steps.

Times are those of a clock on the wall: naive in, naive out; the caller puts the zone to them, so a nine o'clock meeting
stays at nine when the clocks change. Unlike `dateutil.rrule`, which the tests compare this with, it looks at the days
of the window only, and gives up on a rule that never comes true instead of walking to the year 9999.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product

DAY = timedelta(days=1)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
# Several times a day is allowed, as a rule by minutes in disguise is not.
TIMES_A_DAY = 24
_BY_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,4}", re.ASCII)
_WIDE = re.compile(r"\d{1,9}", re.ASCII)


class BadRule(ValueError):
    """A rule that cannot be followed; `too_often` for one that repeats within the day."""

    def __init__(self, text: str, *, too_often: bool = False) -> None:
        super().__init__(text)
        self.too_often = too_often


class Exhausted(Exception):
    """The steps a file may take are used up."""


@dataclass(slots=True)
class Budget:
    """Steps left: days looked at, for all rules of a file together."""

    left: int

    def spend(self, steps: int = 1) -> None:
        self.left -= steps
        if self.left < 0:
            raise Exhausted


@dataclass(frozen=True, slots=True)
class Rule:
    """An RRULE. Empty tuples stand for parts that were not given. `until` as written, for the caller to place."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: str = ""
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    days: tuple[tuple[int, int], ...] = ()
    """`(n, weekday)`: the n-th such day of the month or year, from the end when negative, every one when 0."""
    positions: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    week_start: int = 0


def parse(text: str) -> Rule:
    """An RRULE's value; parts nobody knows are passed over, BadRule for what cannot be followed."""
    parts = dict(part.split("=", 1) for part in text.strip().upper().split(";") if "=" in part)
    frequency = parts.get("FREQ", "")
    if frequency in TOO_OFTEN:
        raise BadRule(text, too_often=True)
    if frequency not in FREQUENCIES:
        raise BadRule(text)
    rule = Rule(
        frequency=frequency,
        interval=_whole(parts.get("INTERVAL", "1")),
        count=_whole(parts["COUNT"]) if "COUNT" in parts else None,
        until=parts.get("UNTIL", ""),
        months=_numbers(parts.get("BYMONTH", ""), 1, 12),
        month_days=_numbers(parts.get("BYMONTHDAY", ""), -31, 31),
        year_days=_numbers(parts.get("BYYEARDAY", ""), -366, 366),
        weeks=_numbers(parts.get("BYWEEKNO", ""), -53, 53),
        days=_days(parts.get("BYDAY", "")),
        positions=_numbers(parts.get("BYSETPOS", ""), -366, 366),
        hours=_numbers(parts.get("BYHOUR", ""), 0, 23),
        minutes=_numbers(parts.get("BYMINUTE", ""), 0, 59),
        week_start=WEEKDAYS.index(parts["WKST"]) if parts.get("WKST") in WEEKDAYS else 0,
    )
    if max(1, len(rule.hours)) * max(1, len(rule.minutes)) > TIMES_A_DAY:
        raise BadRule(text, too_often=True)
    return rule


def _whole(text: str) -> int:
    if not _WIDE.fullmatch(text) or int(text) < 1:
        raise BadRule(text)
    return int(text)


def _numbers(text: str, low: int, high: int) -> tuple[int, ...]:
    found = []
    for part in filter(None, text.split(",")):
        if not _NUMBER.fullmatch(part) or not low <= int(part) <= high or (low < 0 and int(part) == 0):
            raise BadRule(text)
        found.append(int(part))
    return tuple(sorted(set(found)))


def _days(text: str) -> tuple[tuple[int, int], ...]:
    found = []
    for part in filter(None, text.split(",")):
        match = _BY_DAY.fullmatch(part.strip())
        if match is None:
            raise BadRule(text)
        found.append((int(match[1] or 0), WEEKDAYS.index(match[2])))
    return tuple(found)


def occurrences(
    rule: Rule, *, start: datetime, first: datetime, last: datetime, until: datetime | None, budget: Budget
) -> Iterator[datetime]:
    """The moments of `rule` from `first` to `last`, both counted. `start` is always the first of all.

    Raises Exhausted when the budget is used up.
    """
    number = 1
    last = last if until is None else min(last, until)
    if first <= start <= last:
        yield start
    times = _times(rule, start)
    for days in _periods(rule, start.date(), first.date(), last.date()):
        budget.spend(len(days) * len(times))
        matching = [day for day in days if _matches(rule, day, start.date())]
        moments = [datetime.combine(day, each) for day, each in product(matching, times)]
        for moment in _positioned(rule, moments):
            if moment <= start:
                continue
            number += 1
            if moment > last or (rule.count is not None and number > rule.count):
                return
            if moment >= first:
                yield moment


def _times(rule: Rule, start: datetime) -> list[time]:
    pairs = product(rule.hours or (start.hour,), rule.minutes or (start.minute,))
    return [time(hour, minute, start.second) for hour, minute in pairs]


def _positioned(rule: Rule, moments: list[datetime]) -> list[datetime]:
    if not rule.positions:
        return moments
    found = {moments[n - 1 if n > 0 else n] for n in rule.positions if -len(moments) <= n <= len(moments)}
    return sorted(found)


def _periods(rule: Rule, start: date, first: date, last: date) -> Iterator[list[date]]:
    """The days of each period the rule speaks of; only counted rules begin before `first`."""
    if rule.count is not None:
        first = start
    step = rule.interval
    if rule.frequency == "DAILY":
        skipped = max(0, (first - start).days // step)
        for number in range(start.toordinal() + skipped * step, last.toordinal() + 1, step):
            yield [date.fromordinal(number)]
    elif rule.frequency == "WEEKLY":
        monday = start.toordinal() - (start.weekday() - rule.week_start) % 7
        skipped = max(0, (first.toordinal() - monday) // (7 * step))
        for number in range(monday + skipped * 7 * step, last.toordinal() + 1, 7 * step):
            yield [date.fromordinal(number + n) for n in range(7)]
    elif rule.frequency == "MONTHLY":
        begin, month = start.year * 12 + start.month - 1, first.year * 12 + first.month - 1
        skipped = max(0, (month - begin) // step)
        for number in range(begin + skipped * step, last.year * 12 + last.month, step):
            yield _month(number // 12, number % 12 + 1)
    else:
        skipped = max(0, (first.year - start.year) // step)
        months = rule.months or ((start.month,) if _says_no_day(rule) else tuple(range(1, 13)))
        for year in range(start.year + skipped * step, last.year + 1, step):
            yield [day for month in months for day in _month(year, month)]


def _month(year: int, month: int) -> list[date]:
    return [date(year, month, day) for day in range(1, calendar.monthrange(year, month)[1] + 1)]


def _says_no_day(rule: Rule) -> bool:
    return not (rule.weeks or rule.year_days or rule.month_days or rule.days)


def _matches(rule: Rule, day: date, start: date) -> bool:
    """Whether `day` is one of the rule's, in a period that is one of the rule's."""
    if rule.months and day.month not in rule.months:
        return False
    if _says_no_day(rule):
        if rule.frequency == "WEEKLY":
            return day.weekday() == start.weekday()
        return rule.frequency == "DAILY" or day.day == start.day
    if rule.month_days and not _one_of(rule.month_days, day.day, calendar.monthrange(day.year, day.month)[1]):
        return False
    if rule.year_days and not _one_of(rule.year_days, day.timetuple().tm_yday, 365 + calendar.isleap(day.year)):
        return False
    if rule.weeks and not _one_of(rule.weeks, *_week(day, rule.week_start)):
        return False
    # Weeks alone: the start's day of each.
    if rule.weeks and not (rule.days or rule.month_days or rule.year_days):
        return day.weekday() == start.weekday()
    return not rule.days or any(_is_day(rule, day, n, weekday) for n, weekday in rule.days)


def _one_of(wanted: tuple[int, ...], number: int, most: int) -> bool:
    return number in wanted or number - most - 1 in wanted


def _is_day(rule: Rule, day: date, n: int, weekday: int) -> bool:
    if day.weekday() != weekday:
        return False
    if n == 0 or rule.frequency in ("DAILY", "WEEKLY"):
        return True
    if rule.frequency == "MONTHLY" or rule.months:
        number, size = day.day, calendar.monthrange(day.year, day.month)[1]
    else:
        number, size = day.timetuple().tm_yday, 365 + calendar.isleap(day.year)
    return n == (number - 1) // 7 + 1 if n > 0 else n == -((size - number) // 7 + 1)


def _week(day: date, week_start: int) -> tuple[int, int]:
    """The number of the week `day` is in, and how many weeks its year has."""

    def first(year: int) -> int:
        fourth = date(year, 1, 4)  # always in week 1
        return fourth.toordinal() - (fourth.weekday() - week_start) % 7

    number = day.toordinal()
    year = day.year
    if number < first(year):
        year -= 1
    elif number >= first(year + 1):
        year += 1
    return (number - first(year)) // 7 + 1, (first(year + 1) - first(year)) // 7
