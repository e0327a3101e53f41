"""Days as Today speaks of them: `3 days late`, `today`, `tomorrow`, `by 2 Mar`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evener.pages.templatetags.evener import day
from evener.people.rules import Viewer


@dataclass(frozen=True, slots=True)
class Due:
    """A day as something is due by it: `at` is its last moment for the viewer."""

    at: datetime | None
    words: str
    late: bool


def due(day_due: date | None, *, viewer: Viewer, today: date) -> Due:
    """No day: no words, never late."""
    if day_due is None:
        return Due(None, _("no date"), late=False)
    end = datetime.combine(day_due, time.max, tzinfo=ZoneInfo(viewer.time_zone))
    return Due(end, words(day_due, today=today), late=day_due < today)


def words(day_due: date, *, today: date) -> str:
    days = (today - day_due).days
    if days > 0:
        return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}
    if days == 0:
        return _("today")
    if day_due == today + timedelta(days=1):
        return _("tomorrow")
    return _("by %(day)s") % {"day": day(day_due)}
