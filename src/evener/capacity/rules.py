"""Working weeks, leave, skills and how work spreads over them. Pure.

Hours are kept in whole minutes, so that sums never drift. Weeks begin on Monday.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from functools import lru_cache
from itertools import accumulate

from django.utils.translation import gettext_lazy as _

from evener.people.rules import Role, Viewer
from evener.problems import Text

HOUR = 60
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
# A delivery week of 40 h (Rocketlane's default), spread over five days.
USUAL_WEEK: tuple[int, ...] = (8 * HOUR,) * 5 + (0, 0)
LONGEST_DAY, LONGEST_WEEK = 24 * HOUR, 80 * HOUR
# Work without a day it is needed by is taken to last two weeks (GitLab handbook's evaluation).
USUAL_SPAN = 2 * WEEK
SHOWN_WEEKS = 12
# A day that is met with this chance can be said to a customer (P85, the product's own choice).
SURE = 0.85
MOST_HOURS = 20_000
LONGEST_LEAVE = timedelta(days=366 * 2)
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 12, 31)

# Who does engineering work, and so stands in the load.
WORKING_ROLES = frozenset({Role.ENGINEER, Role.DELIVERY})


class Level(IntEnum):
    """How well somebody can do it."""

    WITH_HELP = 1
    ALONE = 2
    TEACHES = 3


LEVEL_NAMES: dict[Level, Text] = {
    Level.WITH_HELP: _("With help"),
    Level.ALONE: _("Alone"),
    Level.TEACHES: _("Teaches it"),
}


class WorkKind(StrEnum):
    """What registers work here."""

    REQUEST = "request"
    EVALUATION = "evaluation"
    PROMISE = "promise"
    CHUNK = "chunk"


KIND_NAMES: dict[WorkKind, Text] = {
    WorkKind.REQUEST: _("Request"),
    WorkKind.EVALUATION: _("Evaluation"),
    WorkKind.PROMISE: _("Promise"),
    WorkKind.CHUNK: _("Delivery"),
}


def may_keep_of(viewer: Viewer, *, person_id: int, team_path: str) -> bool:
    """Calendar, skills and leave: one's own, or those of people one leads."""
    return viewer.may_write and (viewer.id == person_id or viewer.leads_team(team_path))


def may_name_skills(viewer: Viewer) -> bool:
    """Those who do the work and those who lead it name the skills."""
    return viewer.may_write and (viewer.role in WORKING_ROLES or viewer.leads)


