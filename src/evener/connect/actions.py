"""Every write of an import. A file goes in as a whole: all rows that can be taken in one transaction, or none."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evener.connect.fields import KIND_NAMES
from evener.connect.models import ImportBatch, ImportStatus
from evener.connect.pipeline import Outlook, Progress, Settings, Source, look
from evener.connect.report import Report
from evener.connect.writing import write
from evener.journal.actions import record
from evener.journal.rules import Change, Thing
from evener.people.rules import Viewer
from evener.problems import Conflict, NotAllowed, Refused

FOLDER = "imports"
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
            "columns": self.source.columns().plain(self.source.table),
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
        stored = [_store(rejects.csv(), name=_rejects_name(rejects.file)) for rejects in outlook.rejects]
        try:
            batch = _write(by, at, request, outlook, batch_id=batch_id, stored=stored, progress=progress)
        except (Conflict, IntegrityError):
            remove_stored(stored)
            if attempt == ATTEMPTS:
                raise Conflict(_("Others kept changing the same deals. Nothing was imported; try again.")) from None
        except BaseException:
            remove_stored(stored)
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
    stored: Sequence[Mapping[str, Any]],
    progress: Progress | None,
) -> ImportBatch:
    files = [file.plain() for file in request.files]
    with transaction.atomic():
        batch = _batch(by, at, batch_id)
        write(outlook.plan, by=by, at=at, progress=progress)
        _tell(batch, outlook, files=files, stored=stored)
        batch.status, batch.applied_at, batch.failure = ImportStatus.APPLIED, at, ""
        batch.choices = plain_settings(request.settings)
        batch.save()
        changes: list[Change] = [
            (str(KIND_NAMES[kind]), None, f"+{counts.created} ~{counts.updated} ={counts.unchanged} –{counts.rejected}")
            for kind, counts in outlook.plan.counts.items()
            if counts.rows
        ]
        record(by=by, at=at, what="import.applied", subject=Thing("import", batch.pk, str(batch)), changes=changes)
    return batch


def _batch(by: Viewer, at: datetime, batch_id: int | None) -> ImportBatch:
    if batch_id is None:
        return ImportBatch(owner_id=by.id, created_at=at)
    batch = ImportBatch.objects.select_for_update().get(id=batch_id)
    if batch.status == ImportStatus.APPLIED:
        raise Refused(_("This file is imported already. Start another import."))
    return batch


def _tell(
    batch: ImportBatch, outlook: Outlook, *, files: list[dict[str, Any]], stored: Sequence[Mapping[str, Any]]
) -> None:
    report = Report.of(outlook, applied=True).plain()
    batch.files = files
    batch.problems = report["problems"][:KEPT_PROBLEMS]
    batch.problem_count = len(report["problems"])
    batch.notes = report["notes"]
    batch.counts = {kind.value: counts.plain() for kind, counts in outlook.plan.counts.items()}
    batch.rejects = list(stored)


def plain_settings(chosen: Settings) -> dict[str, Any]:
    return {"currency": chosen.currency, "day_first": chosen.day_first, "stages": dict(chosen.stages)}


# Files kept below the data folder, under names nobody can guess.


def _rejects_name(file: str) -> str:
    return f"{Path(file).stem} – left out.csv"


def _store(data: bytes, *, name: str) -> dict[str, Any]:
    """Keep a file; its name there is random, `name` is what it is fetched as."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stored = f"{FOLDER}/{secrets.token_hex(16)}"
    path = Path(settings.MEDIA_ROOT) / stored
    path.write_bytes(data)
    path.chmod(0o600)
    return {"name": name, "stored": stored, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def remove_stored(files: Sequence[Mapping[str, Any]]) -> None:
    for file in files:
        if file.get("stored"):
            (Path(settings.MEDIA_ROOT) / file["stored"]).unlink(missing_ok=True)
