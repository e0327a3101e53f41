"""Keeping the index in step: called by other rooms' actions, inside their transaction."""

from __future__ import annotations

from collections.abc import Iterable

from evener.search.models import Entry
from evener.search.rules import Kind, fold, key


def put(kind: Kind, id: int, *texts: str) -> None:
    """Index one thing by the words of `texts`, replacing what stood there."""
    put_all(kind, [(id, texts)])


def put_all(kind: Kind, things: Iterable[tuple[int, Iterable[str]]]) -> None:
    """Index many things: `(id, texts)` each."""
    rows = [Entry(id=key(kind, id), body=fold(" ".join(texts))) for id, texts in things]
    Entry.objects.bulk_create(
        rows, batch_size=400, update_conflicts=True, unique_fields=["id"], update_fields=["body"]
    )
