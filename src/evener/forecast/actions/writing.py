"""Writing down a forecast in many short transactions, so that nobody else's write waits long.

What it says is written while it is not ready, and nobody reads it. Then it is made ready, and pages read it instead of
the one before (`queries.in_force`). Then each deal gets its own outlook, and what earlier ones said of single deals
goes. Interrupted before it is ready, it never was; interrupted after, `settle` goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, models, transaction
from django.db.models import Exists, OuterRef, Q

from evener import bulk
from evener.deals.actions.outlook import set_outlooks
from evener.deals.rules import Outlook
from evener.forecast.models import Chances, Forecast, Line, PastLine, Sheet
from evener.forecast.queries import in_force
from evener.forecast.rules.outlook import in_percent

Row = Sequence[Any]
# Rows in one transaction: a few hundredths of a second each.
BATCH: dict[type[models.Model], int] = {Sheet: 1, Chances: 500, Line: 50, PastLine: 50}
OUTLOOKS = 500
LONGEST_PAUSE = 0.2  # seconds
COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Sheet: ("packed",),
    Chances: ("deal_id", "ahead", "why"),
    Line: ("of", "of_id", "confidential", "currency", "figures"),
    PastLine: ("by", "of", "ended", "together"),
}
# Kept of the forecast in force only.
PASSING: tuple[type[models.Model], ...] = (Chances, PastLine)


@dataclass(frozen=True, slots=True)
class Written:
    """What a forecast says: rows of `Line`, `PastLine` and (`told`) `Chances`, with the fields that `COLUMNS` names."""

    sheet: str
    lines: Iterable[Row]
    past: Iterable[Row]
    told: Iterable[Row]


def write(forecast_id: int, what: Written, *, ready: dict[str, Any], going: Callable[[], None]) -> Forecast:
    """Keep all of it, make the forecast ready with the fields `ready`, and hand deals their outlooks.

    `going` is called before each transaction until it is ready, and may end it: then nothing of it stays.
    """
    clear(forecast_id)
    try:
        put = {
            Sheet: _put(Sheet, forecast_id, [(what.sheet,)], going),
            Line: _put(Line, forecast_id, what.lines, going),
            PastLine: _put(PastLine, forecast_id, what.past, going),
            Chances: _put(Chances, forecast_id, what.told, going),
        }
        forecast = _made_ready(forecast_id, put, ready)
    except BaseException:  # also when somebody breaks off the command
        with suppress(DatabaseError):
            clear(forecast_id)
        raise
    settle()
    return forecast


def _put(model: type[models.Model], forecast_id: int, rows: Iterable[Row], going: Callable[[], None]) -> int:
    count = 0
    for part in bulk.chunks(rows, BATCH[model]):
        going()
        with _short():
            if not _held(forecast_id):
                raise RuntimeError(f"Forecast {forecast_id} was made by another, or given up.")
            bulk.insert(model, ("forecast_id", *COLUMNS[model]), ((forecast_id, *row) for row in part))
        count += len(part)
    return count


@contextmanager
def _short() -> Iterator[None]:
    """One transaction of many. SQLite has no queue of writers: they try again and again, and one that writes without a
    pause would be let in every time. So it pauses for as long as it wrote.
    """
    with transaction.atomic():
        began = time.perf_counter()
        yield
    if connection.vendor == "sqlite":
        time.sleep(min(time.perf_counter() - began, LONGEST_PAUSE))


def _held(forecast_id: int) -> bool:
    """Whether it is there and not ready, and stays so for this transaction."""
    row = Forecast.objects.select_for_update().filter(id=forecast_id, is_ready=False)
    return row.only("id").first() is not None


def _made_ready(forecast_id: int, put: dict[type[models.Model], int], ready: dict[str, Any]) -> Forecast:
    with transaction.atomic():
        forecast = Forecast.objects.select_for_update().get(id=forecast_id, is_ready=False)
        there = {model: model._default_manager.filter(forecast_id=forecast_id).count() for model in put}
        if there != put:
            # A job that was taken for dead is made a second time, and each clears away what the other wrote.
            raise RuntimeError(f"Forecast {forecast_id} was written by two at once.")
        for name, value in ready.items():
            setattr(forecast, name, value)
        forecast.is_ready = True
        forecast.save()
    return forecast


def settle() -> None:
    """Deals' own outlooks as the forecast in force has them, unless they are that; then what earlier ones said goes.

    Whoever is overtaken on the way leaves the rest to the newer one.
    """
    forecast = Forecast.objects.filter(id=in_force(), is_settled=False).defer("over").first()
    if forecast is None:
        return
    after = 0
    for part in [*bulk.chunks(_outlooks(forecast), OUTLOOKS), []]:
        to = part[-1][0] if part else None
        with _short():
            if not _is_in_force(forecast):
                return
            set_outlooks(as_of=forecast.as_of, basis=forecast.basis, outlooks=part, after=after, to=to)
        after = to or after
    for earlier in _earlier():
        for model in PASSING:
            _drop(model, earlier)
    Forecast.objects.filter(id=forecast.pk).update(is_settled=True)


def _outlooks(forecast: Forecast) -> list[tuple[int, Outlook, int, int]]:
    """Of each deal what is said of it in the end, in whole percent; by id. Read before anything is written."""
    place = len(forecast.facts["ahead"])  # after the days ahead
    rows = Chances.objects.filter(forecast=forecast).order_by("deal_id").values_list("deal_id", f"ahead__{place}")
    return [(deal_id, *in_percent(last)) for deal_id, last in rows.iterator()]


def _is_in_force(forecast: Forecast) -> bool:
    """Two that settle at once take turns: both hold the first forecast there is."""
    Forecast.objects.select_for_update().filter(is_ready=True).order_by("id").only("id").first()
    return Forecast.objects.filter(id=in_force()).values_list("id", flat=True).first() == forecast.pk


def _earlier() -> list[int]:
    """Forecasts that were in force and still have rows of single deals or of the past."""
    there = Q()
    for model in PASSING:
        there |= Q(Exists(model._default_manager.filter(forecast_id=OuterRef("id"))))
    return list(Forecast.objects.filter(there, is_ready=True).exclude(id=in_force()).values_list("id", flat=True))


def clear(forecast_id: int) -> None:
    """What was written of a forecast that is not ready goes, but for the forecast itself."""
    for model in BATCH:
        _drop(model, forecast_id, unready=True)


def _drop(model: type[models.Model], forecast_id: int, *, unready: bool = False) -> None:
    """`unready`: as long as it is that."""
    rows = model._default_manager.filter(forecast_id=forecast_id)
    while ids := list(rows.values_list("id", flat=True)[: BATCH[model]]):
        with _short():
            if unready and not _held(forecast_id):
                return
            rows.filter(id__in=ids).delete()
