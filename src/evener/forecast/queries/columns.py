"""Thousands of rows as columns of numbers: no object is made for a row, a date or a moment.

The database says a date as its ordinal and a moment as its seconds; nothing (null) is 0.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, Func, IntegerField, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from evener.lazily import lazily

if TYPE_CHECKING:
    import numpy as np

    from evener.forecast.engine import calendar
    from evener.forecast.engine.deals import Floats, Ints
else:
    np, calendar = lazily("numpy"), lazily("evener.forecast.engine.calendar")


class Ordinal(Func):
    """A date as Python's ordinal."""

    output_field = IntegerField()
    arity = 1

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        sql, params = compiler.compile(self.source_expressions[0])
        if connection.vendor == "sqlite":
            return f"COALESCE(CAST(julianday({sql}) - 1721424.5 AS INTEGER), 0)", params
        return f"COALESCE({sql} - DATE '0001-01-01' + 1, 0)", params


class Seconds(Func):
    """A moment as whole seconds since 1970."""

    output_field = IntegerField()
    arity = 1

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        sql, params = compiler.compile(self.source_expressions[0])
        if connection.vendor == "sqlite":
            return f"COALESCE(CAST(strftime('%%s', {sql}) AS INTEGER), 0)", params
        return f"COALESCE(CAST(FLOOR(EXTRACT(EPOCH FROM {sql})) AS BIGINT), 0)", params


class Among(Func):
    """`of` is one of many `ids`, bound as one value: to bind thousands takes longer than the query."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, of: str, ids: Ints) -> None:
        super().__init__(F(of))
        self.ids = ids.tolist()

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        sql, params = compiler.compile(self.source_expressions[0])
        if connection.vendor == "sqlite":
            ids = json.dumps(self.ids)
            return f"{sql} IN (SELECT value FROM json_each(%s))", (*params, ids)  # noqa: S608 - a column's name
        return f"{sql} = ANY(%s)", (*params, self.ids)


def number(name: str) -> Coalesce:
    """A number or the id of something else."""
    return Coalesce(F(name), Value(0))


def columns(rows: QuerySet[Any, Any], *given: str | Combinable) -> list[list[Any]]:
    """The columns of these rows, as the driver gives them: JSON is text. One statement."""
    try:
        sql, params = rows.values_list(*given).query.sql_with_params()
    except EmptyResultSet:
        sql, params = "", ()
    with connection.cursor() as cursor:
        found = cursor.execute(sql, params).fetchall() if sql else ()
    # Not `zip(*found)`: it makes an object for each row, which the collector of garbage then goes through.
    return [[row[place] for row in found] for place in range(len(given))]


def numbers(column: Iterable[Any]) -> Ints:
    return np.array(column, np.int64)


def coded(column: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    """The words that are there, in their order, and the place of each row's."""
    words = tuple(sorted(set(column)))
    place = {word: number for number, word in enumerate(words)}
    return words, numbers([place[word] for word in column])


def moments(seconds: Ints) -> Floats:
    """As days where the organisation is: ordinals, and the part of the day that has gone."""
    return calendar.local_days(seconds, timezone.get_current_timezone())
