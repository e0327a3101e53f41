"""The whole database as it was at one moment, read while others go on writing.

Each reader is a connection of its own in one long read transaction: WAL gives SQLite readers that without hindering the
writers, repeatable read gives it on PostgreSQL. Several readers of one snapshot see the same moment.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from evener import money
from evener.connect.cells import neutral
from evener.tables import Table
from evener.upkeep import lines

CHUNK = 4000
HUNDREDTHS = 2


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some thousand rows as one text, and how many they are."""

    rows: int
    text: bytes


class Snapshot(Protocol):
    """One reader of one moment of the database; for one thread at a time."""

    def lines(self, table: Table, *, spelt: str, between: str = "\n") -> Iterator[Chunk]:
        """The rows of `table` by id, spelt as `json` or `csv`, with `between` between two of them.

        In CSV that is a line break.
        """
        ...

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The answer to a small statement."""
        ...

    @property
    def vendor(self) -> str: ...


def count(moment: Snapshot, model: type[models.Model]) -> int:
    [[number]] = moment.rows(f'SELECT count(*) FROM "{model._meta.db_table}"')  # noqa: S608 - our own table
    return int(number)


def pairs(moment: Snapshot, sql: str) -> Mapping[str, int]:
    """A small statement's two columns."""
    return {str(name): int(number) for name, number in moment.rows(sql) if number is not None}


@contextmanager
def snapshot(*, alias: str = DEFAULT_DB_ALIAS) -> Iterator[Snapshot]:
    """The database as it is when the block begins, until it ends."""
    with snapshots(1, alias=alias) as [moment]:
        yield moment


@contextmanager
def snapshots(readers: int, *, alias: str = DEFAULT_DB_ALIAS) -> Iterator[list[Snapshot]]:
    """Several readers of the same moment."""
    with ExitStack() as stack:
        if connections[alias].vendor == "sqlite":
            yield sqlite_readers(readers, alias, stack)
        else:
            yield postgres_readers(readers, alias, stack)


def sqlite_readers(readers: int, alias: str, stack: ExitStack) -> list[Snapshot]:
    wrapper = connections.create_connection(alias)

    def opened() -> sqlite3.Connection:
        name = wrapper.settings_dict["NAME"]
        return sqlite3.connect(name, timeout=20, isolation_level=None, check_same_thread=False)

    found: list[Snapshot] = []
    # Nobody writes between the first reader's first look and the last one's.
    with wrapper.wrap_database_errors, closing(opened()) as gate:
        if readers > 1:
            gate.execute("BEGIN IMMEDIATE")
        found.extend(SqliteSnapshot(wrapper, stack.enter_context(closing(opened()))) for _ in range(readers))
    return found


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

    def lines(self, table: Table, *, spelt: str, between: str = "\n") -> Iterator[Chunk]:
        """SQLite joins the lines itself: one answer for thousands of rows leaves Python to other threads meanwhile."""
        statement = lines.select_chunk(self.wrapper, table, spelt=spelt)
        last = -(2**63)
        while True:
            with self.wrapper.wrap_database_errors:
                rows, last, text = self.link.execute(statement, (between, last, CHUNK)).fetchone()
            if not rows:
                return
            yield Chunk(rows, text.encode())

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.wrapper.wrap_database_errors:
            return self.link.execute(sql).fetchall()


def in_units(minor: int | None, currency: str | None) -> str | None:
    """`125050`, `EUR` → `1250.50`; exact, without going through a float."""
    if minor is None or not currency:
        return None
    places = money.digits(currency)
    whole, rest = divmod(abs(minor), 10**places)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"


def postgres_readers(readers: int, alias: str, stack: ExitStack) -> list[Snapshot]:
    first = PostgresSnapshot(stack.enter_context(read_transaction(alias)))
    [[name]] = first.rows("SELECT pg_export_snapshot()")
    return [
        first,
        *(PostgresSnapshot(stack.enter_context(read_transaction(alias)), of=name) for _ in range(readers - 1)),
    ]


@contextmanager
def read_transaction(alias: str) -> Iterator[BaseDatabaseWrapper]:
    wrapper = connections.create_connection(alias)
    wrapper.inc_thread_sharing()
    wrapper.set_autocommit(False)
    try:
        yield wrapper
    finally:
        wrapper.rollback()
        wrapper.close()


class PostgresSnapshot:
    vendor = "postgresql"

    def __init__(self, wrapper: BaseDatabaseWrapper, *, of: str = "") -> None:
        self.wrapper = wrapper
        unusual = {code: money.digits(code) for code in money.currencies() if money.digits(code) != HUNDREDTHS}
        with wrapper.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            if of:
                cursor.execute(f"SET TRANSACTION SNAPSHOT '{of}'")
            cursor.execute("SELECT set_config('evener.digits', %s, true)", [json.dumps(unusual)])

    def lines(self, table: Table, *, spelt: str, between: str = "\n") -> Iterator[Chunk]:
        # JSON holds no raw control character, so these marks leave its lines as they are.
        marks = "" if spelt == "csv" else r", QUOTE E'\x01', DELIMITER E'\x02'"
        statement = f"COPY ({lines.select(self.wrapper, table, spelt=spelt)}) TO STDOUT (FORMAT csv{marks})"
        with self.wrapper.cursor() as cursor, cursor.copy(statement) as copy:
            while found := list(islice(copy, CHUNK)):
                text = b"".join(found)[:-1]  # each line ends with the break that stands between two
                yield Chunk(len(found), text if between == "\n" else text.replace(b"\n", between.encode()))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.wrapper.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())
