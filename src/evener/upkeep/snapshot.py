"""The whole database as it was at one moment, read while others go on writing.

A connection of its own holds one read transaction: WAL gives SQLite readers that without hindering the writers,
repeatable read gives it on PostgreSQL.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any, Protocol

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from evener import money
from evener.connect.cells import neutral
from evener.tables import Table
from evener.upkeep import lines

CHUNK = 2000
HUNDREDTHS = 2


class Snapshot(Protocol):
    """One moment of the database."""

    def lines(self, table: Table, *, spelt: str) -> Iterator[list[bytes]]:
        """The rows of `table` as `json` or `csv` lines without their line break, some thousands at a time."""
        ...

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The answer to a small statement."""
        ...

    @property
    def vendor(self) -> str: ...


def count(moment: Snapshot, model: type[models.Model]) -> int:
    [[number]] = moment.rows(f'SELECT count(*) FROM "{model._meta.db_table}"')  # noqa: S608 - our own table
    return int(number)


@contextmanager
def snapshot(alias: str = DEFAULT_DB_ALIAS) -> Iterator[Snapshot]:
    """The database as it is when the block begins, until it ends."""
    wrapper = connections.create_connection(alias)
    if wrapper.vendor == "sqlite":
        with closing(sqlite3.connect(wrapper.settings_dict["NAME"], timeout=20, isolation_level=None)) as link:
            yield SqliteSnapshot(wrapper, link)
        return
    wrapper.set_autocommit(False)
    try:
        yield PostgresSnapshot(wrapper)
    finally:
        wrapper.rollback()
        wrapper.close()


class SqliteSnapshot:
    vendor = "sqlite"

    def __init__(self, wrapper: BaseDatabaseWrapper, link: sqlite3.Connection) -> None:
        self.wrapper, self.link = wrapper, link
        link.create_function(lines.NEUTRAL, 1, lambda text: neutral(text) if text else "", deterministic=True)
        link.create_function(lines.IN_UNITS, 2, in_units, deterministic=True)
        link.execute("PRAGMA query_only=ON")
        link.execute("PRAGMA mmap_size=134217728")
        link.execute("BEGIN")
        link.execute("SELECT count(*) FROM sqlite_master")  # the first read fixes the moment

    def lines(self, table: Table, *, spelt: str) -> Iterator[list[bytes]]:
        cursor = self.link.execute(lines.select(self.wrapper, table, spelt=spelt))
        while chunk := cursor.fetchmany(CHUNK):
            yield [row[0].encode() for row in chunk]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.link.execute(sql).fetchall()


def in_units(minor: int | None, currency: str | None) -> str | None:
    """`125050`, `EUR` → `1250.50`; exact, without going through a float."""
    if minor is None or not currency:
        return None
    places = money.digits(currency)
    whole, rest = divmod(abs(minor), 10**places)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"


class PostgresSnapshot:
    vendor = "postgresql"

    def __init__(self, wrapper: BaseDatabaseWrapper) -> None:
        self.wrapper = wrapper
        unusual = {code: money.digits(code) for code in money.currencies() if money.digits(code) != HUNDREDTHS}
        with wrapper.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT set_config('evener.digits', %s, true)", [json.dumps(unusual)])

    def lines(self, table: Table, *, spelt: str) -> Iterator[list[bytes]]:
        # JSON holds no raw control character, so these marks leave its lines as they are.
        marks = "" if spelt == "csv" else r", QUOTE E'\x01', DELIMITER E'\x02'"
        statement = f"COPY ({lines.select(self.wrapper, table, spelt=spelt)}) TO STDOUT (FORMAT csv{marks})"
        with self.wrapper.cursor() as cursor, cursor.copy(statement) as copy:
            chunk: list[bytes] = []
            for line in copy:
                chunk.append(bytes(line)[:-1])
                if len(chunk) == CHUNK:
                    yield chunk
                    chunk = []
            if chunk:
                yield chunk

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.wrapper.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())


def pairs(moment: Snapshot, sql: str) -> Mapping[str, int]:
    """A small statement's two columns."""
    return {str(name): int(number) for name, number in moment.rows(sql) if number is not None}
