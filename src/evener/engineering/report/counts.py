"""How requests were answered and where the hours went, over the deals a viewer may see.

Per team (whose deal it is), per kind, and per person (who did it, or who answered where nobody did). Nobody is watched:
people see themselves, and leaders those they lead; that is a condition of the query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from evener.capacity.rules import expected_minutes
from evener.deals.rules import Outcome
from evener.engineering.models import LoggedTime, Request, RequestKind
from evener.engineering.report.seconds import Seconds
from evener.engineering.rules import (
    ANSWER_WITHIN,
    RequestState,
    Way,
    median,
    turnaround_hours,
    way_of,
)
from evener.people.models import Team, User
from evener.people.rules import Role, Viewer

PERIODS = (30, 90, 365)
USUAL_PERIOD = 90
# Under so many requests a rate says nothing, and says too much about one person.
FEWEST = 5
# Of so many newest requests of the period at most.
MOST = 50_000


@dataclass(frozen=True, slots=True)
class Share:
    """A count of a whole; `value` is None where the whole is too small for a rate."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        return self.count / self.of if self.of >= FEWEST else None


@dataclass(slots=True)
class Line:
    """The requests of one team, kind or person, or all of them. `id` is None for all, and for no team."""

    id: int | None
    name: str
    asked: int = 0
    answered: int = 0
    # Whose day to be answered is over, or who were answered: what a share of answers in time is of.
    due: int = 0
    in_time: int = 0
    ways: dict[Way, int] = field(default_factory=lambda: dict.fromkeys(Way, 0))
    minutes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    # Of the requests that took time: how many, and how many of them with time somebody wrote down.
    worked: int = 0
    logged: int = 0
    turnarounds: list[float] = field(default_factory=list)

    @property
    def median_hours(self) -> float | None:
        """Of the first answers, None of too few."""
        return median(self.turnarounds) if self.answered >= FEWEST else None

    @property
    def within_a_day(self) -> Share:
        return Share(self.in_time, self.due)

    def share(self, way: Way) -> Share:
        return Share(self.ways[way], self.asked)

    @property
    def total_minutes(self) -> int:
        return sum(self.minutes.values())


@dataclass(frozen=True, slots=True)
class Report:
    """`capped`: there were more requests than were looked at. People and teams without a request are left out."""

    since: datetime
    total: Line
    teams: list[Line]
    kinds: list[Line]
    people: list[Line]
    capped: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A request as it is counted; efforts in minutes."""

    kind: int
    team: int | None
    person: int | None
    outcome: Outcome
    way: Way
    seconds: int | None
    is_due: bool
    minutes: int
    logged: bool


def report(viewer: Viewer, *, at: datetime, days: int) -> Report:
    """The requests asked in the last `days` days. Six queries, however many there are."""
    since = at - timedelta(days=days)
    asked = Request.objects.visible_to(viewer).filter(asked_at__gte=since, asked_at__lte=at)
    rows = _rows(asked, at=at)
    shown = people_shown(viewer, [row.person for row in rows if row.person is not None])
    return Report(
        since=since,
        total=_lines([(None, row) for row in rows], {None: ""}).get(None, Line(None, "")),
        teams=_named(((row.team, row) for row in rows), {None: "", **_names(Team)}),
        kinds=_named(((row.kind, row) for row in rows), _names(RequestKind)),
        people=_named(((row.person, row) for row in rows if row.person in shown), shown),
        capped=len(rows) == MOST,
    )


def people_shown(viewer: Viewer, ids: Iterable[int]) -> dict[int | None, str]:
    """Names of those among `ids` whose lines this viewer may see: their own, and those of people they lead."""
    near = Q(id=viewer.id)
    if viewer.is_admin:
        near = Q()
    elif viewer.role == Role.LEADER and viewer.team_path:
        near |= Q(team__path__startswith=viewer.team_path)
    return dict(User.objects.filter(near, id__in=set(ids)).values_list("id", "name"))


def _names(model: type[Team] | type[RequestKind]) -> dict[int | None, str]:
    return dict(model._default_manager.values_list("pk", "name"))


def _rows(asked: QuerySet[Request, Any], *, at: datetime) -> list[_Row]:
    """Two queries: the requests, and the time that was written down on them."""
    columns = asked.order_by("-asked_at", "-id").annotate(
        worker=Coalesce("person_id", "answered_by_id"),
        seconds=Seconds(F("asked_at"), F("answered_at")),
        early=ExpressionWrapper(Q(asked_at__lte=at - ANSWER_WITHIN), output_field=BooleanField()),
    )
    found = columns.values_list(
        "id", "kind_id", "deal__team_id", "worker", "deal__outcome", "state", "seconds", "early", "low_minutes",
        "likely_minutes", "high_minutes", "offer_minutes",
    )[:MOST]  # fmt: skip
    written = LoggedTime.objects.filter(request_id__in=asked.order_by().values("id")).order_by()
    logged = dict(written.values_list("request_id").annotate(minutes=Sum("minutes")))
    return [_row(values, logged) for values in found]


TOOK = frozenset({RequestState.ACCEPTED, RequestState.DONE})


def _row(values: tuple[Any, ...], logged: Mapping[int, int]) -> _Row:
    id, kind, team, worker, outcome, state, seconds, early, low, likely, high, offered = values
    state = RequestState(state)
    minutes = logged.get(id, expected_minutes(low, likely, high) if state in TOOK else 0)
    is_due = seconds is not None or (early and state is not RequestState.WITHDRAWN)
    way = way_of(state, likely=likely, offered=offered)
    return _Row(kind, team, worker, Outcome(outcome), way, seconds, is_due, minutes, id in logged)


def _lines(rows: Iterable[tuple[int | None, _Row]], names: Mapping[int | None, str]) -> dict[int | None, Line]:
    lines: dict[int | None, Line] = {}
    limit = ANSWER_WITHIN.total_seconds()
    for key, row in rows:
        line = lines.get(key) or lines.setdefault(key, Line(key, names.get(key, "")))
        line.asked += 1
        line.ways[row.way] += 1
        line.due += row.is_due
        if row.seconds is not None:
            line.answered += 1
            line.in_time += row.seconds <= limit
            line.turnarounds.append(turnaround_hours(row.seconds))
        if row.minutes:
            line.minutes[row.outcome] += row.minutes
            line.worked += 1
            line.logged += row.logged
    return lines


def _named(rows: Iterable[tuple[int | None, _Row]], names: Mapping[int | None, str]) -> list[Line]:
    """Lines with the most requests first."""
    return sorted(_lines(rows, names).values(), key=lambda line: (-line.asked, line.name))
