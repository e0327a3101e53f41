"""Instants as numbers: the day of the organisation's calendar, and the part of it that has gone.

Days that people wrote down (opened, closed) are of that calendar, so what happened in the evening belongs to the same
day wherever the clock of the database stands.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def evening(day: date) -> float:
    """The end of a day: whatever was written down on it is known."""
    return day.toordinal() + 0.999


def instant(at: datetime) -> float:
    local = at.astimezone(timezone.get_default_timezone())
    return local.toordinal() + (local.hour * 3600 + local.minute * 60 + local.second) / 86_400
