"""Bringing a backup back, while the server runs.

Everything is checked before anything is changed. Uploaded files come first (their names are random, so none is
overwritten), then the data changes in one step, then files nobody refers to any more are removed. Whatever fails on the
way leaves Evener as it was.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from evener.problems import Refused
from evener.tables import Table
from evener.upkeep import replacing
from evener.upkeep.backups import FORMAT, kept_tables, migrations
from evener.upkeep.exports import Step

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """An open backup whose manifest fits this Evener."""

    archive: zipfile.ZipFile
    manifest: Mapping[str, Any]

    @property
    def rows(self) -> int:
        return sum(entry["rows"] for entry in self.manifest["tables"].values())

    def lines(self, table: Table) -> Iterator[dict[str, Any]]:
        """The rows of one table, as objects."""
        with self.archive.open(f"tables/{table.name}.json") as file:
            for line in file:
                yield orjson.loads(line)

    def first(self, table: str) -> dict[str, Any]:
        with self.archive.open(f"tables/{table}.json") as file:
            found: dict[str, Any] = orjson.loads(file.readline() or b"{}")
        return found


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Open a backup and check that it is one, and one of exactly this Evener. Refused says why not."""
    if not path.is_file():
        raise Refused(_("There is no file “%(name)s”.") % {"name": path})
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = orjson.loads(archive.read("manifest.json"))
            _check_manifest(manifest)
            yield Backup(archive, manifest)
    except (zipfile.BadZipFile, KeyError, orjson.JSONDecodeError, EOFError, OSError) as error:
        raise Refused(
            _("“%(name)s” is not a whole Evener backup: %(why)s.") % {"name": path, "why": str(error).rstrip(".")}
        ) from error


def _check_manifest(manifest: Mapping[str, Any]) -> None:
    if not isinstance(manifest, dict) or "format" not in manifest:
        raise KeyError("it has no manifest")
    version = manifest.get("evener", "?")
    if manifest["format"] != FORMAT:
        raise Refused(
            _("This backup was written by Evener %(version)s in a format this one does not read.")
            % {"version": version}
        )
    theirs, ours = manifest["migrations"], migrations()
    if theirs != ours:
        raise Refused(
            _(
                "This backup was made by Evener %(version)s, whose tables look different. Install that version,"
                " restore there, then upgrade."
            )
            % {"version": version}
        )


def verify(backup: Backup, *, step: Step) -> None:
    """Read all of it once and hold it against its own checksums. Refused names the first part that differs."""
    tables = backup.manifest["tables"]
    missing = {table.name for table in kept_tables()} - set(tables)
    if missing:
        raise Refused(_("The backup lacks: %(names)s.") % {"names": ", ".join(sorted(missing))})
    parts = {f"tables/{name}.json": entry["sha256"] for name, entry in tables.items()}
    for path in backup.manifest["files"]:
        _check_path(path)
    parts |= {f"files/{path}": digest for path, digest in backup.manifest["files"].items()}
    for done, (name, expected) in enumerate(parts.items(), start=1):
        digest = hashlib.sha256()
        with backup.archive.open(name) as file:
            while block := file.read(BLOCK):
                digest.update(block)
        if digest.hexdigest() != expected:
            raise Refused(_("“%(name)s” in the backup is damaged. Nothing was changed.") % {"name": name})
        step(done, len(parts), _("checking"))


def _check_path(path: str) -> None:
    """A path from the manifest stays below the uploads' folder."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts:
        raise Refused(_("The backup names a file outside its folder: “%(name)s”.") % {"name": path})


def restore(backup: Backup, *, step: Step) -> int:
    """Replace everything by what a verified backup holds; the number of rows."""
    known = set(backup.manifest["files"])
    arrived = _place_files(backup)
    try:
        replace: Callable[..., int] = REPLACE[connection.vendor]
        rows = replace(backup, kept_tables(), step=step)
    except BaseException:
        for path in arrived:
            path.unlink(missing_ok=True)
        raise
    _remove_orphans(known)
    return rows


REPLACE: dict[str, Callable[..., int]] = {
    "sqlite": replacing.replace_sqlite,
    "postgresql": replacing.replace_postgres,
}


def _place_files(backup: Backup) -> list[Path]:
    """Put the uploads where they belong; those that were not there before."""
    arrived: list[Path] = []
    for path in backup.manifest["files"]:
        target: Path = settings.MEDIA_ROOT / path
        if target.exists():
            continue  # a random name: it is the same file
        target.parent.mkdir(parents=True, exist_ok=True)
        with (
            backup.archive.open(f"files/{path}") as source,
            tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file,
        ):
            shutil.copyfileobj(source, file, BLOCK)
        Path(file.name).replace(target)
        arrived.append(target)
    return arrived


def _remove_orphans(known: set[str]) -> None:
    for path in sorted(settings.MEDIA_ROOT.rglob("*")):
        if path.is_file() and path.relative_to(settings.MEDIA_ROOT).as_posix() not in known:
            path.unlink(missing_ok=True)
