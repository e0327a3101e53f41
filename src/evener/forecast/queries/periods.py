"""Months and quarters that are over: what the first forecast in each said, what people committed to, and what came.

The range is of deals there on the day of the forecast, so it is held against those; a call is held against everything
that was won. Confidential deals are left out of both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.forecast.models import Call, Forecast, Line
from evener.forecast.rules.horizons import month_end
from evener.forecast.rules.reading import Range, Told, told
from evener.forecast.rules.sight import sight
from evener.forecast.rules.words import Of, Period
from evener.people.models import Team
from evener.people.rules import Viewer

YEAR = timedelta(days=366)
Key = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Won:
    """One deal that was won."""

    closed_on: date
    opened_on: date
    minor: int
    owner_id: int | None
    team_path: str


@dataclass(frozen=True, slots=True)
class Held:
    """A period's range as it was given on a day, with what was won then already, and what came of those deals."""

    kind: str
    begins: date
    given_on: date
    range: Range
    came_minor: int

    @property
    def inside(self) -> bool:
        return self.range.low <= self.came_minor <= self.range.high


@dataclass(frozen=True, slots=True)
class Called:
    """A call of a period that is over. `middle_minor`: what the forecast had said of the same, where it had."""

    kind: str
    begins: date
    team: str
    commit_minor: int
    best_minor: int
    won_minor: int
    middle_minor: int | None


@dataclass(frozen=True, slots=True)
class Over:
    held: list[Held]
    called: list[Called]


def over(viewer: Viewer, *, today: date, currency: str) -> Over:
    """Of the year past, the newest first. Five statements."""
    teams = {id: (name, path) for id, name, path in Team.objects.values_list("id", "name", "path")}
    firsts = _firsts(today)
    lines = _lines(viewer, firsts, currency)
    wins = _wins(today, currency)
    held = []
    for key, (forecast_id, as_of) in firsts.items():
        given = lines.get((forecast_id, Of.ALL, 0), {}).get(key)
        if given is not None and sight(viewer, Of.ALL, 0).may:
            there = (win for win in wins if win.opened_on <= as_of)
            held.append(Held(*key, as_of, _whole(given), _came(there, given.begins, given.ends)))
    calls = _calls(viewer, teams, today, currency)
    called = [_called(call, teams, wins, lines, firsts) for call in calls]
    return Over(sorted(held, key=lambda each: each.begins, reverse=True), called)


def _firsts(today: date) -> dict[Key, tuple[int, date]]:
    """The first forecast in each month and quarter that is over: its id and day."""
    found: dict[Key, tuple[int, date]] = {}
    rows = Forecast.objects.filter(is_ready=True, as_of__gte=today - YEAR, as_of__lt=today).order_by("as_of", "id")
    for id, as_of in rows.values_list("id", "as_of"):
        for kind in Period:
            begins = _begin(kind, as_of)
            if _end(kind, begins) < today:
                found.setdefault((kind, begins), (id, as_of))
    return found


def _begin(kind: str, day: date) -> date:
    month = day.month if kind == Period.MONTH else (day.month - 1) // 3 * 3 + 1
    return date(day.year, month, 1)


def _end(kind: str, begins: date) -> date:
    return month_end(begins, 2 if kind == Period.QUARTER else 0)


def _lines(
    viewer: Viewer, firsts: dict[Key, tuple[int, date]], currency: str
) -> dict[tuple[int, str, int], dict[Key, Told]]:  # fmt: skip
    mine = Q(of__in=(Of.ALL, Of.TEAM)) | Q(of=Of.OWNER, of_id=viewer.id)
    ids = {id for id, _ in firsts.values()}
    rows = Line.objects.filter(mine, forecast_id__in=ids, currency=currency, confidential=False)
    found = {}
    for forecast_id, of, of_id, figures in rows.values_list("forecast_id", "of", "of_id", "figures"):
        periods = [told(each) for each in figures["periods"]]
        found[forecast_id, of, of_id] = {(each.kind, each.begins): each for each in periods}
    return found


def _wins(today: date, currency: str) -> list[Won]:
    rows = Deal.objects.filter(
        outcome=Outcome.WON, closed_on__gte=today - YEAR - timedelta(days=92), currency=currency, confidential=False
    )
    columns = ("closed_on", "opened_on", "amount_minor", "owner_id", "team__path")
    return [
        Won(closed_on, opened_on, minor, owner_id, path or "")
        for closed_on, opened_on, minor, owner_id, path in rows.values_list(*columns)
        if closed_on is not None
    ]


def _whole(given: Told) -> Range:
    parts = (given.amount.low, given.amount.middle, given.amount.high, given.amount.mean)
    return Range(*(given.won_minor + part for part in parts))


def _came(wins: Iterable[Won], begins: date, ends: date) -> int:
    return sum(win.minor for win in wins if begins <= win.closed_on <= ends)


def _calls(viewer: Viewer, teams: dict[int, tuple[str, str]], today: date, currency: str) -> list[Call]:
    """The newest call of each period that is over: of teams the viewer may read of, and their own."""
    seen = [id for id, (_, path) in teams.items() if sight(viewer, Of.TEAM, id, path=path).may]
    rows = Call.objects.filter(
        Q(owner_id=viewer.id) | Q(team_id__in=seen), currency=currency, begins__gte=today - YEAR
    ).order_by("id")  # fmt: skip
    newest = {(call.owner_id, call.team_id, call.period, call.begins): call for call in rows}
    done = [call for call in newest.values() if _end(call.period, call.begins) < today]
    return sorted(done, key=lambda call: (call.begins, call.pk), reverse=True)


def _called(
    call: Call,
    teams: dict[int, tuple[str, str]],
    wins: list[Won],
    lines: dict[tuple[int, str, int], dict[Key, Told]],
    firsts: dict[Key, tuple[int, date]],
) -> Called:
    name, path = teams.get(call.team_id or 0, ("", ""))
    of_them = [
        win for win in wins if (win.team_path.startswith(path) if call.team_id else win.owner_id == call.owner_id)
    ]
    key = (call.period, call.begins)
    of, of_id = (Of.TEAM, call.team_id) if call.team_id else (Of.OWNER, call.owner_id)
    given = lines.get((firsts[key][0], of, of_id or 0), {}).get(key) if key in firsts else None
    return Called(
        call.period, call.begins, name, call.commit_minor, call.best_minor,
        _came(of_them, call.begins, _end(call.period, call.begins)),
        None if given is None else round(_whole(given).middle),
    )  # fmt: skip
