"""The whole database as it was at one moment, read while others go on writing.

Each reader is a connection of its own in one long read transaction: WAL gives SQLite readers that without hindering the
writers, repeatable read gives it on PostgreSQL. Several readers of one snapshot see the same moment.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, Protocol

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from evener import money
from evener.tables import Table
from evener.upkeep import lines
from evener.upkeep.reader import CHUNK, Elsewhere, Piece, opened, pieces

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
    """The first reads here, the others in processes of their own."""
    wrapper = connections.create_connection(alias)
    path = str(wrapper.settings_dict["NAME"])
    others = [stack.enter_context(closing(Elsewhere(path))) for _ in range(readers - 1)]
    # Nobody writes between the first reader's first look and the last one's.
    with wrapper.wrap_database_errors, closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as gate:
        if others:
            gate.execute("BEGIN IMMEDIATE")
        here = stack.enter_context(closing(opened(path)))
        for each in others:
            each.begin()
    return [
        SqliteSnapshot(wrapper, here, partial(pieces, here)),
        *(SqliteSnapshot(wrapper, here, each.pieces) for each in others),
    ]


class SqliteSnapshot:
    """`link` reads here; `spelt` gives lines, perhaps from elsewhere."""

    vendor = "sqlite"

    def __init__(
        self, wrapper: BaseDatabaseWrapper, link: sqlite3.Connection, spelt: Callable[[str, str], Iterator[Piece]]
    ) -> None:
        self.wrapper, self.link, self.spelt = wrapper, link, spelt

    def lines(self, table: Table, *, spelt: str, between: str = "\n") -> Iterator[Chunk]:
        with self.wrapper.wrap_database_errors:
            for rows, text in self.spelt(lines.select_chunk(self.wrapper, table, spelt=spelt), between):
                yield Chunk(rows, text)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.wrapper.wrap_database_errors:
            return self.link.execute(sql).fetchall()


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
        statement = lines.select(self.wrapper, table, spelt=spelt)
        return self._copied(statement) if spelt == "csv" else self._fetched(statement, between.encode())

    def _copied(self, statement: str) -> Iterator[Chunk]:
        """COPY puts the cells' quotes where they belong."""
        with self.wrapper.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)") as copy:
            while found := list(islice(copy, CHUNK)):
                yield Chunk(len(found), b"".join(found)[:-1])  # each line ends with the break that stands between two

    def _fetched(self, statement: str, between: bytes) -> Iterator[Chunk]:
        """Thousands of rows an answer and no Python object for what surrounds them: a fifth of COPY's work here."""
        with self.wrapper.cursor() as cursor:
            cursor.execute(f"DECLARE lines NO SCROLL CURSOR FOR {statement}")
            while True:
                cursor.execute(f"FETCH {CHUNK} FROM lines")
                result = cursor.pgresult
                if not result.ntuples:
                    break
                yield Chunk(result.ntuples, between.join(result.get_value(row, 0) for row in range(result.ntuples)))
            cursor.execute("CLOSE lines")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.wrapper.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())
