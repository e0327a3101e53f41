"""The database: reached, recent enough, set as it should be, whole, and its journal closed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from evener.deals.models import Deal, DealFile
from evener.problems import Refused
from evener.upkeep.doctor.findings import Finding, error, mended, ok, warning
from evener.upkeep.preparing import missing_migrations

OLDEST_SQLITE = (3, 38)
OLDEST_POSTGRES = 150000
BIG_LOG = 1_000_000_000
WANTED = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1}


def reachable(at: datetime) -> Iterator[Finding]:
    """Raises DatabaseError where it is not: nothing more can be said then."""
    if connection.vendor == "sqlite":
        version = sqlite3.sqlite_version_info
        text = ".".join(map(str, version))
        if version < OLDEST_SQLITE:
            yield error("database", f"SQLite {text} is too old.", "Use a Python whose SQLite is 3.38 or newer.")
        else:
            yield ok("database", f"SQLite {text}, {Path(str(connection.settings_dict['NAME'])).name}.")
        scalar("SELECT 1")
        return
    number = int(scalar("SHOW server_version_num"))
    if number < OLDEST_POSTGRES:
        yield error("database", f"PostgreSQL {number // 10000} is too old.", "Use PostgreSQL 15 or newer.")
    else:
        yield ok("database", f"PostgreSQL {scalar('SHOW server_version')}.")
    if scalar("SHOW server_encoding") != "UTF8":
        yield error("database", "The database is not in UTF-8.", "Make a new one: createdb --encoding=UTF8.")


def settings_of_sqlite(at: datetime) -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    found = {name: scalar(f"PRAGMA {name}") for name in WANTED}
    odd = {name: value for name, value in found.items() if value != WANTED[name]}
    if odd:
        yield error(
            "database settings",
            f"SQLite runs with {odd} instead of {WANTED}.",
            "Is the data folder on a network drive? SQLite needs a local disk; or use PostgreSQL.",
        )
    else:
        yield ok("database settings", "WAL, foreign keys on, synchronous normal.")
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    if log.is_file() and log.stat().st_size > BIG_LOG:
        yield warning(
            "database settings",
            "SQLite's write-ahead log has grown over a gigabyte.",
            "Some program holds the database open in one long read: end it, or restart Evener.",
        )


def migrations(at: datetime) -> Iterator[Finding]:
    try:
        missing = missing_migrations()
    except Refused as problem:
        yield error("migrations", str(problem), "Install the newer version.")
        return
    if missing:
        yield error(
            "migrations",
            f"{len(missing)} changes of tables are still to be made: {', '.join(missing[:3])} …",
            "Start `evener up`: it makes them.",
        )
    else:
        yield ok("migrations", "The tables are those of this version.")


def whole(at: datetime) -> Iterator[Finding]:
    """SQLite's own check of its file, and references that lead nowhere."""
    if connection.vendor != "sqlite":
        return
    said = scalar("PRAGMA quick_check(1)")
    if said != "ok":
        yield error(
            "database file",
            f"SQLite finds damage: {said}.",
            "Stop Evener, copy the data folder away, and restore the last backup.",
        )
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        row = cursor.fetchone()
    if row:
        yield error(
            "database file",
            f"A row of {row[0]} points to one that is not there.",
            "Restore the last backup, and tell us how this came.",
        )
    else:
        yield ok("database file", "Whole, and every reference leads somewhere.")


def statistics(at: datetime, *, mend: bool) -> Iterator[Finding]:
    """What the database plans its queries by."""
    if connection.vendor != "sqlite" or Deal.objects.count() < 1000:
        return
    if "sqlite_stat1" in connection.introspection.table_names() or scalar(
        "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'"
    ):
        yield ok("statistics", "SQLite knows how its rows are spread.")
    elif mend:
        scalar("ANALYZE", fetch=False)
        yield mended("statistics", "SQLite knows now how its rows are spread.")
    else:
        yield warning(
            "statistics", "SQLite does not know how its rows are spread, and may search slowly.", "evener doctor --mend"
        )


TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_entry'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'journal_entry'::regclass AND tgenabled = 'O'",
}
WANTED_TRIGGERS = {
    "sqlite": {"journal_no_update", "journal_no_delete"},
    "postgresql": {"journal_no_change", "journal_no_truncate"},
}


def journal_closed(at: datetime, *, mend: bool) -> Iterator[Finding]:
    missing = WANTED_TRIGGERS[connection.vendor] - _triggers()
    if missing and mend:
        _close_journal()
        missing = WANTED_TRIGGERS[connection.vendor] - _triggers()
        if not missing:
            yield mended("journal", "The database refuses again to change the journal.")
            return
    if missing:
        yield error(
            "journal",
            f"The journal can be changed: {', '.join(sorted(missing))} is missing or off.",
            "evener doctor --mend closes it. Find out who opened it.",
        )
    else:
        yield ok("journal", "The database refuses to change or remove entries.")


def _triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        return {row[0] for row in cursor.fetchall()}


def _close_journal() -> None:
    """Make the triggers anew, by the statements that made them first."""
    source: Any = import_module("evener.journal.migrations.0002_append_only")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")
            missing = WANTED_TRIGGERS["postgresql"] - _triggers()
            statements = [text for text in source.POSTGRES if any(f"TRIGGER {name} " in text for name in missing)]
        else:
            missing = WANTED_TRIGGERS["sqlite"] - _triggers()
            statements = [text for text in source.SQLITE if any(f"TRIGGER {name} " in text for name in missing)]
        for statement in statements:
            cursor.execute(statement)


def files(at: datetime) -> Iterator[Finding]:
    missing = [
        path for path in DealFile.objects.values_list("stored", flat=True) if not (settings.MEDIA_ROOT / path).is_file()
    ]
    if missing:
        yield warning(
            "files",
            f"{len(missing)} uploaded files are not in {settings.MEDIA_ROOT}, first {missing[0]}.",
            "Copy them back from a backup of the data folder.",
        )
    else:
        yield ok("files", "Every uploaded file is there.")


def scalar(sql: str, *, fetch: bool = True) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0] if fetch else None
