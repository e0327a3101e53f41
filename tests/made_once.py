"""What tests start from is made once, by actions, and then put back as rows: that takes a twentieth of the time.

    world = made_once(make_world)

The first call in a process makes it and keeps every row that came of it; later ones write these rows and give equal
objects. For makers that only add rows, to a database as the migrations left it.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.apps import apps
from django.db import connection, transaction

T = TypeVar("T")
Columns = tuple[str, ...]
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table: SQLite's values, or PostgreSQL's own text of them. `sequence` counts its ids on PostgreSQL."""

    table: str
    columns: Columns
    values: Any
    last: int
    sequence: str | None


@dataclass(frozen=True, slots=True)
class Made:
    """A thing, the rows that came of it, and the statements that change those that were there before."""

    thing: bytes
    rows: tuple[Rows, ...]
    changes: tuple[tuple[str, Row], ...]


_made: dict[tuple[str, Callable[[], Any]], Made] = {}


def made_once(make: Callable[[], T]) -> T:
    """What `make` returns, its rows being in the database."""
    key = (connection.vendor, make)
    if key not in _made:
        before = {table: _read(table, columns) for table, columns in _tables()}
        thing = make()
        rows = [_taken(table, columns, before[table]) for table, columns in _tables()]
        changes = [change for table, columns in _tables() for change in _changes(table, columns, before[table])]
        _made[key] = Made(pickle.dumps(thing), tuple(each for each in rows if each), tuple(changes))
        return thing
    kept = _made[key]
    with transaction.atomic():
        _put(kept)
    return cast("T", pickle.loads(kept.thing))


def _tables() -> Iterator[tuple[str, Columns]]:
    """Every table whose rows are counted from 1, and its columns, the number first."""
    for model in apps.get_models(include_auto_created=True):
        key = model._meta.pk
        if key.get_internal_type().endswith(("AutoField", "IntegerField")):
            others = (field for field in model._meta.concrete_fields if field is not key and not field.generated)
            yield model._meta.db_table, tuple(str(field.column) for field in (key, *others))


def _names(columns: Columns) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _read(table: str, columns: Columns) -> dict[int, Row]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {_names(columns)} FROM "{table}"')
        return {row[0]: row for row in cursor.fetchall()}


def _changes(table: str, columns: Columns, before: dict[int, Row]) -> Iterator[tuple[str, Row]]:
    places = ", ".join(f'"{name}" = %s' for name in columns[1:])
    for id, row in _read(table, columns).items():
        if id in before and before[id] != row:
            yield f'UPDATE "{table}" SET {places} WHERE "{columns[0]}" = %s', (*row[1:], id)


def _taken(table: str, columns: Columns, before: dict[int, Row]) -> Rows | None:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*), max("{columns[0]}") FROM "{table}"')
        count, last = cursor.fetchone()
        if count == len(before):
            return None
        # Not simply those behind: an entry of the search index is numbered by its kind.
        there = f' WHERE "{columns[0]}" NOT IN ({", ".join(map(str, before))})' if before else ""
        query = f'SELECT {_names(columns)} FROM "{table}"{there} ORDER BY 1'
        if connection.vendor == "sqlite":
            return Rows(table, columns, connection.connection.execute(query).fetchall(), last, None)
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, columns[0]])
        [sequence] = cursor.fetchone()
        with cursor.copy(f"COPY ({query}) TO STDOUT") as out:
            return Rows(table, columns, b"".join(out), last, sequence)


def _put(kept: Made) -> None:
    with connection.cursor() as cursor:
        for rows in kept.rows:
            if connection.vendor == "sqlite":
                places = ", ".join("?" * len(rows.columns))
                insert = f'INSERT INTO "{rows.table}" ({_names(rows.columns)}) VALUES ({places})'
                connection.connection.executemany(insert, rows.values)
            else:
                with cursor.copy(f'COPY "{rows.table}" ({_names(rows.columns)}) FROM STDIN') as into:
                    into.write(rows.values)
        for statement, row in kept.changes:
            cursor.execute(statement, row)
        counted = ", ".join(f"setval('{rows.sequence}', {rows.last})" for rows in kept.rows if rows.sequence)
        if counted:
            cursor.execute(f"SELECT {counted}")
