"""Seconds between two moments, counted by the database: to read 20,000 pairs of moments costs more than the rest."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, IntegerField


class Seconds(Func):
    """Whole seconds from the first moment to the second, null where one is."""

    output_field = IntegerField()
    arity = 2

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        (first, one), (second, two) = (compiler.compile(each) for each in self.source_expressions)
        if connection.vendor == "sqlite":
            sql = f"CAST(strftime('%%s', {second}) AS INTEGER) - CAST(strftime('%%s', {first}) AS INTEGER)"
        else:
            sql = f"CAST(FLOOR(EXTRACT(EPOCH FROM {second} - {first})) AS INTEGER)"
        return sql, (*two, *one)
