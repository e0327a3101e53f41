"""Writing many rows at once: what `bulk_create` does, several times as fast. For actions, inside their transaction.

SQLite takes `executemany`, PostgreSQL `COPY`. Rows bring their own ids (`take_ids`), so what refers to them can be
made before anything is written. No `save()` and no defaults: a row holds a value for every field named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar, cast

import orjson
from django.db import connection, models

T = TypeVar("T")
Row = Sequence[Any]
CHUNK = 500


def take_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """`count` unused ids of `model`, ascending. Nobody else is given them."""
    _inside()
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            numbers = "SELECT nextval(%s::regclass) FROM generate_series(1, %s)"
            cursor.execute(numbers, [cursor.fetchone()[0], count])
            return [row[0] for row in cursor.fetchall()]
        # The transaction is immediate: no other writer takes ids between this and the insert.
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()[0]
        return range(last + 1, last + 1 + count)


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert `rows`, each with the values of the fields `names` (`owner_id`, not `owner`) in their order."""
    _inside()
    table, columns = _quoted(model, names)
    prepared = _prepared(model, names, rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            command = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(command) as copy:
                for row in prepared:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})",  # noqa: S608 - names of our own models
            cast("Sequence[Row]", prepared),
        )


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Set the fields `names` of the row whose id comes last in each of `rows`."""
    _inside()
    table, columns = _quoted(model, names)
    settings = ", ".join(f"{column} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {settings} WHERE id = %s",  # noqa: S608 - names of our own models
            list(_prepared(model, [*names, "id"], rows)),
        )


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """`items` in lists of at most `size`: a query takes only so many parameters, a transaction only so long."""
    source = iter(items)
    while part := list(islice(source, size)):
        yield part


def _quoted(model: type[models.Model], names: Sequence[str]) -> tuple[str, list[str]]:
    quote = connection.ops.quote_name
    fields = [cast("models.Field[Any, Any]", model._meta.get_field(name)) for name in names]
    return quote(model._meta.db_table), [quote(cast("str", field.column)) for field in fields]


def _prepared(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> Iterable[Row]:
    """The rows with dates, moments and JSON as the driver takes them."""
    changes = [(place, _converter(model._meta.get_field(name))) for place, name in enumerate(names)]
    needed = [(place, convert) for place, convert in changes if convert is not None]
    for row in rows:
        values = list(row)
        for place, convert in needed:
            value = values[place]
            if value is not None:
                values[place] = convert(value)
        yield values


def _converter(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, models.JSONField):
        return lambda value: orjson.dumps(value).decode()
    if connection.vendor == "postgresql":
        return None
    # Rows of one action share a few moments and days.
    if isinstance(field, models.DateTimeField):
        return lru_cache(maxsize=256)(connection.ops.adapt_datetimefield_value)
    if isinstance(field, models.DateField):
        return lru_cache(maxsize=4096)(str)
    return None


def _inside() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("Writing many rows belongs in the transaction of the action that does it.")
