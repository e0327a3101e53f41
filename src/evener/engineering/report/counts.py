"""How requests were answered and where the hours went, over the deals a viewer may see.

Per team (whose deal it is), per kind, and per person (who did it, or who answered where nobody did). Nobody is watched:
people see themselves, and leaders those they lead; that is a condition of the query.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
LIMIT = int(ANSWER_WITHIN.total_seconds())
# How a request is counted: its way, its deal's outcome, seconds to the first answer, whether that was due, minutes, and
# whether somebody wrote them down.
_Row = tuple[Way, Outcome, int | None, bool, int, bool]


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
    # From the question to the first answer.
    seconds: list[int] = field(default_factory=list)

    def add(self, row: _Row) -> None:
        way, outcome, seconds, due, minutes, logged = row
        self.asked += 1
        self.ways[way] += 1
        self.due += due
        if seconds is not None:
            self.answered += 1
            self.in_time += seconds <= LIMIT
            self.seconds.append(seconds)
        if minutes:
            self.minutes[outcome] += minutes
            self.worked += 1
            self.logged += logged

    @property
    def median_hours(self) -> float | None:
        """Of the first answers, None of too few."""
        return turnaround_hours(median(self.seconds) or 0) if self.answered >= FEWEST else None

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


def report(viewer: Viewer, *, at: datetime, days: int) -> Report:
    """The requests asked in the last `days` days. Five queries, however many there are."""
    since = at - timedelta(days=days)
    asked = Request.objects.visible_to(viewer).filter(asked_at__gte=since, asked_at__lte=at)
    total, by_kind, by_team, by_person = Line(None, ""), _Lines(_names(RequestKind)), _Lines(_names(Team)), _Lines()
    shown = people_shown(viewer)
    for kind, team, person, row in _rows(asked, at=at):
        total.add(row)
        by_kind.line(kind).add(row)
        by_team.line(team).add(row)
        if person in shown:
            by_person.line(person).add(row)
    by_person.names = shown
    return Report(since, total, by_team.named(), by_kind.named(), by_person.named(), capped=total.asked == MOST)


class _Lines:
    """Lines by the id of what they are of."""

    def __init__(self, names: Mapping[int, str] | None = None) -> None:
        self.names: Mapping[int, str] = names or {}
        self._lines: dict[int | None, Line] = {}

    def line(self, id: int | None) -> Line:
        found = self._lines.get(id)
        if found is None:
            found = self._lines[id] = Line(id, "")
        return found

    def named(self) -> list[Line]:
        """The most requests first."""
        for line in self._lines.values():
            line.name = self.names.get(line.id or 0, "")
        return sorted(self._lines.values(), key=lambda line: (-line.asked, line.name))


def people_shown(viewer: Viewer) -> dict[int, str]:
    """Whose lines this viewer may see, by id: their own, and those of people they lead."""
    near = Q(id=viewer.id)
    if viewer.is_admin:
        near = Q()
    elif viewer.role == Role.LEADER and viewer.team_path:
        near |= Q(team__path__startswith=viewer.team_path)
    return dict(User.objects.filter(near).values_list("id", "name"))


def _names(model: type[Team] | type[RequestKind]) -> dict[int, str]:
    return dict(model._default_manager.values_list("pk", "name"))


# What the text of a column stands for: looked up, as making 20,000 enums of texts takes longer than counting them.
STATES = {state.value: state for state in RequestState}
OUTCOMES = {outcome.value: outcome for outcome in Outcome}
TOOK = frozenset({RequestState.ACCEPTED, RequestState.DONE})


def _rows(asked: QuerySet[Request, Any], *, at: datetime) -> Iterator[tuple[int, int | None, int | None, _Row]]:
    """Kind, team, person and what is counted. Two queries: the requests, and the time written down on them."""
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
    for id, kind, team, worker, outcome, name, seconds, early, low, likely, high, offered in found:
        state = STATES[name]
        minutes = logged.get(id)
        is_logged = minutes is not None
        if minutes is None:
            minutes = expected_minutes(low, likely, high) if state in TOOK else 0
        due = seconds is not None or (bool(early) and state is not RequestState.WITHDRAWN)
        way = way_of(state, likely=likely, offered=offered)
        yield kind, team, worker, (way, OUTCOMES[outcome], seconds, due, minutes, is_logged)
