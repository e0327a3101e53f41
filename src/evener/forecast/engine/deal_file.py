"""Reading a file of deals: one row per deal, columns id, created, closed, outcome and any others, which are features.

And a file of events (id, at, field, value): what a field was from when on. What is written at the end of a deal or
later was not known before, and is left out.
"""

from __future__ import annotations

import csv
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TextIO

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evener.forecast.engine.deals import OPEN, OUTCOMES, Column, Deals, Events, Floats, worded
from evener.forecast.rules.backtests import Odd
from evener.problems import LeftOut, Refused

SEPARATORS = ",;\t|"  # of values; the first one wins where a header has as many of two
NEEDED = ("id", "created", "closed", "outcome")
EVENT_COLUMNS = ("id", "at", "field", "value")
UNDATED = ("id", "outcome")
SAME = {
    "no decision": "no_decision", "nodecision": "no_decision", "no-decision": "no_decision",
    "closed won": "won", "closed lost": "lost", "open": "",
}  # fmt: skip
AS_NUMBER = 0.95  # of the filled values of a column, how many must be numbers for it to be one
DISTINCT = 3  # different numbers at least
NAMED = 10  # columns named of a file that lacks some, and how much of each
LONGEST_NAME = 40


@dataclass(slots=True)
class DealFile:
    """The deals of a file, in its order; `dirt` counts what was odd but used (`rules.backtests.Odd`)."""

    deals: Deals
    left_out: list[LeftOut] = field(default_factory=list)
    dirt: dict[str, int] = field(default_factory=dict)


def read(text: TextIO, *, dated: bool = True) -> DealFile:
    """`dated` False: a file without days, of finished deals only."""
    rows = _rows(text, NEEDED if dated else UNDATED)
    kept: list[dict[str, str]] = []
    days: list[tuple[float, float]] = []
    left_out: list[LeftOut] = []
    dirt: dict[str, int] = {}
    seen: set[str] = set()
    for line, row in rows:
        reason, day, odd = _checked(row, seen, dated=dated)
        if reason:
            left_out.append(LeftOut(line, row["id"], reason))
            continue
        seen.add(row["id"])
        if odd:
            dirt[odd] = dirt.get(odd, 0) + 1
        kept.append(row)
        days.append(day)
    if not kept:
        told = f" {left_out[0]}" if left_out else ""
        raise Refused(_("No row of the file can be used.") + told)
    return DealFile(_deals(kept, days, dated=dated), left_out, dirt)


def check_head(text: TextIO, *, dated: bool = True, history: bool = False) -> None:
    """Refuses what cannot be read at all, before anybody waits for it."""
    for _row in _rows(text, EVENT_COLUMNS if history else NEEDED if dated else UNDATED):
        return
    if not history:
        raise Refused(_("The file has a header and no rows. It needs one row for each deal."))


