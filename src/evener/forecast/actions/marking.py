"""Scoring forecasts once their day has come: each at each fixed horizon, once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np
from django.db import transaction

from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.forecast.engine.deals import Ints
from evener.forecast.engine.marks import kinds_by, mark
from evener.forecast.engine.sheet import Sheet, unpack
from evener.forecast.loading.record import KINDS
from evener.forecast.models import Forecast, Mark, RecordLine
from evener.forecast.models import Sheet as SheetRow
from evener.forecast.queries.record import by_slice
from evener.forecast.rules.horizons import FIXED
from evener.forecast.rules.record import since
from evener.forecast.rules.words import Of
from evener.people.models import Team


def mark_due(*, today: date) -> int:
    """Score every horizon that has passed and has no mark; how many were. Then what pages tell is added up."""
    due = list(_due(today))
    if due:
        _score(due)
    if due or not RecordLine.objects.filter(on=today).exists():
        add_up(today=today)
    return sum(len(days) for _, days in due)


def add_up(*, today: date) -> None:
    """The marks of a year at each horizon, as the record tells them (`RecordLine`). One short transaction for each."""
    for days in FIXED:
        marks = Mark.objects.filter(days=days, forecast__as_of__gte=since(today, days=days))
        lines = [
            RecordLine(on=today, days=days, of=of, of_id=of_id, deals=deals, figures=figures, months=months)
            for of, of_id, (deals, figures), months in by_slice(marks)
        ]
        with transaction.atomic():
            RecordLine.objects.filter(days=days).delete()
            RecordLine.objects.bulk_create(lines, batch_size=500)


def _score(due: Sequence[tuple[Forecast, list[int]]]) -> None:
    closed = {
        id: (KINDS[Outcome(outcome)], float(on.toordinal()))
        for id, outcome, on in Deal.objects.exclude(outcome=Outcome.OPEN).values_list("id", "outcome", "closed_on")
        if on
    }
    paths = dict(Team.objects.values_list("id", "path"))
    for forecast, days in due:
        sheet = unpack(SheetRow.objects.get(forecast=forecast).packed)
        for number in days:
            marks = list(_marks(forecast, sheet, number, closed, paths))
            with transaction.atomic():
                Mark.objects.bulk_create(marks, ignore_conflicts=True)


def _due(today: date) -> Iterator[tuple[Forecast, list[int]]]:
    done: dict[int, set[int]] = {}
    for id, days in Mark.objects.filter(of=Of.ALL, of_id=0).values_list("forecast_id", "days"):
        done.setdefault(id, set()).add(days)
    oldest_open = Forecast.objects.filter(is_ready=True, as_of__lt=today - timedelta(days=min(FIXED)))
    for forecast in oldest_open.order_by("id"):
        passed = [days for days in FIXED if forecast.as_of + timedelta(days=days) < today]
        left = [days for days in passed if days not in done.get(forecast.pk, set())]
        if left:
            yield forecast, left


def _marks(
    forecast: Forecast, sheet: Sheet, days: int, closed: dict[int, tuple[int, float]], paths: dict[int, str]
) -> Iterator[Mark]:
    """Of everything, of each team with those below it, and of each person. Without confidential deals."""
    as_of = float(forecast.as_of.toordinal())
    column = int(np.searchsorted(sheet.days, days))
    kinds = kinds_by(sheet, closed, as_of + days)
    for of, of_id, rows in slices(sheet, paths):
        figures = mark(sheet, rows, column, kinds, as_of=as_of)
        yield Mark(forecast=forecast, days=days, of=of, of_id=of_id, deals=len(rows), figures=figures)


def slices(sheet: Sheet, paths: dict[int, str]) -> Iterator[tuple[Of, int, Ints]]:
    """What is scored apart, with the rows of each: all of it first, even where there is none."""
    seen = np.flatnonzero(~sheet.confidential)
    yield Of.ALL, 0, seen
    for team in sorted(paths):
        below = [id for id, path in paths.items() if path.startswith(paths[team])]
        rows = seen[np.isin(sheet.team[seen], below)]
        if len(rows):
            yield Of.TEAM, team, rows
    for owner in sorted(set(sheet.owner[seen].tolist()) - {0}):
        yield Of.OWNER, owner, seen[sheet.owner[seen] == owner]
