"""Keeping the index in step: called by other rooms' actions, inside their transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

from evener import bulk
from evener.search.models import Entry
from evener.search.rules import Kind, fold, key

PUT = "INSERT INTO search_entry (id, body) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET body = excluded.body"
ADDED = "search_entry_added"  # the trigger of migration 0002
MANY = 200


def put(kind: Kind, id: int, *texts: str) -> None:
    """Index one thing by the words of `texts`, replacing what stood there."""
    put_all(kind, [(id, texts)])


def put_all(kind: Kind, things: Iterable[tuple[int, Iterable[str]]]) -> None:
    """Index many things: `(id, texts)` each."""
    rows = [(key(kind, id), fold(" ".join(texts))) for id, texts in things]
    with connection.cursor() as cursor:
        cursor.executemany(PUT, rows)


def add_all(kind: Kind, things: Iterable[tuple[int, Iterable[str]]]) -> None:
    """Index many things that are not in the index yet, several times as fast as `put_all`."""
    rows = [(key(kind, id), fold(" ".join(texts))) for id, texts in things]
    if connection.vendor == "sqlite" and len(rows) >= MANY:
        _add_beside_trigger(rows)
    else:
        bulk.insert(Entry, ("id", "body"), rows)


def take_out(kind: Kind, id: int) -> None:
    """The thing is gone; nobody finds it any more."""
    Entry.objects.filter(id=key(kind, id)).delete()


def _add_beside_trigger(rows: Sequence[tuple[int, str]]) -> None:
    """SQLite makes a savepoint for each row a trigger fires on, and FTS5 writes out what it gathered at each of them.

    So the trigger stands aside until the transaction's rows are in both tables; a rollback brings it back, too.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [ADDED])
        (trigger,) = cursor.fetchone()
        cursor.execute(f"DROP TRIGGER {ADDED}")
        bulk.insert(Entry, ("id", "body"), rows)
        cursor.executemany("INSERT INTO search_fts (rowid, body) VALUES (%s, %s)", rows)
        cursor.execute(trigger)
