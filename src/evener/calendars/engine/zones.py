"""Which time zone a file means: by its usual name, by Windows' name, or as the file itself defines it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from evener.calendars.engine.lines import Block, decoded, read_line
from evener.calendars.engine.moments import naive
from evener.calendars.engine.repeats import BadRule, Budget, Exhausted, occurrences, parse

_NAME = re.compile(r"[A-Za-z0-9_+/-]{1,60}")
_OFFSET = re.compile(r"\(?(?:UTC|GMT|Z)?\s*([+-])(\d{1,2}):?([0-5]\d)?\b(.*)", re.ASCII)
_SHIFT = re.compile(r"([+-])(\d{2}):?(\d{2})(?::?\d{2})?", re.ASCII)
# Nobody's meetings are older, and Windows writes 1601 where a zone never changed.
EARLIEST = datetime(1970, 1, 1)
OBSERVANCES = 100
ZONES = 200


class Defined(tzinfo):
    """A zone as a file defines it: from each moment on the wall on, so far from UTC."""

    def __init__(self, name: str, onsets: Sequence[tuple[datetime, timedelta]], before: timedelta) -> None:
        self.name = name
        self.before = before
        self.moments = [moment for moment, _shift in onsets]
        self.shifts = [shift for _moment, shift in onsets]

    def utcoffset(self, at: datetime | None) -> timedelta:
        place = bisect_right(self.moments, at.replace(tzinfo=None)) if at is not None else 0
        return self.shifts[place - 1] if place else self.before

    def dst(self, at: datetime | None) -> timedelta:
        return timedelta()

    def tzname(self, at: datetime | None) -> str:
        return self.name

    def fromutc(self, at: datetime) -> datetime:
        guess = at + self.utcoffset(at)
        return at + self.utcoffset(guess)


@lru_cache(maxsize=512)
def known(name: str) -> tzinfo | None:
    """The zone of a name that needs no definition; None for any other."""
    name = name.strip().strip('"')
    if name.upper() in ("UTC", "GMT", "Z", "ETC/UTC", "TZONE://MICROSOFT/UTC"):
        return UTC
    name = WINDOWS_TO_OLSON.get(name, name)
    parts = name.strip("/").split("/")
    # Some programs put a sign of their own before the name: /example.org/20250101_1/Europe/Berlin.
    starts = range(len(parts)) if name.startswith("/") else range(1)
    return next((zone for n in starts if (zone := _by_name("/".join(parts[n:]))) is not None), None)


def _by_name(name: str) -> tzinfo | None:
    if not _NAME.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def by_offset(name: str) -> tzinfo | None:
    """`GMT+0100`, `(UTC-05:00) Eastern Time (US & Canada)`: the zone of a place it names, else just what it says."""
    found = _OFFSET.fullmatch(name.strip())
    if found is None or int(found[2]) > 14:
        return None
    shift = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    shift = -shift if found[1] == "-" else shift
    return _of_place(found[4], shift) or timezone(shift)


def _of_place(text: str, shift: timedelta) -> tzinfo | None:
    """The zone of the first place in `text` whose clocks are `shift` from UTC for part of the year.

    The offset alone knows of no summer time, and would be an hour off for half the year.
    """
    zones = _places()
    for place in re.split(r"[,()]", text.casefold()):
        zone = _by_name(zones.get(place.strip(), ""))
        if zone is not None and shift in {zone.utcoffset(datetime(2026, month, 1)) for month in (1, 7)}:
            return zone
    return None


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    """Zones by the place in their name: `new york` → `America/New_York`."""
    # The later of two wins: Europe's cities after America's of the same name.
    named = {name.rpartition("/")[2].replace("_", " ").casefold(): name for name in sorted(available_timezones())}
    return named | {
        "eastern time": "America/New_York", "central time": "America/Chicago", "mountain time": "America/Denver",
        "pacific time": "America/Los_Angeles",
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Zones:
    """The zones of one file. `usual` is that of times without one."""

    defined: Mapping[str, tzinfo]
    usual: tzinfo

    def find(self, name: str) -> tzinfo | None:
        return known(name) or self.defined.get(name) or by_offset(name)


def defined(block: Block, *, until: datetime, budget: Budget) -> tuple[str, tzinfo] | None:
    """A VTIMEZONE as a zone, with its name; None where it cannot be followed. `until` is naive."""
    name, onsets, before = "", [], None
    try:
        for part in _parts(block):
            name = part.get("TZID", name)
            if "TZOFFSETTO" in part:
                begin, shift = naive(part.get("DTSTART", "")), _shift(part["TZOFFSETTO"])
                onsets += [(moment, shift) for moment in _onsets(part, begin, until, budget)]
                earlier = (begin, _shift(part.get("TZOFFSETFROM", part["TZOFFSETTO"])))
                before = min(before, earlier) if before else earlier
    except (ValueError, BadRule, Exhausted, OverflowError):
        return None
    if not name or before is None:
        return None
    return name, Defined(name, sorted(onsets), before[1])


def _parts(block: Block) -> Iterator[dict[str, str]]:
    """The zone's own properties, then those of each of its observances. Of a repeated one the values are joined."""
    found: list[dict[str, str]] = [{}]
    for text in decoded(block.raw).split("\n"):
        line = read_line(text)
        if line is None:
            continue
        if line.name == "BEGIN":
            found.append({})
        elif line.name == "RDATE" and "RDATE" in found[-1]:
            found[-1]["RDATE"] += "," + line.value
        elif line.name != "END":
            found[-1][line.name] = line.text if line.name == "TZID" else line.value.strip()
        if len(found) > OBSERVANCES:
            break
    yield from found


def _onsets(part: Mapping[str, str], begin: datetime, until: datetime, budget: Budget) -> Iterator[datetime]:
    yield begin
    if "RRULE" in part:
        rule = parse(part["RRULE"])
        ends = naive(rule.until) + _shift(part["TZOFFSETTO"]) if rule.until else None
        start = begin.replace(year=max(begin.year, EARLIEST.year)) if rule.frequency == "YEARLY" else begin
        yield from occurrences(rule, start=start, first=EARLIEST, last=until, until=ends, budget=budget)
    for text in filter(None, part.get("RDATE", "").split(",")):
        budget.spend()
        yield naive(text)


def _shift(text: str) -> timedelta:
    found = _SHIFT.fullmatch(text.strip())
    if found is None or int(found[2]) > 15:
        raise ValueError(text)
    shift = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -shift if found[1] == "-" else shift
