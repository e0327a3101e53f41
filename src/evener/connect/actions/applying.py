"""Checking and applying: a file goes in as a whole, all rows that can be taken in one transaction, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evener.connect.actions import stored
from evener.connect.fields import KIND_NAMES
from evener.connect.models import ImportBatch, ImportStatus
from evener.connect.pipeline import Outlook, Progress, Settings, Source, look
from evener.connect.report import Report
from evener.connect.writing import write
from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.people.rules import Viewer
from evener.problems import Conflict, NotAllowed, Refused

KEPT_PROBLEMS = 1_000
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Given:
    """A file as it was given, and as it was read. `stored` is its name below the data folder, '' when not kept."""

    source: Source
    sha256: str
    size: int
    stored: str = ""

    def plain(self) -> dict[str, Any]:
        return {
            "name": self.source.table.name, "stored": self.stored, "sha256": self.sha256, "size": self.size,
            "rows": self.source.table.row_count, "kind": self.source.kind.value,
            "columns": self.source.chosen.plain(self.source.table),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants imported, and how."""

    files: Sequence[Given]
    settings: Settings = field(default_factory=Settings)

    @property
    def sources(self) -> list[Source]:
        return [file.source for file in self.files]


def require_import(by: Viewer) -> None:
    """Whoever may create deals may import them."""
    if not by.may_write:
        raise NotAllowed(_("Your role lets you read, not change. Ask an admin if you need more."))


def check(*, by: Viewer, at: datetime, request: Request, progress: Progress | None = None) -> Report:
    """What `apply` would do now. Writes nothing."""
    require_import(by)
    outlook = look(by=by, at=at, sources=request.sources, settings=request.settings, progress=progress)
    return Report.of(outlook, applied=False)


def apply(
    *, by: Viewer, at: datetime, request: Request, batch_id: int | None = None, progress: Progress | None = None
) -> tuple[Report, ImportBatch]:
    """Import every row that can be taken, in one transaction with its journal; the report names the others.

    All reading comes before the transaction. What changed in between is noticed and everything is looked at again.
    """
    require_import(by)
    by = by.through("import")
    for attempt in range(1, ATTEMPTS + 1):
        outlook = look(by=by, at=at, sources=request.sources, settings=request.settings)
        rejects = store_rejects(outlook)
        try:
            batch = _write(by, at, request, outlook, batch_id=batch_id, rejects=rejects, progress=progress)
        except (Conflict, IntegrityError):
            stored.remove(rejects)
            if attempt == ATTEMPTS:
                raise Conflict(_("Others kept changing the same deals. Nothing was imported; try again.")) from None
        except BaseException:
            stored.remove(rejects)
            raise
        else:
            return Report.of(outlook, applied=True), batch
    raise AssertionError("unreachable")


def _write(
    by: Viewer,
    at: datetime,
    request: Request,
    outlook: Outlook,
    *,
    batch_id: int | None,
    rejects: Sequence[Mapping[str, Any]],
    progress: Progress | None,
) -> ImportBatch:
    files = [file.plain() for file in request.files]
    with transaction.atomic():
        batch = _batch(by, at, batch_id)
        old = list(batch.rejects)
        write(outlook.plan, by=by, at=at, progress=progress)
        tell(batch, outlook, rejects=rejects)
        batch.files, batch.choices = files, plain_settings(request.settings)
        batch.status, batch.applied_at = ImportStatus.APPLIED, at
        batch.save()
        changes: list[Change] = [
            (str(KIND_NAMES[kind]), None, f"+{counts.created} ~{counts.updated} ={counts.unchanged} –{counts.rejected}")
            for kind, counts in outlook.plan.counts.items()
            if counts.rows
        ]
        record(by=by, at=at, what="import.applied", subject=Thing("import", batch.pk, str(batch)), changes=changes)
        transaction.on_commit(lambda: stored.remove(old))
    return batch


def _batch(by: Viewer, at: datetime, batch_id: int | None) -> ImportBatch:
    if batch_id is None:
        return ImportBatch(owner_id=by.id, created_at=at)
    batch = ImportBatch.objects.select_for_update().get(id=batch_id)
    if batch.status == ImportStatus.APPLIED:
        raise Refused(_("This is imported already. Start another import."))
    return batch


def store_rejects(outlook: Outlook) -> list[dict[str, Any]]:
    """Keep the rows left out, a file for each file; `rows` says how many."""
    return [
        stored.store(rejects.csv(), name=_rejects_name(rejects.file)) | {"rows": len(rejects.rows)}
        for rejects in outlook.rejects
    ]


def _rejects_name(file: str) -> str:
    return _("%(name)s – left out.csv") % {"name": Path(file).stem}


def tell(batch: ImportBatch, outlook: Outlook, *, rejects: Sequence[Mapping[str, Any]]) -> None:
    """Put the report on the batch."""
    report = Report.of(outlook, applied=True).plain()
    batch.problems = report["problems"][:KEPT_PROBLEMS]
    batch.problem_count = len(report["problems"])
    batch.notes = report["notes"]
    batch.findings = report["findings"]
    batch.counts = {kind.value: counts.plain() for kind, counts in outlook.plan.counts.items()}
    batch.rejects = list(rejects)
    batch.preview = outlook.plan.preview()


def plain_settings(chosen: Settings) -> dict[str, Any]:
    return {"currency": chosen.currency, "day_first": chosen.day_first, "stages": dict(chosen.stages)}
