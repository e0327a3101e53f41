"""How the data of a whole database is replaced in one step, on each database.

The journal's triggers refuse every change, as they should. On SQLite they are never switched off: a new database is
built beside the old one, checked, and copied over it page by page in one transaction. On PostgreSQL they are off only
inside the one transaction that replaces the rows, so whoever looks from outside never finds them missing.
"""

from __future__ import annotations

import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import DataError, IntegrityError, OperationalError, connection, connections, transaction
from django.utils.translation import gettext as _

from evener.problems import Refused
from evener.tables import Table, field_at
from evener.upkeep.backups import LEFT_OUT
from evener.upkeep.exports import Step
from evener.upkeep.lines import kind

BATCH = 2000
PATIENCE_SECONDS = 60


class Source(Protocol):
    """Where the rows come from."""

    @property
    def manifest(self) -> Any: ...
    @property
    def rows(self) -> int: ...
    def lines(self, table: Table) -> Iterator[dict[str, Any]]: ...


def replace_sqlite(source: Source, tables: Sequence[Table], *, step: Step) -> int:
    """Build the new database beside the old one, check it, and copy it over."""
    live = connection.settings_dict["NAME"]
    connections.close_all()
    with (
        tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA_DIR) as folder,
        closing(sqlite3.connect(live, timeout=20)) as target,
        closing(sqlite3.connect(Path(folder) / "new.sqlite3", isolation_level=None)) as new,
    ):
        count = _build_sqlite(new, target, source, tables, step=step)
        _check_references(new)
        new.execute("ANALYZE")
        step(source.rows, source.rows, _("putting it in place"))
        new.backup(target)
    return count


def _build_sqlite(
    new: sqlite3.Connection, target: sqlite3.Connection, source: Source, tables: Sequence[Table], *, step: Step
) -> int:
    schema = Schema.of(target)
    new.execute(f"PRAGMA page_size={target.execute('PRAGMA page_size').fetchone()[0]}")
    new.execute("PRAGMA journal_mode=OFF")
    new.execute("PRAGMA synchronous=OFF")
    new.execute("BEGIN")
    for statement in schema.tables:
        new.execute(statement)
    count = _fill_sqlite(new, source, tables, step=step)
    new.executemany(
        "INSERT INTO django_migrations (id, app, name, applied) VALUES (?, ?, ?, ?)",
        target.execute("SELECT id, app, name, applied FROM django_migrations").fetchall(),
    )
    for statement in schema.rest:
        new.execute(statement)
    new.execute("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")
    new.execute("COMMIT")
    return count


class Schema:
    """The statements that make an empty database of the same shape."""

    def __init__(self, tables: list[str], rest: list[str]) -> None:
        self.tables, self.rest = tables, rest

    @classmethod
    def of(cls, link: sqlite3.Connection) -> Schema:
        found = link.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
        ).fetchall()
        virtual = [name for type_, name, sql in found if type_ == "table" and sql.upper().startswith("CREATE VIRTUAL")]
        plain = [
            (type_, name, sql)
            for type_, name, sql in found
            if not any(name == each or name.startswith(f"{each}_") for each in virtual) or type_ == "trigger"
        ]
        tables = [sql for type_, _name, sql in plain if type_ == "table"]
        made = [sql for type_, name, sql in found if name in virtual]
        # Indexes are quicker made over all rows at once, and triggers must not fire for rows that only move.
        rest = [sql for wanted in ("index", "trigger", "view") for type_, _name, sql in plain if type_ == wanted]
        return cls(tables, [*made, *rest])


def _fill_sqlite(new: sqlite3.Connection, source: Source, tables: Sequence[Table], *, step: Step) -> int:
    done = 0
    for table in tables:
        places = ", ".join("?" * len(table.columns))
        columns = ", ".join(f'"{column(table, name)}"' for name in table.columns)
        insert = f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})'  # noqa: S608 - names of our own models
        before = done
        for batch in batches(prepared(source.lines(table), table, SQLITE)):
            new.executemany(insert, batch)
            done += len(batch)
            step(done, source.rows, table.name)
        _check_count(source, table, done - before)
        last = source.manifest["next_ids"].get(table.name)
        if last is not None:
            new.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table.name])
            new.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table.name, last])
    return done


def _check_references(new: sqlite3.Connection) -> None:
    broken = new.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise Refused(_unsound(f"{broken[0]} → {broken[2]}"))


def _unsound(why: str) -> str:
    return _("The backup does not hold together (%(why)s). Nothing was changed.") % {"why": why}


