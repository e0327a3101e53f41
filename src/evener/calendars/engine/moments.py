"""Dates, times and lengths as a calendar file writes them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

from evener.calendars.engine.lines import Line

DAY = timedelta(days=1)
NOTHING = timedelta()
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})", re.ASCII)
_MOMENT = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})T(\d{2}):?(\d{2})(?::?(\d{2}))?(?:[.,]\d+)?(Z?)", re.I | re.ASCII)
_LENGTH = re.compile(r"([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?", re.I)
# Windows writes 1601 into its time zones; beyond 9000 arithmetic would overflow.
YEARS = range(1601, 9000)


def read_date(text: str) -> date:
    found = _DATE.fullmatch(text.strip())
    if found is None or int(found[1]) not in YEARS:
        raise ValueError(text)
    return date(int(found[1]), int(found[2]), int(found[3]))


def naive(text: str) -> datetime:
    """The time on the wall, whatever zone is written to it; midnight of a day. ValueError where it is none."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return datetime.combine(read_date(text), datetime.min.time())
    if int(found[1]) not in YEARS:
        raise ValueError(text)
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    # 24:00 is midnight of the next day, and a minute may have a leap second.
    moment = datetime(year, month, day, 0 if hour == 24 else hour, minute, min(second, 59))
    return moment + timedelta(days=1) if hour == 24 else moment


def is_day(line: Line) -> bool:
    return line.params.get("VALUE", "").upper() == "DATE" or _DATE.fullmatch(line.value.strip()) is not None


def is_utc(text: str) -> bool:
    return text.strip().upper().endswith("Z")


def in_utc(moment: datetime, zone: tzinfo) -> datetime:
    """A time on the wall in `zone`, in UTC. One the clocks skip is read as before the change, as RFC 5545 says."""
    return moment.replace(tzinfo=zone).astimezone(UTC)


def length(text: str) -> tuple[timedelta, timedelta]:
    """A DURATION as whole days and the time beyond them. ValueError where it is none."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None or found[1] == "-":
        raise ValueError(text)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    return timedelta(days=7 * weeks + days), timedelta(hours=hours, minutes=minutes, seconds=seconds)


def stamp(moment: datetime) -> str:
    """`20260301T090000Z`."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
