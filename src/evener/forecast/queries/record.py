"""How forecasts did: of everything and of each team for everyone, of a person for that person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from evener.deals.rules import Basis
from evener.forecast.models import Forecast, Mark, RecordLine
from evener.forecast.queries import newest
from evener.forecast.rules.record import BY, WATCHED, Marked, Record, added, since, summed
from evener.forecast.rules.words import Of
from evener.people.models import Team
from evener.people.rules import Viewer

CHUNK = 2_000
MODELLED = (Basis.LEARNT, Basis.LEVEL)


@dataclass(frozen=True, slots=True)
class Told:
    """By what it is of, and of everything by the month the forecasts were given in."""

    of: dict[tuple[str, int], Record]
    by_month: dict[date, Record]


def trusted(today: date) -> bool:
    """Whether the model did no worse than the base rate in its newest marks."""
    rows = Mark.objects.filter(
        of=Of.ALL, of_id=0, days=BY, forecast__basis__in=MODELLED,
        forecast__as_of__gte=today - timedelta(days=BY + WATCHED),
    )  # fmt: skip
    found = added(list(rows.values_list("deals", "figures")))
    return found is None or not found.worse


def record(viewer: Viewer, *, days: int, today: date) -> Told:
    """The marks of a year at that horizon, as far as the viewer may see. One statement where they are added up."""
    seen = Q(of__in=(Of.ALL, Of.TEAM)) | Q(of=Of.OWNER, of_id=viewer.id)
    lines = RecordLine.objects.filter(seen, days=days).values_list("of", "of_id", "deals", "figures", "months")
    found = {(of, of_id): (deals, figures, months) for of, of_id, deals, figures, months in lines}
    if not found:
        marks = Mark.objects.filter(seen, days=days, forecast__as_of__gte=since(today, days=days))
        found = {(of, of_id): (*marked, months) for of, of_id, marked, months in by_slice(marks)}
    of = {key: told for key, (deals, figures, _) in found.items() if (told := added([(deals, figures)])) is not None}
    _, _, months = found.get((Of.ALL, 0), (0, {}, []))
    by_month = {date.fromisoformat(day): added([(deals, figures)]) for day, deals, figures in months}
    return Told(of, {month: told for month, told in by_month.items() if told is not None})


def by_slice(marks: QuerySet[Mark, Any]) -> Iterator[tuple[str, int, Marked, list[list[Any]]]]:
    """What each slice's marks are together, and by month, those of everything."""
    rows = marks.order_by("of", "of_id").values_list("of", "of_id", "forecast__as_of", "deals", "figures")
    for (of, of_id), each in groupby(rows.iterator(CHUNK), key=lambda row: row[:2]):
        given = [(as_of, (deals, figures)) for _, _, as_of, deals, figures in each]
        whole = summed([marked for _, marked in given])
        if whole is not None:
            yield of, of_id, whole, _months(given) if of == Of.ALL else []


def _months(given: Iterable[tuple[date, Marked]]) -> list[list[Any]]:
    """By the month the forecasts were given in."""
    found: dict[date, list[Marked]] = {}
    for as_of, marked in given:
        found.setdefault(as_of.replace(day=1), []).append(marked)
    sums = ((month, summed(marks)) for month, marks in sorted(found.items()))
    return [[month.isoformat(), *told] for month, told in sums if told is not None]


def first_due(*, days: int, today: date) -> date | None:
    """When the first forecast of the year can be held against what happened; None: there is none."""
    given = Forecast.objects.filter(is_ready=True, as_of__gte=since(today, days=days)).order_by("as_of")
    first = given.values_list("as_of", flat=True).first()
    return first + timedelta(days=days) if first else None


def replaced() -> bool:
    """Whether the base rate stands in for the model in the newest forecast."""
    found = newest()
    return found is not None and found.basis == Basis.BASE_RATE


def team_names() -> dict[int, str]:
    return dict(Team.objects.values_list("id", "name"))
