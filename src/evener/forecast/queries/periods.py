"""Months and quarters that are over: what the first forecast in each said, what people committed to, and what came.

The range is of deals there on the day of the forecast, so it is held against those; a call is held against everything
that was won. Confidential deals are left out of both. Each forecast keeps what had come by its day (`Forecast.over`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

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
# By forecast, what it is of, and currency: the periods it speaks of.
Lines = dict[tuple[Any, ...], dict[Key, Told]]
Weighed = dict[str, Any]


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
    """Of the year past, the newest first. Three statements where the newest forecast knows it, else seven."""
    teams = {id: (name, path) for id, name, path in Team.objects.values_list("id", "name", "path")}
    calls = _calls(viewer, teams, today, currency)
    kept = _kept(today, calls) or weighed(today)
    held = [_held(each) for each in kept["held"].get(currency, ())] if sight(viewer, Of.ALL, 0).may else []
    called = [_called(call, teams, *kept["called"].get(str(call.pk), (0, None))) for call in calls]
    return Over(sorted(held, key=lambda each: each.begins, reverse=True), called)


def _kept(today: date, calls: Iterable[Call]) -> Weighed | None:
    """What the newest forecast knows, unless a month has begun since, or there is a call that it does not know."""
    newest = Forecast.objects.filter(is_ready=True).order_by("-as_of", "-id").values_list("as_of", "over").first()
    if newest is None or not newest[1] or newest[0] < today.replace(day=1):
        return None
    kept: Weighed = newest[1]
    return kept if all(str(call.pk) in kept["called"] for call in calls) else None


def weighed(today: date) -> Weighed:
    """What came of every period that is over, whoever looks, as plain values for JSON: `held` by currency, and `called`
    by the id of the call: what was won, and what the forecast had said. Four statements."""
    firsts = _firsts(today)
    calls = [call for call in Call.objects.filter(begins__gte=today - YEAR).order_by("id") if _is_over(call, today)]
    if not firsts and not calls:
        return {"held": {}, "called": {}}
    lines = _lines(firsts, calls)
    paths = dict(Team.objects.values_list("id", "path"))
    wins = _wins(today)
    held: dict[str, list[list[Any]]] = {}
    for key, (forecast_id, as_of) in firsts.items():
        for currency in {code for id, of, _, code in lines if (id, of) == (forecast_id, Of.ALL)}:
            given = lines[forecast_id, Of.ALL, 0, currency].get(key)
            if given is not None:
                there = [win for win in wins.get(currency, ()) if win.opened_on <= as_of]
                whole, came = _whole(given), _came(there, given.begins, given.ends)
                parts = [whole.low, whole.middle, whole.high, whole.mean]
                held.setdefault(currency, []).append([key[0], key[1].isoformat(), as_of.isoformat(), parts, came])
    called = {str(call.pk): _weighed(call, paths, wins.get(call.currency, []), lines, firsts) for call in calls}
    return {"held": held, "called": called}


def _weighed(
    call: Call, paths: Mapping[int, str], wins: Iterable[Won], lines: Lines, firsts: Mapping[Key, tuple[int, date]]
) -> list[int | None]:
    path = paths.get(call.team_id or 0, "")
    of_them = [
        win for win in wins if (win.team_path.startswith(path) if call.team_id else win.owner_id == call.owner_id)
    ]
    key = (call.period, call.begins)
    of, of_id = (Of.TEAM, call.team_id) if call.team_id else (Of.OWNER, call.owner_id)
    given = lines.get((firsts[key][0], of, of_id or 0, call.currency), {}).get(key) if key in firsts else None
    won = _came(of_them, call.begins, _end(call.period, call.begins))
    return [won, None if given is None else round(_whole(given).middle)]


def _held(kept: list[Any]) -> Held:
    kind, begins, given_on, parts, came = kept
    return Held(kind, date.fromisoformat(begins), date.fromisoformat(given_on), Range(*parts), came)


def _called(call: Call, teams: Mapping[int, tuple[str, str]], won: int, middle: int | None) -> Called:
    name = teams.get(call.team_id or 0, ("", ""))[0]
    return Called(call.period, call.begins, name, call.commit_minor, call.best_minor, won, middle)


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


def _lines(firsts: Mapping[Key, tuple[int, date]], calls: Iterable[Call]) -> Lines:
    """Of everything, and of whom there are calls."""
    teams, owners = {call.team_id for call in calls if call.team_id}, {call.owner_id for call in calls if call.owner_id}
    asked = Q(of=Of.ALL) | Q(of=Of.TEAM, of_id__in=teams) | Q(of=Of.OWNER, of_id__in=owners)
    ids = {id for id, _ in firsts.values()}
    rows = Line.objects.filter(asked, forecast_id__in=ids, confidential=False)
    found = {}
    for *key, figures in rows.values_list("forecast_id", "of", "of_id", "currency", "figures"):
        periods = [told(each) for each in figures["periods"]]
        found[tuple(key)] = {(each.kind, each.begins): each for each in periods}
    return found


def _wins(today: date) -> dict[str, list[Won]]:
    """By currency."""
    rows = Deal.objects.filter(
        outcome=Outcome.WON, closed_on__gte=today - YEAR - timedelta(days=92), confidential=False
    )
    found: dict[str, list[Won]] = {}
    columns = ("currency", "closed_on", "opened_on", "amount_minor", "owner_id", "team__path")
    for currency, closed_on, opened_on, minor, owner_id, path in rows.values_list(*columns):
        if closed_on is not None:
            found.setdefault(currency, []).append(Won(closed_on, opened_on, minor, owner_id, path or ""))
    return found


def _is_over(call: Call, today: date) -> bool:
    return _end(call.period, call.begins) < today


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
    of_each = {(call.owner_id, call.team_id, call.period, call.begins): call for call in rows}
    done = [call for call in of_each.values() if _is_over(call, today)]
    return sorted(done, key=lambda call: (call.begins, call.pk), reverse=True)
