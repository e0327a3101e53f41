"""A backup: every table of one moment and the uploaded files, in one ZIP file that either database can read back.

    manifest.json           version, moment, migrations, and for every member its rows and SHA-256
    tables/deals_deal.json  one JSON object a line
    files/deals/2026/03/…   uploads as they lie in the data folder

Left out: sessions and the job queue (nobody stays signed in through a restore, nothing old runs again), what the
database makes of the rest (full-text index, generated columns), and the secret key, which belongs into the operator's
own safe place.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

from evener import __version__
from evener.tables import Table
from evener.upkeep.exports import Step, ZipSink, zip_sink
from evener.upkeep.snapshot import Snapshot, count, pairs, snapshot

FORMAT = 1
# Not part of anybody's data: who is signed in, what waits in the queue, who runs it, answers kept for a repeated call.
LEFT_OUT = frozenset({"django_session", "django_tasks_database_dbtaskresult", "jobs_runner", "rest_keptanswer"})


@dataclass(slots=True)
class Made:
    """What a backup holds."""

    rows: int = 0
    tables: int = 0
    files: int = 0
    missing: list[str] = field(default_factory=list)
    size: int = 0


def every_model() -> list[type[models.Model]]:
    """Every model with a table, in the order of the applications."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def kept_tables() -> list[Table]:
    """Every table that belongs into a backup, with all its columns but those the database computes."""
    return [as_stored(model) for model in every_model() if model._meta.db_table not in LEFT_OUT]


def as_stored(model: type[models.Model]) -> Table:
    names = [field.attname for field in model._meta.concrete_fields if not getattr(field, "generated", False)]
    return Table(model._meta.db_table, model, {name: name for name in names})


def migrations() -> dict[str, list[str]]:
    """What has been applied to this database, by application: the exact shape its rows have."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def back_up(target: Path, *, at: datetime, step: Step) -> Made:
    """Write a backup to `target`, while others go on working. It appears under its name when it is complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    spools = target.with_name(f".{target.name}.spool")
    shutil.rmtree(spools, ignore_errors=True)
    spools.mkdir(mode=0o700)
    try:
        with zip_sink(part, spools) as sink:
            made = _write(sink, at=at, step=step)
        part.chmod(0o600)
        made.size = part.stat().st_size
        part.replace(target)
    finally:
        shutil.rmtree(spools, ignore_errors=True)
    return made


def _write(sink: ZipSink, *, at: datetime, step: Step) -> Made:
    made = Made()
    tables: dict[str, Any] = {}
    with snapshot() as moment:
        wanted = kept_tables()
        total = sum(count(moment, table.model) for table in wanted)
        for table in wanted:
            tables[table.name] = entry = _write_table(sink, moment, table, done=made.rows, total=total, step=step)
            made.rows += entry["rows"]
        made.tables = len(tables)
        uploads = uploaded(moment)
        next_ids = pairs(moment, NEXT_IDS[moment.vendor])
    manifest = {
        "format": FORMAT,
        "evener": __version__,
        "database": moment.vendor,
        "made_at": at.isoformat(),
        "migrations": migrations(),
        "tables": tables,
        "files": _add_files(sink, uploads, made),
        "missing_files": made.missing,
        "next_ids": next_ids,
    }
    sink.spool("manifest.json").write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    sink.done("manifest.json")
    return made


# The last number given in each table, so that none is given twice after a restore.
NEXT_IDS = {
    "sqlite": "SELECT name, seq FROM sqlite_sequence",
    "postgresql": "SELECT t.relname, s.last_value FROM pg_sequences s"
    " JOIN pg_class c ON c.relname = s.sequencename AND c.relnamespace = s.schemaname::regnamespace"
    " JOIN pg_depend d ON d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')"
    " JOIN pg_class t ON t.oid = d.refobjid WHERE s.schemaname = current_schema()",
}


def _write_table(sink: ZipSink, moment: Snapshot, table: Table, *, done: int, total: int, step: Step) -> dict[str, Any]:
    name = f"tables/{table.name}.json"
    spool = sink.spool(name)
    spool.parent.mkdir(exist_ok=True)
    digest = hashlib.sha256()
    rows = 0
    with spool.open("wb", buffering=1 << 20) as file:
        for chunk in moment.lines(table, spelt="json"):
            text = chunk.text + b"\n"
            digest.update(text)
            file.write(text)
            rows += chunk.rows
            step(done + rows, total, table.name)
    sink.done(name)
    return {"rows": rows, "sha256": digest.hexdigest()}


def uploaded(moment: Snapshot) -> list[str]:
    """Paths of every uploaded file the database knows, below the data folder's `files`."""
    found: list[str] = []
    for model in every_model():
        for column in [each.column for each in model._meta.concrete_fields if isinstance(each, models.FileField)]:
            name = model._meta.db_table
            found += [path for (path,) in moment.rows(f'SELECT "{column}" FROM "{name}"') if path]  # noqa: S608
    return found


def _add_files(sink: ZipSink, paths: list[str], made: Made) -> dict[str, str]:
    """Their SHA-256 by path. One that somebody removed since the snapshot is named, not missed."""
    digests: dict[str, str] = {}
    for path in paths:
        source = settings.MEDIA_ROOT / path
        if not source.is_file():
            made.missing.append(path)
            continue
        with source.open("rb") as file:
            digests[path] = hashlib.file_digest(file, "sha256").hexdigest()
        sink.add(source, f"files/{path}")
        made.files += 1
    return digests
