"""Every write to long work: starting it, how far it is, stopping it, how it ended."""

from __future__ import annotations

import logging
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks.base import Task

from evener.jobs import live
from evener.jobs.models import Work
from evener.jobs.rules import ENDED, Cancelled, State, Stopped
from evener.people.rules import Viewer
from evener.problems import NotThere, Problem, Refused, Text

log = logging.getLogger(__name__)

# How often progress is written down, in seconds: a person looks once a second.
WRITE_EVERY = 0.5
FOLDER = "work"


def start_work(
    *,
    by: Viewer,
    at: datetime,
    kind: str,
    title: Text,
    task: Task[Any, Any],
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    page: str = "",
) -> Work:
    """Put work into the queue, in the caller's transaction if there is one.

    `task` (made by `django_tasks.task`) is called with the work's id before `args`, which must be JSON values. It runs
    its body inside `with running(work_id) as work:`.
    """
    with transaction.atomic():
        work = Work.objects.create(kind=kind, owner_id=by.id, title=str(title)[:200], page=page, created_at=at)
        result = task.enqueue(work.pk, *args, **(kwargs or {}))
        work.task_id = str(result.id)
        work.save(update_fields=["task_id"])
        transaction.on_commit(live.wake.set)
    return work


def cancel_work(*, by: Viewer, at: datetime, work_id: int) -> None:
    """Stop one's own work: at once while it waits, at its next step while it runs."""
    # Before the database is asked: the job may be holding the lock this write waits for.
    if Work.objects.visible_to(by).filter(id=work_id).exclude(state__in=list(ENDED)).exists():
        live.cancelled.add(work_id)
    with transaction.atomic():
        work = Work.objects.visible_to(by).select_for_update().filter(id=work_id).first()
        if work is None:
            raise NotThere(_("There is no such work."))
        if work.has_ended:
            live.forget(work_id)
            raise Refused(_("This has ended already."))
        work.cancel_requested = True
        if work.state == State.WAITING:
            work.state, work.ended_at = State.CANCELLED, at
        work.save(update_fields=["cancel_requested", "state", "ended_at"])


@dataclass(slots=True)
class Running:
    """Work in progress, as a job holds it. `owner_id` is who started it."""

    id: int
    owner_id: int
    done: int = 0
    total: int = 0
    message: str = ""
    _written: float = field(default=0.0)
    _file: Path | None = field(default=None)
    _file_name: str = field(default="")

    def step(self, done: int, total: int | None = None, message: Text = "") -> None:
        """Say how far it is. Cheap enough for every batch of rows. Raises Cancelled or Stopped when it must end."""
        self.done = done
        self.total = self.total if total is None else total
        self.message = str(message) or self.message
        live.progress[self.id] = live.Progress(self.done, self.total, self.message)
        self.check()

    def check(self) -> None:
        """Raise Cancelled or Stopped when it must end; write progress down now and then."""
        if live.stopping.is_set():
            raise Stopped
        if self.id in live.cancelled:
            raise Cancelled
        now = time.monotonic()
        # Inside the job's own transaction nobody would see the write.
        if now - self._written >= WRITE_EVERY and not inside_transaction():
            self._written = now
            rows = Work.objects.filter(id=self.id)
            rows.update(done=self.done, total=self.total, message=self.message[:500])
            if rows.filter(cancel_requested=True).exists():
                raise Cancelled

    def new_file(self, name: str) -> Path:
        """Where to write the file that comes of this work; whoever started it may fetch it for three days as `name`."""
        folder = settings.DATA_DIR / FOLDER / secrets.token_hex(16)
        folder.mkdir(parents=True, mode=0o700)
        self._file, self._file_name = folder / name, name
        return self._file

    def fields(self) -> dict[str, Any]:
        found: dict[str, Any] = {"done": self.done, "total": self.total, "message": self.message[:500]}
        if self._file is not None and self._file.exists():
            found["file"] = str(self._file.relative_to(settings.DATA_DIR))
            found["file_name"], found["file_size"] = self._file_name, self._file.stat().st_size
        return found

    def drop_file(self) -> None:
        if self._file is not None:
            shutil.rmtree(self._file.parent, ignore_errors=True)
            self._file = None


@contextmanager
def running(work_id: int) -> Iterator[Running]:
    """The frame of a job: its end is written down however it ends, and only Stopped goes on to the queue.

    Stopped by its owner before it began, `with` raises Cancelled and its block does not run. A Problem is shown to the
    person in its words; anything else is logged and shown as a failure of ours.
    """
    work = _begin(work_id)
    try:
        yield work
    except Cancelled:
        _end(work, State.CANCELLED, message="")
    except Stopped:
        work.drop_file()
        Work.objects.filter(id=work_id).update(state=State.WAITING, started_at=None)
        raise
    except Problem as problem:
        _end(work, State.FAILED, message=str(problem))
    except Exception:
        log.exception("work %d failed", work_id)
        _end(work, State.FAILED, message=_("Something went wrong here. The server's log says what."))
    else:
        _end(work, State.DONE, message=work.message)
    finally:
        live.forget(work_id)


def inside_transaction() -> bool:
    return connection.in_atomic_block


def _begin(work_id: int) -> Running:
    """The work, now running; Cancelled when somebody stopped it before."""
    live.forget(work_id)  # of work that had this number before a restore
    with transaction.atomic():
        work = Work.objects.select_for_update().filter(id=work_id).first()
        if work is not None and not work.has_ended:
            stopped = work.cancel_requested
            work.state = State.CANCELLED if stopped else State.RUNNING
            work.started_at, work.ended_at, work.done = timezone.now(), timezone.now() if stopped else None, 0
            work.save(update_fields=["state", "started_at", "ended_at", "done"])
    if work is None or work.state != State.RUNNING:
        raise Cancelled
    return Running(id=work.pk, owner_id=work.owner_id, total=work.total)


def _end(work: Running, state: State, *, message: str) -> None:
    if state != State.DONE:
        work.drop_file()
    rows = Work.objects.filter(id=work.id).exclude(state__in=list(ENDED))
    rows.update(**work.fields() | {"state": state, "ended_at": timezone.now(), "message": message[:500]})


def lost(*, task_ids: Sequence[str], at: datetime, for_good: bool) -> None:
    """Work whose runner died: it waits for another, or has failed when it was tried often enough."""
    rows = Work.objects.filter(task_id__in=list(task_ids)).exclude(state__in=list(ENDED))
    if for_good:
        message = _("It was interrupted several times. Start it again; if that repeats, look into the server's log.")
        rows.update(state=State.FAILED, ended_at=at, message=message)
    else:
        rows.update(state=State.WAITING, started_at=None)


def prune_files(*, before: datetime) -> int:
    """Remove the files of work that ended before `before`; the number removed."""
    old = Work.objects.filter(ended_at__lt=before).exclude(file="")
    count = 0
    for work in old:
        shutil.rmtree((settings.DATA_DIR / work.file).parent, ignore_errors=True)
        count += 1
    old.update(file="", file_name="", file_size=0)
    return count
