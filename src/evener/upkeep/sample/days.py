"""Days of the stories as calendar days: counted from today, minus is past, and nobody works at the weekend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# What happens "today" happened shortly before the moment of making: this share of its minutes into the day.
JUST_NOW = 3


@dataclass(frozen=True, slots=True)
class Days:
    """The calendar around the moment `at`."""

    at: datetime

    def date(self, day: int) -> date:
        """The day `day` days from today; a weekend behind us becomes its Friday, one ahead its Monday."""
        found = self.at.astimezone(UTC).date() + timedelta(days=day)
        over = found.weekday() - 4
        if day == 0 or over <= 0:
            return found
        return found - timedelta(days=over) if day < 0 else found + timedelta(days=3 - over)

    def moment(self, day: int, *, zone: str, minute: int) -> datetime:
        """`minute` minutes into that day where the person is; for today, shortly ago."""
        if day == 0:
            return self.at - timedelta(minutes=minute // JUST_NOW)
        return datetime.combine(self.date(day), time(), ZoneInfo(zone)).astimezone(UTC) + timedelta(minutes=minute)
