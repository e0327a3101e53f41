"""Dates as systems write them. Whether 03/04 is in March or April is decided for a whole column, never per cell. Pure.

Evidence is a part above 12: `25/03/2017` can only have the day first. A column without evidence follows the other
columns of its file (one system wrote them all); a file without any has the day first when its dates are written with
points, as in `03.04.2017`, and the month first otherwise, and the report says that it was a guess.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache

from babel.dates import get_month_names
from django.utils.translation import gettext_lazy as _

from evener.connect.cells import Cell, clean, is_nothing
from evener.connect.values.column import Unreadable

FIRST_YEAR, LAST_YEAR = 1950, 2100
_CLOCK = (
    r"(?:[T\s,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?\s*(?P<half>[AaPp][Mm])?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_NUMERIC = re.compile(r"(?P<a>\d{1,4})\s*(?P<sign>[./\-])\s*(?P<b>\d{1,2})\s*[./\-]\s*(?P<c>\d{1,4})\.?" + _CLOCK)
_DAY_NAME = r"(?:[^\W\d]{2,12}\.?,?\s+)??"
_MONTH_NAME = r"(?P<month>[^\W\d]{3,12})\.?"
_DAY_MONTH = re.compile(
    rf"{_DAY_NAME}(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s\-/]*{_MONTH_NAME}[\s\-/,']*(?P<year>\d{{2,4}}){_CLOCK}"
)
_MONTH_DAY = re.compile(
    rf"{_DAY_NAME}{_MONTH_NAME}[\s\-/]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[\s\-/]+(?P<year>\d{{4}}){_CLOCK}"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH = re.compile(r"\d{10}|\d{13}")
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da")
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_415  # 1950-01-01 and 2100-12-31 as spreadsheets count days


@dataclass(frozen=True, slots=True)
class Order:
    """How a column's numeric dates are read. `sure` is false when nothing in the file decides it.

    `against` counts dates that can only be read the other way: those are reported, not turned round.
    """

    day_first: bool
    sure: bool = True
    ambiguous: int = 0
    against: int = 0


@dataclass(slots=True)
class _Votes:
    day: int = 0
    month: int = 0
    either: int = 0
    points: int = 0


def decide(columns: Sequence[Iterable[Cell]], *, day_first: bool | None = None) -> list[Order]:
    """The order of each date column of one file. `day_first`: what a person said, which wins."""
    votes = [_count(cells) for cells in columns]
    day, month = sum(vote.day for vote in votes), sum(vote.month for vote in votes)
    points = sum(vote.points for vote in votes)
    orders = []
    for vote in votes:
        own = _majority(vote.day, vote.month)
        shared = _majority(day, month)
        if day_first is not None:
            chosen, sure = day_first, True
        elif own is not None or shared is not None:
            chosen, sure = own if own is not None else bool(shared), True
        else:
            chosen, sure = points > 0, not vote.either or vote.points == vote.either
        orders.append(Order(chosen, sure, vote.either, vote.month if chosen else vote.day))
    return orders


def _majority(day: int, month: int) -> bool | None:
    return None if day == month == 0 else day >= month


def _count(cells: Iterable[Cell]) -> _Votes:
    votes = _Votes()
    for cell, count in Counter(cells).items():
        if not isinstance(cell, str) or len(cell) < 5:
            continue
        match = _NUMERIC.fullmatch(cell.strip())
        if not match or len(match["a"]) > 2:
            continue
        first, second = int(match["a"]), int(match["b"])
        if first > 12 >= second:
            votes.day += count
        elif second > 12 >= first:
            votes.month += count
        elif first != second:
            votes.either += count
            votes.points += count * (match["sign"] == ".")
    return votes


def reader(*, day_first: bool, zone: tzinfo = UTC) -> Callable[[Cell], date | None]:
    """Reads one cell as a date; a moment with its own zone becomes the date it had in `zone`."""

    def read(cell: Cell) -> date | None:
        found = _read(cell, day_first=day_first, zone=zone)
        if found is not None and not FIRST_YEAR <= found.year <= LAST_YEAR:
            words = {"value": clean(cell), "first": FIRST_YEAR, "last": LAST_YEAR}
            raise Unreadable(_("“%(value)s” is not between the years %(first)s and %(last)s.") % words)
        return found

    return read


def _read(cell: Cell, *, day_first: bool, zone: tzinfo) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(str(int(cell)), cell)
    text = clean(cell)
    if is_nothing(text) or text.strip("0-/.: T") == "":
        return None
    numeric = _NUMERIC.fullmatch(text)
    if numeric:
        return _placed(*_sorted(numeric, day_first=day_first), clock=numeric, zone=zone, text=text)
    if text.isdigit() or _SERIAL.fullmatch(text):
        return _from_number(text, text)
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        named = pattern.fullmatch(text)
        month = _month(named["month"]) if named else None
        if named and month:
            return _placed(_year(named["year"]), month, int(named["day"]), clock=named, zone=zone, text=text)
    raise Unreadable(_("“%(value)s” is not a date. Write it like 2017-03-01.") % {"value": text})


def _sorted(match: re.Match[str], *, day_first: bool) -> tuple[int, int, int]:
    """Year, month and day of a numeric date: the year first when it has four digits."""
    a, b, c = match["a"], int(match["b"]), match["c"]
    if len(a) > 2:
        return int(a), b, int(c)
    if day_first:
        return _year(c), b, int(a)
    return _year(c), int(a), b


def _year(text: str) -> int:
    """Two digits: 69–99 are the last century's, as everywhere since POSIX."""
    year = int(text)
    if len(text) > 2:
        return year
    return year + (1900 if year >= 69 else 2000)


