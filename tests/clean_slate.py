"""Puts the test database back as the migrations left it, after a test with real transactions.

Django's own way, `flush`, deletes every row: the journal's triggers refuse that, and it would take the rows along that
migrations made. Here the database as it was before the first test is kept, and copied back: SQLite by its backup
interface, PostgreSQL as the template of a new database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def kept(alias: str = "default") -> Iterator[None]:
    """Keep the database as it is now for `restore`, until the block ends."""
    connection = connections[alias]
    source, copy = names(connection)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(copy)) as target:
            connection.connection.backup(target)
        yield
        return
    leave(connection)
    with administration(connection) as cursor:
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{source}"')
    try:
        yield
    finally:
        leave(connection)
        with administration(connection) as cursor:
            cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')
            # Django drops the other one without FORCE, which a session left open by a server's thread would refuse.
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [source])


def restore(alias: str = "default") -> None:
    """Make the database what it was when `kept` began."""
    connection = connections[alias]
    source, copy = names(connection)
    if connection.vendor == "sqlite":
        leave(connection)
        with closing(sqlite3.connect(copy)) as kept_copy, closing(sqlite3.connect(source, timeout=20)) as target:
            kept_copy.backup(target)
        return
    leave(connection)
    with administration(connection) as cursor:
        # FORCE ends sessions that a thread of the test left open.
        cursor.execute(f'DROP DATABASE "{source}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{source}" TEMPLATE "{copy}"')


def names(connection: BaseDatabaseWrapper) -> tuple[str, str]:
    """The test database and its copy."""
    name = str(connection.settings_dict["NAME"])
    return name, f"{name}_clean"


def leave(connection: BaseDatabaseWrapper) -> None:
    connection.close()
    close_pool = getattr(connection, "close_pool", None)
    if close_pool is not None:
        close_pool()


@contextmanager
def administration(connection: BaseDatabaseWrapper) -> Iterator[Any]:
    """A cursor on the server outside the test database."""
    with connection._nodb_cursor() as cursor:
        yield cursor
