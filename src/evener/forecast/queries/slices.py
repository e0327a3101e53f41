"""One line of the newest forecast, and which others there are to choose. A constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from evener.deals.models import Deal, Product
from evener.forecast.models import Call, Forecast, Line
from evener.forecast.queries import newest
from evener.forecast.rules.sight import may_call, sight
from evener.forecast.rules.words import Of
from evener.people.models import Team, User
from evener.people.rules import Viewer


@dataclass(frozen=True, slots=True)
class Choice:
    """A slice that may be read. `currencies`: those it has a line in, the most used first."""

    of: str
    id: int
    name: str
    currencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A deal by name, where the viewer may see it."""

    id: int
    name: str
    account: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Slice:
    """`calls`: by kind and first day of a period, the newest. `deals`: those that its figures name and may be seen."""

    forecast: Forecast
    chosen: Choice
    currency: str
    confidential: bool
    figures: dict[str, Any]
    choices: Sequence[Choice]
    calls: dict[tuple[str, date], Call]
    may_call: bool
    deals: dict[int, Named]


def of_newest(viewer: Viewer, *, of: str = "", id: int = 0, currency: str = "") -> Slice | None:
    """None: no forecast yet, no line that may be read, or not this one."""
    return of_forecast(viewer, newest(), of=of, id=id, currency=currency)


def of_forecast(
    viewer: Viewer, forecast: Forecast | None, *, of: str = "", id: int = 0, currency: str = ""
) -> Slice | None:
    """The same of one that is ready."""
    if forecast is None:
        return None
    paths, choices, hidden = _choices(viewer, forecast)
    chosen = _chosen(viewer, choices, of, id)
    if chosen is None:
        return None
    code = currency if currency in chosen.currencies else chosen.currencies[0]
    with_hidden = (chosen.of, chosen.id, code) in hidden
    row = Line.objects.get(
        forecast=forecast, of=chosen.of, of_id=chosen.id, currency=code, confidential=with_hidden
    )  # fmt: skip
    path = paths.get(chosen.id, "") if chosen.of == Of.TEAM else ""
    return Slice(
        forecast, chosen, code, with_hidden, row.figures, choices, _calls(chosen, code),
        may_call(viewer, chosen.of, chosen.id, path=path), _deals(viewer, row.figures),
    )  # fmt: skip


def _chosen(viewer: Viewer, choices: Sequence[Choice], of: str, id: int) -> Choice | None:
    by_key = {(each.of, each.id): each for each in choices}
    if of:
        return by_key.get((of, id))
    own = ((Of.ALL, 0), (Of.TEAM, viewer.team_id or 0), (Of.OWNER, viewer.id))
    return next((by_key[key] for key in own if key in by_key), choices[0] if choices else None)


def _choices(viewer: Viewer, forecast: Forecast) -> tuple[dict[int, str], list[Choice], set[tuple[str, int, str]]]:
    """Paths of teams; what may be chosen; and of which lines the one with confidential deals is read."""
    rows = list(
        Line.objects.filter(forecast=forecast)
        .values_list("of", "of_id", "currency", "confidential")
        .order_by("currency")
    )
    teams = {id: (name, path) for id, name, path in Team.objects.values_list("id", "name", "path")}
    paths = {id: path for id, (_, path) in teams.items()}
    names: dict[str, dict[int, str]] = {
        Of.ALL: {0: ""},
        Of.TEAM: {id: name for id, (name, _) in teams.items()},
        Of.OWNER: dict(User.objects.values_list("id", "name")),
        Of.PRODUCT: dict(Product.objects.values_list("id", "name")),
    }
    plain: dict[tuple[str, int], list[str]] = {}
    hidden = set()
    sights = {
        (of, id): sight(viewer, of, id, path=paths.get(id, "") if of == Of.TEAM else "")
        for of, id in {(of, id) for of, id, _, _ in rows}
    }
    for of, id, currency, confidential in rows:
        seen = sights[of, id]
        if not seen.may or (confidential and not seen.confidential) or id not in names[of]:
            continue
        if confidential:
            hidden.add((of, id, currency))
        codes = plain.setdefault((of, id), [])
        if currency not in codes:
            codes.append(currency)
    order = list(Of)
    found = [
        Choice(of, id, names[of][id], tuple(sorted(codes, key=lambda code: (code != viewer.currency, code))))
        for (of, id), codes in plain.items()
    ]
    return paths, sorted(found, key=lambda each: (order.index(Of(each.of)), each.name, each.id)), hidden


def _calls(of: Choice, currency: str) -> dict[tuple[str, date], Call]:
    found: dict[tuple[str, date], Call] = {}
    if of.of in (Of.OWNER, Of.TEAM):
        mine = {"owner_id": of.id} if of.of == Of.OWNER else {"team_id": of.id}
        for call in Call.objects.filter(**mine, currency=currency).order_by("id"):
            found[call.period, call.begins] = call
    return found


def _deals(viewer: Viewer, figures: dict[str, Any]) -> dict[int, Named]:
    ids = {id for period in figures["periods"] for id, _ in period["carriers"]}
    ids |= {id for id, _, _ in (figures["changes"] or {"deals": []})["deals"]}
    return named(viewer, ids)


def named(viewer: Viewer, ids: Iterable[int]) -> dict[int, Named]:
    rows = Deal.objects.visible_to(viewer).filter(id__in=list(ids))
    columns = ("id", "name", "account__name", "amount_minor")
    return {id: Named(id, name, account or "", minor) for id, name, account, minor in rows.values_list(*columns)}
