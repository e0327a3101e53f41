"""The clock: within two business days of the meeting, and how often that is reached. Pure.

Two days are our own target: what was said is still fresh, and few suppliers answer so soon. Business days are those
that whoever writes the paper works by their working week, without public holidays; leave does not stop the clock, as
the customer does not know of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WITHIN = 2
# Nobody rests longer than this; a week without a working day counts as one from Monday to Friday.
LONGEST = 30
DAY = timedelta(days=1)
Works = Callable[[date], bool]


def due_on(met_on: date, works: Works, *, days: int = WITHIN) -> date:
    """The last day the paper is in time: `days` business days after the day of the meeting.

    Thursday → Monday, Friday → Tuesday, Saturday → Tuesday.
    """
    found = _count(met_on, works, days)
    return found if found is not None else _count(met_on, lambda day: day.weekday() < 5, days) or met_on


def _count(met_on: date, works: Works, days: int) -> date | None:
    day, left = met_on, days
    for _each in range(LONGEST):
        day += DAY
        left -= works(day)
        if not left:
            return day
    return None


class ClockState(StrEnum):
    """RUNNING: not out, and there is time. LATE: not out, and there was."""

    AHEAD = "ahead"
    RUNNING = "running"
    LATE = "late"
    MET = "met"
    MISSED = "missed"


def state(*, met_on: date, due: date, out_on: date | None, today: date) -> ClockState:
    """Where the clock stands. `out_on` is the day the paper went out first."""
    if out_on is not None:
        return ClockState.MET if out_on <= due else ClockState.MISSED
    if met_on > today:
        return ClockState.AHEAD
    return ClockState.RUNNING if due >= today else ClockState.LATE


@dataclass(frozen=True, slots=True)
class HitRate:
    """Papers out in time among the meetings that asked for one and whose time is over. `running` count later."""

    met: int = 0
    missed: int = 0
    running: int = 0

    @property
    def counted(self) -> int:
        return self.met + self.missed

    @property
    def percent(self) -> int | None:
        """In whole percent, None where nothing is counted yet."""
        return round(100 * self.met / self.counted) if self.counted else None


def hit_rate(states: Iterable[ClockState]) -> HitRate:
    """A paper that came late counts as one that never came: the target is two days."""
    met = missed = running = 0
    for each in states:
        met += each == ClockState.MET
        missed += each in (ClockState.MISSED, ClockState.LATE)
        running += each == ClockState.RUNNING
    return HitRate(met, missed, running)