def _rows(text: TextIO, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    reader, head = _head(text)
    head = _known(head, needed)
    missing = [name for name in needed if name not in head]
    if missing:
        raise Refused(_without(missing, needed, head))
    twice = sorted({name for name in head if head.count(name) > 1})
    if twice:
        said = _("The column %(column)s stands in the file twice. Give each column a name of its own.")
        raise Refused(said % {"column": twice[0]})
    try:
        for row in reader:
            if any("\0" in value for value in row):
                raise csv.Error
            if any(value.strip() for value in row):
                filled = [value.strip() for value in row] + [""] * (len(head) - len(row))
                yield reader.line_num, dict(zip(head, filled, strict=False))
    except (csv.Error, UnicodeDecodeError) as problem:
        said = _("Line %(line)d of the file cannot be read as CSV in UTF-8.")
        raise Refused(said % {"line": reader.line_num}) from problem


def _head(text: TextIO) -> tuple[Any, list[str]]:
    """The rows below the header, and its names. What separates them is what the header has most of."""
    try:
        first = text.readline()
        if "\0" in first:
            raise csv.Error
        separator = max(SEPARATORS, key=first.count)
        reader = csv.reader(itertools.chain([first], text), delimiter=separator)
        head = [name.strip() for name in next(reader, [])]
    except (csv.Error, UnicodeDecodeError) as problem:
        raise Refused(_("The file is not a CSV file in UTF-8. Save it as one.")) from problem
    if head:
        head[0] = head[0].lstrip("\ufeff")
    return reader, head


def _known(head: Sequence[str], needed: Sequence[str]) -> list[str]:
    """`ID` is `id`, unless there is an `id` too."""
    return [low if (low := name.lower()) in needed and low not in head else name for name in head]


def _without(missing: Sequence[str], needed: Sequence[str], head: Sequence[str]) -> str:
    shown = [name[:LONGEST_NAME] for name in head if name]
    there = ", ".join(shown[:NAMED]) or _("none")
    if len(shown) > NAMED:
        there = _("%(names)s and %(more)d more") % {"names": there, "more": len(shown) - NAMED}
    text = ngettext(
        "The file has no column %(missing)s. It needs %(needed)s; it has %(there)s. Rename its columns in the first"
        " line.",
        "The file has no columns %(missing)s. It needs %(needed)s; it has %(there)s. Rename its columns in the first"
        " line.",
        len(missing),
    )
    return text % {"missing": ", ".join(missing), "needed": ", ".join(needed), "there": there}


def _checked(row: Mapping[str, str], seen: set[str], *, dated: bool) -> tuple[str, tuple[float, float], str]:
    """Why the row cannot be used, its days, and what is odd about it."""
    nothing = (0.0, math.inf)
    if not row["id"]:
        return _("it has no id."), nothing, ""
    if row["id"] in seen:
        return _("the id %(id)s stands there a second time.") % {"id": row["id"]}, nothing, ""
    outcome = SAME.get(row["outcome"].lower(), row["outcome"].lower())
    if outcome and outcome not in OUTCOMES:
        text = _("the outcome %(outcome)r is none of won, lost, no_decision or empty.")
        return text % {"outcome": row["outcome"]}, nothing, ""
    if not dated:
        return ("", nothing, "") if outcome else (_("it has not ended."), nothing, "")
    created, closed = moment(row["created"]), moment(row["closed"]) if row["closed"] else math.inf
    if created is None:
        return _("created %(day)r is no day like 2026-03-31.") % {"day": row["created"]}, nothing, ""
    if closed is None:
        return _("closed %(day)r is no day like 2026-03-31.") % {"day": row["closed"]}, nothing, ""
    if outcome and math.isinf(closed):
        return _("it has an outcome but no day on which it was closed."), nothing, ""
    if not outcome:
        return "", (created, math.inf), "" if math.isinf(closed) else Odd.NO_OUTCOME.value
    if closed < created and closed == math.floor(created):
        closed = created  # created at an instant, closed on that day
    if closed < created:
        return _("it was closed before it was created."), nothing, ""
    return "", (created, closed), ""


def moment(text: str) -> float | None:
    """A day or an instant as a number: the day's ordinal, and the part of it that has gone. None: it is neither."""
    try:
        if len(text) == 10:
            return float(date.fromisoformat(text).toordinal())
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.toordinal() + (at.hour * 3600 + at.minute * 60 + at.second) / 86_400


def _deals(rows: Sequence[Mapping[str, str]], days: Sequence[tuple[float, float]], *, dated: bool) -> Deals:
    special = set(NEEDED if dated else UNDATED)
    features = {name: column([row.get(name, "") for row in rows]) for name in rows[0] if name not in special}
    ended = [SAME.get(row["outcome"].lower(), row["outcome"].lower()) for row in rows]
    return Deals(
        ids=np.array([row["id"] for row in rows], dtype=object),
        created=np.array([day[0] for day in days]),
        closed=np.array([day[1] for day in days]),
        outcome=np.array([OUTCOMES.index(each) if each else OPEN for each in ended]),
        features=features,
    )


def column(texts: Sequence[str]) -> Column:
    """Numbers where nearly all that is filled is one; else words. Days count as numbers: ordinals, and are marked."""
    for read_one in (_number, moment):
        values = [read_one(text) if text else math.nan for text in texts]
        filled = sum(1 for text in texts if text)
        good = sum(1 for value in values if value is not None and not math.isnan(value))
        if filled and good >= AS_NUMBER * filled and len({*values} - {None}) > DISTINCT:
            numbers = np.array([math.nan if value is None else value for value in values])
            return Column(numbers, days=read_one is moment)
    return worded(texts)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def read_history(text: TextIO, deals: Deals) -> tuple[dict[str, Events], int]:
    """Per field what happened to it, and how many events belong to no deal of the file or have no day."""
    number = {id: place for place, id in enumerate(deals.ids)}
    found: dict[str, list[tuple[int, float, str]]] = {}
    unused = 0
    for _line, row in _rows(text, EVENT_COLUMNS):
        place, at = number.get(row["id"]), moment(row["at"])
        if place is None or at is None or not row["field"]:
            unused += 1
        elif at < deals.closed[place]:
            found.setdefault(row["field"], []).append((place, at, row["value"]))
    return {name: _events(rows) for name, rows in found.items()}, unused


def _events(rows: list[tuple[int, float, str]]) -> Events:
    rows.sort(key=lambda row: (row[0], row[1]))
    at: Floats = np.array([row[1] for row in rows])
    return Events(np.array([row[0] for row in rows]), at, column([row[2] for row in rows]))
