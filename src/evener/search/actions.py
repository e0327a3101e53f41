"""Keeping the index in step: called by other rooms' actions, inside their transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from evener.search.rules import Kind, fold, key

PUT = "INSERT INTO search_entry (id, body) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET body = excluded.body"


def put(kind: Kind, id: int, *texts: str) -> None:
    """Index one thing by the words of `texts`, replacing what stood there."""
    put_all(kind, [(id, texts)])


def put_all(kind: Kind, things: Iterable[tuple[int, Iterable[str]]]) -> None:
    """Index many things: `(id, texts)` each."""
    rows = [(key(kind, id), fold(" ".join(texts))) for id, texts in things]
    with connection.cursor() as cursor:
        cursor.executemany(PUT, rows)
