"""Reading a file of estimates and actuals: columns id, started, estimate_hours, actual_hours and, if there, group."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np

from evener.capacity.engine.backtest import Tasks
from evener.capacity.engine.faults import MOST_HOURS
from evener.problems import LeftOut, Refused

NEEDED = ("id", "started", "estimate_hours", "actual_hours")
LEAST = 40
# How many rows a refusal names.
NAMED = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One finished task."""

    id: str
    started: date
    estimate: float
    actual: float
    group: str = ""


@dataclass(frozen=True, slots=True)
class TaskFile:
    """Rows in order of their start; `moved`: how many were not in that order."""

    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    moved: int = 0

    def tasks(self) -> Tasks:
        return tasks_of(self.rows)


def tasks_of(rows: Sequence[Row]) -> Tasks:
    groups = tuple(row.group for row in rows)
    return Tasks(
        estimates=np.array([row.estimate for row in rows]),
        actuals=np.array([row.actual for row in rows]),
        groups=groups if any(groups) else (),
    )


def read(content: bytes, *, name: str, least: int = LEAST) -> TaskFile:
    """The tasks in `content`. Rows that cannot be used are left out and named; a file that cannot is `Refused`."""
    found: list[Row] = []
    left_out: list[LeftOut] = []
    seen: set[str] = set()
    for line, values in _lines(_text(content, name), name):
        try:
            row = _row(values)
            if row.id in seen:
                raise ValueError(f"the id “{row.id}” was there before.")
        except ValueError as error:
            left_out.append(LeftOut(line, values.get("id", ""), str(error)))
            continue
        seen.add(row.id)
        found.append(row)
    if len(found) < least:
        raise Refused(
            f"{name} has {len(found)} tasks that can be used; at least {least} are needed.",
            reasons=[str(each) for each in left_out[:NAMED]],
        )
    ordered = sorted(found, key=lambda row: row.started)
    moved = sum(1 for before, after in pairwise(found) if after.started < before.started)
    return TaskFile(tuple(ordered), tuple(left_out), moved)


def known_before(history: TaskFile, tasks: TaskFile) -> TaskFile:
    """Of a history, what was known when `tasks` began: none of the same tasks, none that started later."""
    ids, first = {row.id for row in tasks.rows}, tasks.rows[0].started
    kept, left_out = [], list(history.left_out)
    for row in history.rows:
        if row.id in ids:
            left_out.append(LeftOut(0, row.id, f"the task “{row.id}” is also in the file that is tested."))
        elif row.started > first:
            left_out.append(LeftOut(0, row.id, f"the task “{row.id}” started after the tested ones begin."))
        else:
            kept.append(row)
    return replace(history, rows=tuple(kept), left_out=tuple(left_out))


def _text(content: bytes, name: str) -> str:
    if content.startswith(b"PK"):
        raise Refused(f"{name} is a spreadsheet or an archive. Save it as CSV and try again.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{name} is no text in UTF-8. Save it as CSV in UTF-8 and try again.") from error
    if "\0" in text:
        raise Refused(f"{name} is no text file. Give a CSV file.")
    if not text.strip():
        raise Refused(f"{name} is empty. It needs the columns {', '.join(NEEDED)}.")
    return text


def _lines(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and values by column name of each row that is not blank."""
    first = next(line for line in text.splitlines() if line.strip())
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    try:
        for values in reader:
            if not any(value.strip() for value in values):
                continue
            if header:
                yield reader.line_num, dict(zip(header, (value.strip() for value in values), strict=False))
            else:
                header = _header(values, name)
    except csv.Error as error:
        raise Refused(f"{name} cannot be read as CSV from line {reader.line_num} on: {error}.") from error


def _header(values: Sequence[str], name: str) -> list[str]:
    header = [value.strip().lower() for value in values]
    missing = [column for column in NEEDED if column not in header]
    if missing:
        raise Refused(
            f"{name} has no column {', '.join(missing)}. Its first line must name the columns {', '.join(NEEDED)}"
            " and, if there is one, group."
        )
    twice = [column for column in (*NEEDED, "group") if header.count(column) > 1]
    if twice:
        raise Refused(f"{name} has the column {twice[0]} twice. Rename one of them.")
    return header


def _row(values: dict[str, str]) -> Row:
    """Raises ValueError with the reason."""
    if not values["id"]:
        raise ValueError("it has no id.")
    try:
        started = date.fromisoformat(values.get("started", "")[:10])
    except ValueError:
        raise ValueError(f"started “{values.get('started', '')}” is no date like 2026-03-01.") from None
    estimate, actual = (_hours(values, column) for column in ("estimate_hours", "actual_hours"))
    return Row(values["id"], started, estimate, actual, values.get("group", ""))


def _hours(values: dict[str, str], column: str) -> float:
    text = values.get(column, "")
    if not text:
        raise ValueError(f"{column} is missing.")
    try:
        hours = float(text)
    except ValueError:
        raise ValueError(f"{column} “{text}” is no number like 7.5.") from None
    if not math.isfinite(hours) or not 0 < hours <= MOST_HOURS:
        raise ValueError(f"{column} is {text}; hours must be above 0 and at most {MOST_HOURS:,.0f}.")
    return hours
