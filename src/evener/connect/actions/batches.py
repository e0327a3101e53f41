"""An import in steps, as the page leads through it: files, columns, check, import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evener.connect.actions import stored
from evener.connect.actions.applying import (
    Given,
    Request,
    apply,
    plain_settings,
    require_import,
    store_rejects,
    tell,
)
from evener.connect.cells import clean
from evener.connect.fields import Kind
from evener.connect.files import Limits, Table, read_bytes
from evener.connect.headers import recognise
from evener.connect.mapping import choose
from evener.connect.models import ImportBatch, ImportStatus
from evener.connect.pipeline import Progress, Settings, Source, look
from evener.people.rules import Viewer
from evener.problems import Invalid, NotThere, Refused

SAMPLES = 3
MOST_FILES = 10


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose for one file: its kind, and field → header."""

    kind: Kind
    columns: Mapping[str, str]


def receive(*, by: Viewer, at: datetime, uploads: Sequence[Upload], limits: Limits) -> ImportBatch:
    """Keep files that can be read, with a guess at what they hold. Nothing is imported yet."""
    require_import(by)
    if not uploads:
        raise Invalid({"file": _("Choose a file first.")})
    if len(uploads) > MOST_FILES:
        raise Invalid({"file": _("At most %(most)d files at once.") % {"most": MOST_FILES}})
    tables = [read_bytes(upload.data, name=upload.name, limits=limits) for upload in uploads]
    kept = [stored.store(upload.data, name=upload.name) for upload in uploads]
    files = [file | _described(table) for file, table in zip(kept, tables, strict=True)]
    try:
        return ImportBatch.objects.create(owner_id=by.id, created_at=at, files=files)
    except BaseException:
        stored.remove(kept)
        raise


def _described(table: Table) -> dict[str, Any]:
    """What the columns step shows: headers, a few values of each, and the guess."""
    kind = recognise(table.headers, table.rows[:200]) or Kind.DEALS
    return {
        "rows": table.row_count, "headers": list(table.headers), "samples": _samples(table),
    } | _guessed(table, kind)  # fmt: skip


def _guessed(table: Table, kind: Kind) -> dict[str, Any]:
    chosen = choose(table, kind)
    return {"kind": kind.value, "columns": chosen.plain(table), "sure": dict(chosen.sure)}


def _samples(table: Table) -> list[list[str]]:
    """The first different values of each column that say anything."""
    found = []
    for place in range(len(table.headers)):
        values = dict.fromkeys(text[:60] for row in table.rows[:200] if (text := clean(row[place])))
        found.append(list(values)[:SAMPLES])
    return found


def guess_again(*, by: Viewer, batch_id: int, kinds: Sequence[Kind]) -> ImportBatch:
    """Another kind for files: their columns are guessed anew."""
    with transaction.atomic():
        batch = _held(by, batch_id)
        for file, kind in zip(batch.files, kinds, strict=True):
            if file["kind"] != kind:
                file |= _guessed(_table(file), kind)
        batch.status = ImportStatus.UPLOADED
        batch.save(update_fields=["files", "status"])
    return batch


def choose_columns(*, by: Viewer, batch_id: int, choices: Sequence[Choice], settings: Settings) -> ImportBatch:
    """Keep what a person chose. What cannot be is refused in their words, and nothing is kept."""
    batch = _held(by, batch_id, lock=False)
    files = [
        file | {"kind": choice.kind.value, "columns": dict(choice.columns), "sure": {}}
        for file, choice in zip(batch.files, choices, strict=True)
    ]
    for file in files:
        _source(file)  # refuses what cannot be
    with transaction.atomic():
        batch = _held(by, batch_id)
        batch.files, batch.choices, batch.status = files, plain_settings(settings), ImportStatus.UPLOADED
        batch.save(update_fields=["files", "choices", "status"])
    return batch


def choose_stages(*, by: Viewer, batch_id: int, stages: Mapping[str, str]) -> ImportBatch:
    """Keep what the file's stages are called here, beside what was chosen before."""
    with transaction.atomic():
        batch = _held(by, batch_id)
        batch.choices = batch.choices | {"stages": {**batch.choices.get("stages", {}), **stages}}
        batch.save(update_fields=["choices"])
    return batch


def check_batch(*, by: Viewer, at: datetime, batch_id: int, progress: Progress | None = None) -> ImportBatch:
    """The dry run of a batch, kept with it for the page that shows it."""
    require_import(by)
    request = request_of(_held(by, batch_id, lock=False))
    outlook = look(by=by, at=at, sources=request.sources, settings=request.settings, progress=progress)
    rejects = store_rejects(outlook)
    with transaction.atomic():
        batch = _held(by, batch_id)
        old = list(batch.rejects)
        tell(batch, outlook, rejects=rejects)
        batch.status = ImportStatus.CHECKED
        batch.save()
        transaction.on_commit(lambda: stored.remove(old))
    return batch


def apply_batch(*, by: Viewer, at: datetime, batch_id: int, progress: Progress | None = None) -> ImportBatch:
    """Import a batch that was checked."""
    batch = _held(by, batch_id, lock=False)
    _report, done = apply(by=by, at=at, request=request_of(batch), batch_id=batch_id, progress=progress)
    return done


def give_to_work(*, by: Viewer, batch_id: int, work_id: int) -> None:
    """Remember the long work that does the next step."""
    with transaction.atomic():
        _held(by, batch_id)
        ImportBatch.objects.filter(id=batch_id).update(work_id=work_id)


def discard(*, by: Viewer, batch_id: int) -> None:
    """Forget an import that was not made. One that was stays."""
    with transaction.atomic():
        batch = _held(by, batch_id)
        files = [*batch.files, *batch.rejects]
        batch.delete()
        transaction.on_commit(lambda: stored.remove(files))


def clear_away(*, before: datetime) -> int:
    """Remove the files of imports begun before `before`, and those imports that never were made; the number cleared."""
    count = 0
    for batch in ImportBatch.objects.filter(created_at__lt=before).exclude(files=[]).iterator(200):
        kept = [*batch.files, *batch.rejects]
        if not any(file.get("stored") for file in kept):
            continue
        if batch.status != ImportStatus.APPLIED:
            batch.delete()
        else:
            batch.files = [file | {"stored": ""} for file in batch.files]
            batch.rejects = [file | {"stored": ""} for file in batch.rejects]
            batch.save(update_fields=["files", "rejects"])
        stored.remove(kept)
        count += 1
    return count


def request_of(batch: ImportBatch) -> Request:
    """The batch's files, read again, with what was chosen for them."""
    files = [Given(_source(file), file["sha256"], file["size"], file["stored"]) for file in batch.files]
    return Request(files, Settings(**batch.choices))


def _source(file: Mapping[str, Any]) -> Source:
    return Source.complete(_table(file), Kind(file["kind"]), file["columns"])


def _table(file: Mapping[str, Any]) -> Table:
    return read_bytes(stored.path_of(file).read_bytes(), name=file["name"])


def _held(by: Viewer, batch_id: int, *, lock: bool = True) -> ImportBatch:
    """One's own batch that is not imported yet."""
    rows = ImportBatch.objects.visible_to(by)
    batch = (rows.select_for_update() if lock else rows).filter(id=batch_id).first()
    if batch is None:
        raise NotThere(_("There is no such import."))
    if batch.status == ImportStatus.APPLIED:
        raise Refused(_("This is imported already. Start another import."))
    return batch