def _placed(year: int, month: int, day: int, *, clock: re.Match[str], zone: tzinfo, text: str) -> date:
    try:
        found = date(year, month, day)
        if clock["hour"] is None or clock["zone"] is None:
            return found
        hour = int(clock["hour"])
        if clock["half"]:
            hour = hour % 12 + (12 if clock["half"].lower() == "pm" else 0)
        moment = datetime(
            year, month, day, hour, int(clock["minute"]), int(clock["second"] or 0), tzinfo=_zone(clock["zone"])
        )
        return moment.astimezone(zone).date()
    except (ValueError, OverflowError) as error:
        raise Unreadable(_("“%(value)s” is not a date in the calendar.") % {"value": text}) from error


def _zone(text: str) -> tzinfo:
    if text[0] not in "+-":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _from_number(digits: str, cell: Cell) -> date:
    """A spreadsheet's day count, `20170301`, or seconds or milliseconds since 1970."""
    compact = _COMPACT.fullmatch(digits)
    try:
        if compact:
            return date(int(compact[1]), int(compact[2]), int(compact[3]))
        if _EPOCH.fullmatch(digits):
            return datetime.fromtimestamp(int(digits[:10]), UTC).date()
        days = int(float(digits))
        if _FIRST_SERIAL <= days <= _LAST_SERIAL:
            return date(1899, 12, 30) + timedelta(days=days)
    except (ValueError, OverflowError, OSError):
        pass
    raise Unreadable(_("“%(value)s” is not a date. Write it like 2017-03-01.") % {"value": clean(cell)})


@cache
def _months() -> dict[str, int]:
    """Month names and their short forms in the languages exports come in."""
    found: dict[str, int] = {"sept": 9}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, month in get_month_names(width, locale=language).items():
                found.setdefault(month.casefold().rstrip("."), number)
    return found


_ENGLISH = {
    name: number
    for number, whole in enumerate(
        (
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ),
        start=1,
    )
    for name in (whole, whole[:3])
}


def _month(text: str) -> int | None:
    key = text.casefold()
    return _ENGLISH.get(key) or _months().get(key)