@dataclass(frozen=True, slots=True)
class Leave:
    """Days off, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """Somebody's working time: minutes from Monday to Sunday, minutes of a week kept free of it for focus."""

    week: tuple[int, ...] = USUAL_WEEK
    focus: int = 0
    holidays: frozenset[date] = frozenset()
    leaves: tuple[Leave, ...] = ()

    def minutes_on(self, day: date) -> int:
        """Working minutes of a day, before focus time."""
        if day in self.holidays or any(leave.first <= day <= leave.last for leave in self.leaves):
            return 0
        return self.week[day.weekday()]

    def week_minutes(self, monday: date) -> int:
        """What can be planned in a week. Focus time shrinks with the week: half a week leaves half of it."""
        full = sum(self.week)
        if not self._touched(monday, monday + 6 * DAY):
            return full - self.focus
        there = sum(self.minutes_on(monday + DAY * index) for index in range(7))
        return there - (self.focus * there // full if full else 0)

    def _touched(self, first: date, last: date) -> bool:
        """Whether a holiday or leave falls between these days."""
        away = any(leave.first <= last and first <= leave.last for leave in self.leaves)
        return away or any(first <= day <= last for day in self.holidays)


def monday_of(day: date) -> date:
    return day - DAY * day.weekday()


def weeks_from(day: date, count: int = SHOWN_WEEKS) -> list[date]:
    """The Mondays of `count` weeks, the one `day` lies in first."""
    first = monday_of(day)
    return [first + WEEK * index for index in range(count)]


def expected_minutes(low: int, likely: int, high: int) -> int:
    """The mean of a three-point estimate as PERT has it: (low + 4 likely + high) / 6 (Malcolm et al. 1959)."""
    return round((low + 4 * likely + high) / 6)


@dataclass(frozen=True, slots=True)
class Span:
    """Work as it lies in time: expected minutes, the chance in percent that it is needed, from when and until when."""

    minutes: int
    weight: int
    starts_on: date | None
    due_on: date | None


@lru_cache(maxsize=64)
def _sums(planned: tuple[float, ...], weekday: int, days: int) -> list[float]:
    """Running sums of a week without a day off, from a weekday on. Shared: not to be changed."""
    return list(accumulate((planned[(weekday + index) % 7] for index in range(days)), initial=0.0))


class Ahead:
    """The planned working time of somebody from a day on, summed once so that any stretch of it is a subtraction.

    Known by day for `days` days; beyond that every day counts as a seventh of the week.
    """

    def __init__(self, calendar: Calendar, first: date, days: int = 7 * 2 * SHOWN_WEEKS) -> None:
        self.first = first
        full = sum(calendar.week)
        part = 1 - calendar.focus / full if full else 0.0
        self._tail = full * part / 7
        planned, weekday = tuple(minutes * part for minutes in calendar.week), first.weekday()
        self._sums = _sums(planned, weekday, days)
        off = {(day - first).days for day in calendar.holidays}
        for leave in calendar.leaves:
            off.update(range((max(leave.first, first) - first).days, min((leave.last - first).days + 1, days)))
        if off:
            there = (0.0 if index in off else planned[(weekday + index) % 7] for index in range(days))
            self._sums = list(accumulate(there, initial=0.0))

    def until(self, day: date) -> float:
        """Planned minutes from the first day up to, and without, `day`."""
        return self.before((day - self.first).days)

    def before(self, index: int) -> float:
        """Planned minutes of the first `index` days."""
        if index <= 0:
            return 0.0
        known = len(self._sums) - 1
        return self._sums[index] if index <= known else self._sums[known] + (index - known) * self._tail

    def each_day(self, count: int) -> list[float]:
        """Planned minutes of each of `count` days from the first on."""
        known = min(count, len(self._sums) - 1)
        days = [after - before for before, after in zip(self._sums, self._sums[1 : known + 1], strict=False)]
        return days + [self._tail] * (count - known)

    def between(self, begin: date, end: date) -> float:
        """Planned minutes from `begin` to `end`, both included."""
        return max(0.0, self.until(end + DAY) - self.until(begin))


def spread(span: Span, ahead: Ahead, *, today: date, weeks: Sequence[date]) -> list[float]:
    """Expected minutes of the work in each of `weeks`, one after the other, by the working time from now to its day.

    What is overdue falls into this week; what has no day lasts two weeks. Where the calendar leaves no time between,
    all of it falls into the last of those weeks: it is due all the same.
    """
    begin = max(today, span.starts_on or today)
    end = max(begin, span.due_on or begin + USUAL_SPAN - DAY)
    whole = span.minutes * span.weight / 100
    parts = [0.0] * len(weeks)
    first, last = (begin - weeks[0]).days, (end - weeks[0]).days  # days from the first week on
    total = ahead.between(begin, end)
    if not total:
        if 0 <= last // 7 < len(weeks):
            parts[last // 7] = whole
        return parts
    offset = (weeks[0] - ahead.first).days
    place = max(first // 7, 0)
    done = ahead.before(offset + max(first, 0))
    for index in range(place, min(last // 7 + 1, len(weeks))):
        until = ahead.before(offset + min(last + 1, 7 * index + 7))
        parts[index] = whole * (until - done) / total
        done = until
    return parts


def heat(load: float, free: int) -> int:
    """How hot a week is, 0 to 5: nothing, up to 50 %, 80 %, 100 %, 120 %, and over. Load without time is over."""
    if load <= 0.5:
        return 0
    if free <= 0:
        return 5
    share = load / free
    return next((step for step, limit in ((1, 0.5), (2, 0.8), (3, 1.0), (4, 1.2)) if share <= limit), 5)


def week_faults(week: Sequence[int]) -> Text | None:
    """What is wrong with the minutes of a working week, None when nothing is."""
    if len(week) != 7:
        return _("Give the hours of seven days, Monday to Sunday.")
    if any(minutes < 0 or minutes > LONGEST_DAY for minutes in week):
        return _("A day has between 0 and 24 hours.")
    if sum(week) > LONGEST_WEEK:
        return _("That is over 80 hours a week. Write down what can be planned, not what was survived.")
    return None


def focus_fault(focus: int, week: Sequence[int]) -> Text | None:
    if focus < 0 or focus > sum(week):
        return _("Focus time is part of the week: at most its hours.")
    return None


def leave_faults(first: date | None, last: date | None) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    for name, day in (("first_on", first), ("last_on", last)):
        if day is None:
            wrong[name] = _("Choose a date.")
        elif not EARLIEST <= day <= LATEST:
            wrong[name] = _("Use a date between 2000 and 2200.")
    if not wrong and first and last:
        if last < first:
            wrong["last_on"] = _("Leave ends on the day it begins, or later.")
        elif last - first > LONGEST_LEAVE:
            wrong["last_on"] = _("That is over two years. Somebody who left is deactivated by an admin instead.")
    return wrong


def overlapping(leave: Leave, others: Iterable[Leave]) -> Leave | None:
    """The first of the others that shares a day with it."""
    return next((each for each in others if each.first <= leave.last and leave.first <= each.last), None)


def effort_faults(low: int | None, likely: int | None, high: int | None) -> dict[str, Text]:
    """What is wrong with a three-point estimate in minutes, by field."""
    wrong: dict[str, Text] = {}
    for name, minutes in (("low", low), ("likely", likely), ("high", high)):
        if minutes is None:
            wrong[name] = _("Say how many hours.")
        elif minutes <= 0:
            wrong[name] = _("Work takes some time: more than 0 hours.")
        elif minutes > MOST_HOURS * HOUR:
            wrong[name] = _("Over 20,000 hours is a programme of its own. Cut it into pieces that can be estimated.")
    if not wrong and not (low or 0) <= (likely or 0) <= (high or 0):
        wrong["likely"] = _("The likely effort lies between the low and the high one.")
    return wrong


def levels_fit(have: Mapping[int, int], need: Mapping[int, int]) -> bool:
    """Whether somebody has every skill needed at the level needed."""
    return all(have.get(skill, 0) >= level for skill, level in need.items())


def lacking(need: Mapping[int, int], people: Collection[Mapping[int, int]]) -> list[int]:
    """The skills nobody has at the level needed."""
    return [skill for skill, level in need.items() if not any(have.get(skill, 0) >= level for have in people)]
