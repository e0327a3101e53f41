"""An entry's times put where they belong: from the wall of a zone to moments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from django.utils.translation import gettext_lazy as _

from evener.calendars.engine.entries import Entry, Say, When
from evener.calendars.engine.events import Event
from evener.calendars.engine.moments import DAY, NOTHING, in_utc, is_utc, naive, stamp
from evener.calendars.engine.zones import Zones

# A year and more is a mistake or a banner across the calendar, not a meeting.
LONGEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with the zone its times are in. It ends whole `days` later on the wall, then `rest` by the clock."""

    entry: Entry
    zone: tzinfo
    days: timedelta
    rest: timedelta

    def wall(self, text: str) -> datetime:
        """A date or time of this entry, as it is on the wall of its zone."""
        if is_utc(text) and not self.entry.start.is_day:
            return on_wall(naive(text).replace(tzinfo=UTC), self.zone)
        return naive(text)

    def name(self, wall: datetime) -> str:
        """The recurrence id of the occurrence at `wall`."""
        return wall.strftime("%Y%m%d") if self.entry.start.is_day else stamp(in_utc(wall, self.zone))

    def event(self, wall: datetime, *, recurrence_id: str) -> Event:
        start, end = in_utc(wall, self.zone), in_utc(wall + self.days, self.zone) + self.rest
        return replace(self.entry.event, start=start, end=max(start, end), recurrence_id=recurrence_id)

    @property
    def replaces(self) -> str:
        """The recurrence id of the occurrence this entry stands for; '' where it stands for itself."""
        when = self.entry.replaces
        if when is None:
            return ""
        return when.wall.strftime("%Y%m%d") if when.is_day else stamp(in_utc(when.wall, self.zone))


def on_wall(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def place(entry: Entry, *, zones: Zones, day_zone: tzinfo, say: Say) -> Placed:
    """The entry in its zone; all-day entries lie in `day_zone`. `say` hears of unknown zones and impossible lengths."""
    zone = _zone(entry.start, zones=zones, day_zone=day_zone, say=say)
    if entry.replaces is not None and not entry.replaces.is_day:
        # In the zone the replaced occurrence was written in, which need not be the one it moved to.
        its = _zone(entry.replaces, zones=zones, day_zone=zone, say=say)
        moved = replace(entry.replaces, wall=on_wall(in_utc(entry.replaces.wall, its), zone))
        entry = replace(entry, replaces=moved)
    days, rest = _length(entry, zone, zones=zones, say=say)
    if days + rest < NOTHING:
        say(_("It ends before it begins; only its start was taken."))
        days, rest = _usual(entry)
    elif days + rest > LONGEST:
        say(_("It takes longer than a year; only its start was taken."))
        days, rest = _usual(entry)
    return Placed(entry, zone, days, rest)


def _zone(when: When, *, zones: Zones, day_zone: tzinfo, say: Say) -> tzinfo:
    if when.is_day:
        return day_zone
    if when.in_utc:
        return UTC
    if not when.zone:
        return zones.usual
    found = zones.find(when.zone)
    if found is None:
        name = when.zone[:60]
        say(_("The time zone “%(zone)s” is not known; its times were read as local ones.") % {"zone": name})
    return found or zones.usual


def _usual(entry: Entry) -> tuple[timedelta, timedelta]:
    """What takes no time on paper: a day where it is a day, else only a start."""
    return (DAY if entry.start.is_day else NOTHING), NOTHING


def _length(entry: Entry, zone: tzinfo, *, zones: Zones, say: Say) -> tuple[timedelta, timedelta]:
    start, end = entry.start, entry.end
    if start.is_day:
        took = end.wall - start.wall if end is not None else sum(entry.took, NOTHING) if entry.took else DAY
        return (timedelta(days=took.days) if took.days else DAY), NOTHING
    if end is None:
        return entry.took or _usual(entry)
    if end.is_day:
        return end.wall - datetime.combine(start.wall.date(), start.wall.min.time()), NOTHING
    end_zone = zone if end.zone == start.zone and end.in_utc == start.in_utc else None
    end_zone = end_zone or _zone(end, zones=zones, day_zone=zone, say=say)
    return NOTHING, in_utc(end.wall, end_zone) - in_utc(start.wall, zone)
