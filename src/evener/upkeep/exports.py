"""Everything Evener knows, as CSV for spreadsheets and JSON for programs: one file of each per table.

Rows are streamed from one snapshot, so memory stays small and the files agree with each other. An export is written
beside its destination and takes its name when it is complete: a stopped one leaves nothing.
"""

from __future__ import annotations

import shutil
import threading
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import orjson
from django.conf import settings
from django.utils.translation import gettext as _
from isal import isal_zlib

from evener import __version__
from evener.asks import answers
from evener.problems import Refused
from evener.tables import Table
from evener.upkeep.snapshot import Snapshot, count, snapshots

Step = Callable[[int, int, str], None]
# Seconds between two looks at whether the export is still wanted, while the other thread writes the last file.
BREATH = 0.2


def tables() -> list[Table]:
    """What every room gives away, in wiring's order."""
    return [table for tables_of in answers("export") for table in tables_of()]


@dataclass(slots=True)
class Written:
    """What an export holds: rows per table, the number of uploaded files, and paths of those that were gone."""

    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    missing: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.rows.values())


class Sink(Protocol):
    """Where finished files go."""

    def spool(self, name: str) -> Path: ...
    def done(self, name: str) -> None: ...
    def add(self, source: Path, name: str) -> None: ...


def export_folder(target: Path, *, at: datetime, step: Step) -> Written:
    """Write an export into `target`, which must be new or empty."""
    refuse_taken(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        beside.mkdir(mode=0o700)
        written = _write(FolderSink(beside), at=at, step=step)
        beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return written


def refuse_taken(target: Path) -> None:
    """An export never mixes with what is there already."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refused(_("“%(name)s” holds something already. Name a new folder.") % {"name": target})


def export_zip(target: Path, *, at: datetime, step: Step) -> Written:
    """Write an export as one ZIP file; a second thread compresses while this one reads."""
    spools = target.with_name(f"{target.name}.spool")
    spools.mkdir(mode=0o700)
    try:
        with zip_sink(target, spools) as sink:
            return _write(sink, at=at, step=step)
    finally:
        shutil.rmtree(spools, ignore_errors=True)


def _write(sink: Sink, *, at: datetime, step: Step) -> Written:
    """Two readers of one moment, each taking the longest file that is left: the database has two cores to spell it."""
    with snapshots(2) as [mine, others], ThreadPoolExecutor(1, thread_name_prefix="export") as pool:
        wanted = tables()
        written = Written({table.name: count(mine, table.model) for table in wanted})
        both = [(table, spelt) for table in wanted for spelt in ("json", "csv")]
        left = deque(sorted(both, key=lambda file: -written.rows[file[0].name]))
        progress = Progress(2 * written.total, step, table=left[0][0].name)
        other = pool.submit(_write_files, sink, others, left, progress.count)
        try:
            progress.tell(0, progress.table)
            _write_files(sink, mine, left, progress.tell)
            while not wait([other], timeout=BREATH).done:
                progress.tell(0, progress.table)
            other.result()
        finally:
            left.clear()
            progress.stopped.set()
        for table in wanted:
            if table.files:
                _add_files(sink, mine, table, written)
    manifest = {"evener": __version__, "made_at": at.isoformat(), "rows": written.rows, "files": written.files}
    sink.spool("manifest.json").write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    sink.done("manifest.json")
    return written


class Progress:
    """Rows written by both threads; only the one that began may tell, as what it tells is kept in the database."""

    def __init__(self, total: int, step: Step, *, table: str) -> None:
        self.total, self.step, self.rows, self.table, self.stopped = total, step, 0, table, threading.Event()

    def count(self, rows: int, table: str) -> None:
        if self.stopped.is_set():
            raise CancelledError
        self.rows += rows  # a row too few in the sum, if both add at once, does no harm
        self.table = table

    def tell(self, rows: int, table: str) -> None:
        self.rows += rows
        self.step(min(self.rows, self.total), self.total, table)


def _write_files(
    sink: Sink, moment: Snapshot, left: deque[tuple[Table, str]], wrote: Callable[[int, str], None]
) -> None:
    while left:
        try:
            table, spelt = left.popleft()
        except IndexError:  # the other took the last one
            return
        name = f"{table.name}.{spelt}"
        with sink.spool(name).open("wb", buffering=1 << 20) as file:
            for rows, text in _csv(moment, table) if spelt == "csv" else _json(moment, table):
                file.write(text)
                if rows:
                    wrote(rows, table.name)
        sink.done(name)


def _csv(moment: Snapshot, table: Table) -> Iterator[tuple[int, bytes]]:
    """How many rows, and their text."""
    yield 0, header(table)
    for chunk in moment.lines(table, spelt="csv"):
        yield 0, b"\n"
        yield chunk.rows, chunk.text
    yield 0, b"\n"


def _json(moment: Snapshot, table: Table) -> Iterator[tuple[int, bytes]]:
    before = b"[\n"
    for chunk in moment.lines(table, spelt="json", between=",\n"):
        yield 0, before
        yield chunk.rows, chunk.text
        before = b",\n"
    yield 0, b"\n]\n" if before == b",\n" else b"[]\n"


def header(table: Table) -> bytes:
    """The byte order mark makes spreadsheets read UTF-8 as what it is."""
    return ("\ufeff" + ",".join([*table.columns, *table.money])).encode()


def _add_files(sink: Sink, moment: Snapshot, table: Table, written: Written) -> None:
    column, name = table.columns[table.files], table.model._meta.db_table
    for (path,) in moment.rows(f'SELECT "{column}" FROM "{name}" ORDER BY id'):  # noqa: S608 - our own names
        source = settings.MEDIA_ROOT / path
        if source.is_file():
            sink.add(source, f"files/{path}")
            written.files += 1
        elif path:
            written.missing.append(path)


class FolderSink:
    """Files are written where they stay."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def spool(self, name: str) -> Path:
        return self.folder / name

    def done(self, name: str) -> None:
        pass

    def add(self, source: Path, name: str) -> None:
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


class ZipSink:
    """Files are written beside the archive, packed by another thread, and removed."""

    def __init__(self, archive: zipfile.ZipFile, spools: Path, pool: ThreadPoolExecutor) -> None:
        self.archive, self.spools, self.pool = archive, spools, pool
        self.pending: list[Future[None]] = []
        self.lock = threading.Lock()

    def spool(self, name: str) -> Path:
        return self.spools / name

    def done(self, name: str) -> None:
        self._later(lambda: self._pack(self.spools / name, name, zipfile.ZIP_DEFLATED, remove=True))

    def add(self, source: Path, name: str) -> None:
        self._later(lambda: self._pack(source, name, zipfile.ZIP_STORED, remove=False))

    def _later(self, pack: Callable[[], None]) -> None:
        with self.lock:
            ready = [future for future in self.pending if future.done()]
            self.pending = [future for future in self.pending if future not in ready]
            self.pending.append(self.pool.submit(pack))
        for future in ready:
            future.result()

    def _pack(self, source: Path, name: str, method: int, *, remove: bool) -> None:
        entry = zipfile.ZipInfo.from_file(source, name, strict_timestamps=False)
        entry.compress_type = method
        with source.open("rb") as file, self.archive.open(entry, "w") as packed:
            if method == zipfile.ZIP_DEFLATED:
                pack_quickly(packed)
            shutil.copyfileobj(file, packed, 1 << 20)
        if remove:
            source.unlink()

    def finish(self) -> None:
        for future in self.pending:
            future.result()


def pack_quickly(packed: Any) -> None:
    """The same deflate from another library: 200 MB of journal in 0.2 s instead of 0.8, and as small.

    `zipfile` has no public place for it. Should the attribute be called otherwise one day, packing is only slower.
    """
    packed._compressor = isal_zlib.compressobj(level=1, method=isal_zlib.DEFLATED, wbits=-isal_zlib.MAX_WBITS)


@contextmanager
def zip_sink(target: Path, spools: Path) -> Iterator[ZipSink]:
    """A new archive at `target`; removed again when the block fails."""
    try:
        with (
            zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=1) as archive,
            ThreadPoolExecutor(1, thread_name_prefix="pack") as pool,
        ):
            sink = ZipSink(archive, spools, pool)
            try:
                yield sink
                sink.finish()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    except BaseException:
        target.unlink(missing_ok=True)
        raise
