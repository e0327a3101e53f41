"""Writing to the record: called by other rooms' actions, inside their transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from django.db import transaction

from evener import bulk
from evener.journal.models import Entry
from evener.journal.rules import Change, Thing

COLUMNS = (
    "at", "actor_id", "via", "what", "thread_kind", "thread_id", "subject_kind", "subject_id", "subject_name",
    "changes", "reason", "version",
)  # fmt: skip


class Author(Protocol):
    """Who did it and through what: `web`, `api`, `cli`, `import`, `job`."""

    @property
    def id(self) -> int: ...
    @property
    def via(self) -> str: ...


def entry(
    *,
    by: Author,
    at: datetime,
    what: str,
    subject: Thing,
    thread: Thing | None = None,
    changes: Sequence[Change] = (),
    reason: str = "",
    version: int | None = None,
) -> Entry:
    """An unsaved entry, for bulk writes. `thread` is the subject itself unless said otherwise."""
    page = thread or subject
    return Entry(
        at=at,
        actor_id=by.id,
        via=by.via,
        what=what,
        thread_kind=page.kind,
        thread_id=page.id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_name=subject.name[:300],
        changes=[list(change) for change in changes],
        reason=reason,
        version=version,
    )


def record(
    *,
    by: Author,
    at: datetime,
    what: str,
    subject: Thing,
    thread: Thing | None = None,
    changes: Sequence[Change] = (),
    reason: str = "",
    version: int | None = None,
) -> Entry:
    """Append one entry. Refuses to run outside the transaction of the change it records."""
    _inside()
    made = entry(
        by=by, at=at, what=what, subject=subject, thread=thread, changes=changes, reason=reason, version=version
    )
    made.save(force_insert=True)
    return made


def record_each(
    *, by: Author, at: datetime, what: str, things: Iterable[tuple[Thing, Sequence[Change]]], version: int | None = None
) -> None:
    """Append one entry for each of many things the same happened to, in the transaction that did it."""
    _inside()
    rows = (
        (at, by.id, by.via, what, thing.kind, thing.id, thing.kind, thing.id, thing.name[:300], changes, "", version)
        for thing, changes in things
    )
    bulk.insert(Entry, COLUMNS, rows)


def record_all(entries: Iterable[Entry]) -> None:
    """Append many entries made by `entry`, in the transaction of the changes they record."""
    _inside()
    bulk.insert(Entry, COLUMNS, ([getattr(made, column) for column in COLUMNS] for made in entries))


def _inside() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A journal entry belongs in the transaction of the change it records.")
