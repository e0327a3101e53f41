"""Two ways to one page of a filtered list, and how to choose between them.

A page of 50 rows can be found by *gathering* everything that matches and sorting it, or by *walking* the order's index
and skipping what does not match. Gathering costs what matches, walking costs what does not; the wrong one reads the
whole table for a small page. SQLite does not know how many rows match a filter, so we look first: `look` reads the ids
of up to `EXACT` matches, which is also the count that the page shows. If that was all of them, the page is cut from
those ids; if not, every hundredth row or more matches and walking finds a page soon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import BigIntegerField, BooleanField, F, Func, Model, Q, QuerySet
from django.db.models.expressions import RawSQL

M = TypeVar("M", bound=Model)
EXACT = 1000


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of everything that matches, or None when there are more than `EXACT`."""

    ids: tuple[int, ...] | None

    @property
    def count(self) -> int:
        """Exact where `is_exact`, else the number that was passed."""
        return EXACT if self.ids is None else len(self.ids)

    @property
    def is_exact(self) -> bool:
        return self.ids is not None


def look(rows: QuerySet[M, Any]) -> Found:
    """How many rows there are, counted up to `EXACT`. One query."""
    ids = tuple(rows.order_by().values_list("pk", flat=True)[: EXACT + 1])
    return Found(ids if len(ids) <= EXACT else None)


def either(*parts: QuerySet[Any, Any]) -> RawSQL:
    """The ids of several ordered and limited queries as one subquery: `filter(id__in=either(a[:9], b[:9]))`.

    A condition `a OR b` reads one index for both, or none; so each reads its own.
    """
    compiled = [part.values("id").query.sql_with_params() for part in parts]
    sql = " UNION ALL ".join(f"SELECT id FROM ({sql}) AS p{n}" for n, (sql, _params) in enumerate(compiled))  # noqa: S608
    params = [value for _sql, params in compiled for value in params]
    return RawSQL(sql, params, BigIntegerField())  # noqa: S611 - compiled by Django, values are bound


class AnyOf(Func):
    """`pk` is one of `ids`, written as one literal: binding a thousand parameters takes longer than the query."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, ids: Sequence[int]) -> None:
        super().__init__(F("pk"))
        self.ids = tuple(ids)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        column, params = compiler.compile(self.source_expressions[0])
        if not self.ids:
            return "1 = 0", ()
        return f"{column} IN ({','.join(str(int(id)) for id in self.ids)})", params


class Walked(Func):
    """A condition that SQLite checks row by row and does not choose an index for; PostgreSQL decides by itself."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, condition: Q | Any) -> None:
        super().__init__(condition)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        sql, params = compiler.compile(self.source_expressions[0])
        return (f"+({sql})" if connection.vendor == "sqlite" else f"({sql})"), params
