"""Reading the record of one thing. Callers have checked that the viewer may see the thread."""

from __future__ import annotations

from evener.journal.models import Entry


def thread(kind: str, id: int, *, before: int | None = None, limit: int = 50) -> list[Entry]:
    """Newest entries of a thread first, with their actor; `before` is the last id of the page above."""
    entries = Entry.objects.filter(thread_kind=kind, thread_id=id).select_related("actor")
    if before is not None:
        entries = entries.filter(id__lt=before)
    return list(entries.order_by("-id")[:limit])


def since_version(kind: str, id: int, *, version: int) -> list[Entry]:
    """Entries of a thread made after `version`, oldest first."""
    entries = Entry.objects.filter(thread_kind=kind, thread_id=id, version__gt=version).select_related("actor")
    return list(entries.order_by("id"))


def newest(kind: str, id: int, *, what: str) -> Entry | None:
    """The newest entry of one kind in a thread, with its actor."""
    entries = Entry.objects.filter(thread_kind=kind, thread_id=id, what=what).select_related("actor")
    return entries.order_by("-id").first()
