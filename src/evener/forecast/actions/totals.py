"""Writing down what a forecast says of many deals together: one line for each slice and currency."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from evener.forecast.engine.amounts import moves_of
from evener.forecast.engine.bridge import Bridge, Part
from evener.forecast.engine.coverage import level_on
from evener.forecast.engine.deals import WON, Column, Deals
from evener.forecast.engine.drawing import Drawing
from evener.forecast.engine.filling import fills_of
from evener.forecast.engine.known import look
from evener.forecast.engine.revenue import Line as Drawn
from evener.forecast.engine.sheet import Sheet, unpack
from evener.forecast.engine.totals import Before, Member, Question, SpanTotals, Totals, Won, totals
from evener.forecast.loading.record import Loaded
from evener.forecast.models import Forecast
from evener.forecast.rules.filling import Fill, fill_for
from evener.forecast.rules.spans import spans
from evener.people.models import Team

AHEAD = 90.0  # days: what the level is sized by
BEFORE = 45.0  # days before a deal was won, its amount then is held against the last
WEEK = 7
KEPT = 12  # deals of what changed, and
CARRIERS = 5  # of those that carry the spread
CURVE = range(0, 101, 5)  # per cent

Kept = tuple[str, int, bool, str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Money:
    """`lines`: what is kept of each slice. `money`: what is kept of how they were drawn (`engine.drawing`)."""

    lines: list[Kept]
    money: dict[str, Any]


def drawn(loaded: Loaded, sheet: Sheet, *, as_of: date, seed: int) -> Money:
    """Reads the forecast of a week ago; writes nothing."""
    day = float(as_of.toordinal())
    level = level_on(loaded.deals, as_of=day, ahead=AHEAD, seed=seed)
    moves, settled = _moves(loaded)
    fills = _fills(loaded, day)
    since, before = _before(loaded, as_of)
    question = Question(
        sheet=sheet,
        won=_won(loaded),
        as_of=day,
        spans=spans(as_of),
        level=level,
        moves=moves,
        fills=fills,
        above={team: [int(id) for id in path.strip("/").split("/")] for team, path in _paths()},
        before=before,
        past=_past(loaded),
        member=Member(loaded.team, loaded.currency, loaded.confidential),
        seed=seed,
    )
    rests = {"size": round(level.size, 3), "periods": round(level.periods, 1), "moves": round(moves, 3), "won": settled}
    lines = [
        (each.of, each.id, each.confidential, each.currency, _figures(each, rests, since)) for each in totals(question)
    ]
    return Money(lines, Drawing(level, moves, _used(fills, sheet)).kept())


def _paths() -> Iterator[tuple[int, str]]:
    return Team.objects.values_list("id", "path").iterator()


def _moves(loaded: Loaded) -> tuple[float, int]:
    deals = loaded.deals
    # Everybody reads on how many deals this rests: not on confidential ones.
    won = np.flatnonzero((deals.outcome == WON) & ~loaded.confidential)
    if "amount" not in deals.history or not len(won):
        return moves_of(np.zeros(0), np.zeros(0))
    day = np.maximum(deals.closed[won] - BEFORE, deals.created[won])
    then = look(deals, won, day, aged=False).columns["amount"].values
    final = look(deals, won, deals.closed[won], aged=False).columns["amount"].values
    return moves_of(then, final)


def _fills(loaded: Loaded, day: float) -> tuple[Fill, ...]:
    # Everybody may read these: nothing of a confidential deal goes into them.
    won = np.flatnonzero(loaded.deals.ended(day) & (loaded.deals.outcome == WON) & ~loaded.confidential)
    return fills_of(
        currency=loaded.currency[won],
        product=loaded.product[won],
        amount_minor=loaded.amount_minor[won].astype(np.int64),
    )


def _used(fills: tuple[Fill, ...], sheet: Sheet) -> tuple[Fill, ...]:
    """Those that an open deal is taken at."""
    poor = np.flatnonzero(sheet.amount_minor <= 0)
    asked = {*zip(sheet.currency[poor].tolist(), sheet.product[poor].tolist(), strict=True)}
    used = {fill_for(fills, currency, product) for currency, product in asked}
    return tuple(each for each in fills if each in used)


def _before(loaded: Loaded, as_of: date) -> tuple[date | None, Before | None]:
    """The newest forecast that is a week old, else the oldest there is."""
    known = Forecast.objects.filter(is_ready=True, as_of__lt=as_of, sheet__isnull=False).select_related("sheet")
    week = date.fromordinal(as_of.toordinal() - WEEK)
    earlier = known.filter(as_of__lte=week).order_by("-as_of", "-id").first() or known.order_by("as_of", "id").first()
    if earlier is None:
        return None, None
    ended = frozenset(int(id) for id in loaded.deals.ids[np.isfinite(loaded.deals.closed)])
    return earlier.as_of, Before(unpack(earlier.sheet.packed), float(earlier.as_of.toordinal()), ended)


def _won(loaded: Loaded) -> Won:
    rows = np.flatnonzero(loaded.deals.outcome == WON)
    return Won(
        np.array(loaded.deals.ids[rows], np.int64), loaded.owner[rows], loaded.team[rows], loaded.product[rows],
        loaded.amount_minor[rows].astype(np.int64), loaded.currency[rows], loaded.confidential[rows],
        loaded.deals.closed[rows],
    )  # fmt: skip


def _past(loaded: Loaded) -> Deals:
    deals = loaded.deals
    amount = {"amount": Column(loaded.amount_minor)}
    return Deals(deals.ids, deals.created, deals.closed, deals.outcome, amount)


def _figures(of: Totals, rests: dict[str, Any], since: date | None) -> dict[str, Any]:
    return {
        "level": rests,
        "without_amount": of.without_amount,
        "filled": of.filled,
        # Deals that carry the spread without an amount of their own, and what they are taken at.
        "taken": [[int(of.deals[row]), int(of.taken.minor[row])] for row in _carriers(of) if of.taken.filled[row]],
        "periods": [_period(of, each) for each in of.spans],
        "changes": None if since is None or of.changes is None else _changes(of.changes, since),
    }


def _carriers(of: Totals) -> list[int]:
    rows = {each.row for span in of.spans if span.line is not None for each in span.line.carriers[:CARRIERS]}
    return sorted(rows)


def _period(of: Totals, each: SpanTotals) -> dict[str, Any]:
    span, line, coming = each.span, each.line, each.coming
    found: dict[str, Any] = {
        "kind": span.kind,
        "begins": date.fromordinal(span.begins).isoformat(),
        "ends": date.fromordinal(span.ends).isoformat(),
        "won": list(each.won),
        "deals": 0 if line is None else line.deals,
        "number": _four(line, "number"),
        "amount": _four(line, "amount"),
        "own_middle": None if each.own is None else round(float(each.own.amounts[50])),
        "curve": [0] * len(CURVE) if line is None else [round(float(line.amounts[at])) for at in CURVE],
        "shared": 0.0 if line is None else round(line.by_level, 3),
        "accounts": 0.0 if line is None else round(line.by_accounts, 3),
        "carriers": []
        if line is None
        else [[int(of.deals[each.row]), round(each.share, 4)] for each in line.carriers[:CARRIERS]],
        "coming": None,
    }
    if coming is not None:
        told, at = coming
        found["coming"] = {
            "number": [round(float(told.numbers[at][p]), 1) for p in (10, 50, 90)]
            + [round(float(told.mean_number[at]), 1)],
            "amount": [round(float(told.amounts[at][p])) for p in (10, 50, 90)] + [round(float(told.mean_amount[at]))],
        }
    return found


def _four(line: Drawn | None, what: str) -> list[float]:
    """P10, P50, P90 and the mean."""
    if line is None:
        return [0, 0, 0, 0]
    if what == "number":
        return [round(float(line.numbers[p]), 1) for p in (10, 50, 90)] + [round(line.mean_number, 1)]
    return [*(round(float(line.amounts[p])) for p in (10, 50, 90)), round(line.mean_amount)]


def _changes(of: Bridge, since: date) -> dict[str, Any]:
    # What moved all alike says nothing of any one deal.
    own = [step for step in of.steps if step.part is not Part.LEVEL]
    most = sorted(own, key=lambda step: -abs(step.minor))[:KEPT]
    return {
        "since": since.isoformat(),
        "then": of.then,
        "now": of.now,
        "parts": {part.value: minor for part, minor in of.sums().items()},
        "deals": [[step.key, step.part.value, step.minor] for step in most],
    }
