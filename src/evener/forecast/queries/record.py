"""How forecasts did: of everything and of each team for everyone, of a person for that person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Q

from evener.deals.rules import Basis
from evener.forecast.models import Forecast, Mark
from evener.forecast.queries import newest
from evener.forecast.rules.record import BY, WATCHED, Record, added
from evener.forecast.rules.words import Of
from evener.people.models import Team
from evener.people.rules import Viewer

Key = TypeVar("Key")
MODELLED = (Basis.LEARNT, Basis.LEVEL)


def trusted(today: date) -> bool:
    """Whether the model did no worse than the base rate in its newest marks."""
    rows = Mark.objects.filter(
        of=Of.ALL, of_id=0, days=BY, forecast__basis__in=MODELLED,
        forecast__as_of__gte=today - timedelta(days=BY + WATCHED),
    )  # fmt: skip
    found = added(list(rows.values_list("deals", "figures")))
    return found is None or not found.worse


def record(viewer: Viewer, *, days: int, since: date) -> dict[tuple[str, int], Record]:
    """By what it is of: the marks at that horizon of forecasts given from `since` on, as far as the viewer may see."""
    rows = Mark.objects.filter(Q(of__in=(Of.ALL, Of.TEAM)) | Q(of=Of.OWNER, of_id=viewer.id))
    found: dict[tuple[str, int], list[tuple[int, Any]]] = {}
    told = rows.filter(days=days, forecast__as_of__gte=since).values_list("of", "of_id", "deals", "figures")
    for of, of_id, deals, figures in told:
        found.setdefault((of, of_id), []).append((deals, figures))
    return _added(found.items())


def first_due(*, days: int, since: date) -> date | None:
    """When the first forecast given from `since` on can be held against what happened; None: there is none."""
    given = Forecast.objects.filter(is_ready=True, as_of__gte=since).order_by("as_of")
    first = given.values_list("as_of", flat=True).first()
    return first + timedelta(days=days) if first else None


def replaced() -> bool:
    """Whether the base rate stands in for the model in the newest forecast."""
    found = newest()
    return found is not None and found.basis == Basis.BASE_RATE


def by_month(*, days: int, since: date) -> dict[date, Record]:
    """Of everything, by the month the forecasts were given in."""
    rows = Mark.objects.filter(of=Of.ALL, of_id=0, days=days, forecast__as_of__gte=since)
    found: dict[date, list[tuple[int, Any]]] = {}
    for as_of, deals, figures in rows.values_list("forecast__as_of", "deals", "figures"):
        found.setdefault(as_of.replace(day=1), []).append((deals, figures))
    return dict(sorted(_added(found.items()).items()))


def _added(found: Iterable[tuple[Key, list[tuple[int, Any]]]]) -> dict[Key, Record]:
    return {key: told for key, marks in found if (told := added(marks)) is not None}


def team_names() -> dict[int, str]:
    return dict(Team.objects.values_list("id", "name"))