def replace_postgres(source: Source, tables: Sequence[Table], *, step: Step) -> int:
    """Replace the rows in one transaction. Pages wait meanwhile, and see all of the old or all of the new."""
    names = in_order({table.name for table in tables} | LEFT_OUT)
    deadline = time.monotonic() + PATIENCE_SECONDS
    try:
        while True:
            with transaction.atomic():
                if _lock(names):
                    count = _fill_postgres(source, tables, names, step=step)
                    break
                transaction.set_rollback(True)
            if time.monotonic() > deadline:
                raise Refused(
                    _("Others were writing all the time. Nothing was changed; try again in a quieter moment.")
                )
            time.sleep(random.uniform(0.05, 0.2))  # noqa: S311 - only so that two do not keep step
    except (DataError, IntegrityError) as error:
        raise Refused(_unsound(str(error).strip())) from error
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return count


# Tables in the order in which actions come to them: who is under way finishes, who begins waits for us. The other way
# round we would wait for each other.
FIRST = ("deals_stage", "deals_deal", "people_user", "people_organisation")
LAST = ("listing_tally", "search_entry", "journal_entry")


def in_order(names: Iterable[str]) -> list[str]:
    middle = sorted(set(names) - set(FIRST) - set(LAST))
    return [*FIRST, *middle, *LAST]


def _lock(names: Sequence[str]) -> bool:
    """Take every table for ourselves; False where somebody did not let go within the time nobody notices."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '300ms'")
        try:
            cursor.execute(f"LOCK TABLE {_listed(names)} IN ACCESS EXCLUSIVE MODE")
        except OperationalError:
            return False
        cursor.execute("SET LOCAL lock_timeout = 0")
    return True


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _fill_postgres(source: Source, tables: Sequence[Table], names: Sequence[str], *, step: Step) -> int:
    done = 0
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {_listed(names)}")
        for table in tables:
            columns = ", ".join(f'"{column(table, name)}"' for name in table.columns)
            before = done
            with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
                for row in prepared(source.lines(table), table, POSTGRES):
                    copy.write_row(row)
                    done += 1
                    if done % BATCH == 0:
                        step(done, source.rows, table.name)
            _check_count(source, table, done - before)
        _number_on(cursor, source, tables)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")
    return done


def _number_on(cursor: Any, source: Source, tables: Sequence[Table]) -> None:
    for table in tables:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table.name, column(table, next(iter(table.columns)))])
        sequence = cursor.fetchone()[0]
        if sequence:
            last = int(source.manifest["next_ids"].get(table.name) or 0)
            cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{table.name}"')  # noqa: S608 - names of our own models
            last = max(last, cursor.fetchone()[0])
            cursor.execute("SELECT setval(%s, %s, %s)", [sequence, max(last, 1), last > 0])


def column(table: Table, name: str) -> str:
    return str(field_at(table.model, name).column)


def _check_count(source: Source, table: Table, count: int) -> None:
    expected = source.manifest["tables"][table.name]["rows"]
    if count != expected:
        raise Refused(
            _("The backup holds %(count)d rows of %(table)s instead of %(expected)d. Nothing was changed.")
            % {"count": count, "table": table.name, "expected": expected}
        )


Convert = Callable[[Any], Any]


def _sqlite_moment(text: str) -> str:
    """As Django keeps it: UTC, a blank between, no fraction or six digits of it."""
    if len(text) == 25 and text.endswith("+00:00"):  # whole seconds, as nearly all are
        return f"{text[:10]} {text[11:19]}"
    return str(datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None))


SQLITE: dict[str, Convert] = {
    "moment": _sqlite_moment,
    "json": json.dumps,
    "id": lambda text: UUID(text).hex,
}
POSTGRES: dict[str, Convert] = {"json": json.dumps}


def prepared(lines: Iterable[dict[str, Any]], table: Table, converters: dict[str, Convert]) -> Iterator[list[Any]]:
    """Values in the order of the table's columns, as the database takes them."""
    names = list(table.columns)
    changes = [
        (name, convert) for name in names if (convert := converters.get(kind(field_at(table.model, name)))) is not None
    ]
    for line in lines:
        for name, convert in changes:
            if line[name] is not None:
                line[name] = convert(line[name])
        if table.name == "jobs_work":
            _let_end(line)
        yield [line[name] for name in names]


def _let_end(work: dict[str, Any]) -> None:
    """Work that was under way when the backup was made does not go on."""
    if work["state"] in ("waiting", "running"):
        work["state"], work["ended_at"] = "failed", work["created_at"]
        work["message"] = _("It was under way when this backup was made.")


def batches(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
