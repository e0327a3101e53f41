"""Runs what waits in the queue: in a thread of the server, or alone as `evener jobs`.

On top of django-tasks-db: a failed job is tried again after a pause, the jobs of a process that died go back into the
queue, and what is old is cleared away.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from evener.asks import answers
from evener.jobs import live
from evener.jobs.actions import lost, prune_files
from evener.jobs.models import Runner
from evener.jobs.rules import (
    BEAT_SECONDS,
    KEEP_FILES,
    KEEP_RESULTS,
    MAX_ATTEMPTS,
    Cancelled,
    Stopped,
    is_gone,
    pause_after,
)
from evener.problems import Problem

log = logging.getLogger(__name__)

Job = DBTaskResult[Any, Any]

PAUSE_SECONDS = 1.0
LOOK_AFTER_SECONDS = 60.0
DAY_SECONDS = 24 * 60 * 60.0


class Worker:
    """One runner. `live.stopping` ends it."""

    def __init__(self) -> None:
        self.name = secrets.token_hex(16)

    def run(self) -> None:
        """Run jobs until told to stop. Survives a database that is away for a while."""
        threading.Thread(target=self._beat, name="jobs-beat", daemon=True).start()
        looked = cleared = float("-inf")
        while not live.stopping.is_set():
            try:
                now = time.monotonic()
                if now - looked > LOOK_AFTER_SECONDS:
                    looked = now
                    self.beat()
                    requeue_lost(except_name=self.name)
                if now - cleared > DAY_SECONDS:
                    cleared = now
                    clear_old()
                ran = self.run_one()
            except (DatabaseError, InterfaceError):
                log.exception("jobs: the database does not answer")
                connection.close()
                ran = False
                live.stopping.wait(5)
            if not ran and not live.stopping.is_set():
                live.wake.wait(PAUSE_SECONDS)
                live.wake.clear()
            close_old_connections()
        self._leave()

    def run_one(self) -> bool:
        """Run the next job that is ready; False when there is none."""
        row = self._claim()
        if row is None:
            return False
        run_job(row)
        return True

    def _claim(self) -> Job | None:
        ready = DBTaskResult.objects.ready()
        if not ready.exists():  # without taking SQLite's write lock every second
            return None
        with transaction.atomic():
            row = ready.get_locked()
            if row is not None:
                row.claim(self.name)
        return row

    def beat(self) -> None:
        """Write down that this runner is there."""
        now = timezone.now()
        Runner.objects.update_or_create(
            name=self.name,
            defaults={"beat_at": now},
            create_defaults={
                "beat_at": now, "started_at": now, "host": socket.gethostname()[:120], "pid": os.getpid()
            },
        )  # fmt: skip

    def _beat(self) -> None:
        while not live.stopping.wait(BEAT_SECONDS):
            try:
                self.beat()  # made anew where a restore removed it
            except (DatabaseError, InterfaceError):
                log.warning("jobs: could not write the sign of life")
            finally:
                connection.close()

    def _leave(self) -> None:
        try:
            Runner.objects.filter(name=self.name).delete()
        except (DatabaseError, InterfaceError):
            log.warning("jobs: could not sign off")
        finally:
            connection.close()


def run_job(row: Job) -> None:
    """Run one claimed job and write down how it ended."""
    attempt = len(row.worker_ids)
    try:
        value = row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except Cancelled:
        row.set_successful(None)
    except Stopped:
        # Not the job's fault: this attempt does not count.
        _put_back(row, worker_ids=row.worker_ids[:-1], pause=timedelta())
    except Problem as problem:
        row.set_failed(problem)  # a rule said no, and would say so again
    except Exception as error:
        log.exception("jobs: %s failed, attempt %d of %d", row.task_path, attempt, MAX_ATTEMPTS)
        if attempt < MAX_ATTEMPTS:
            _put_back(row, worker_ids=row.worker_ids, pause=pause_after(attempt))
        else:
            row.set_failed(error)
            lost(task_ids=[str(row.pk)], at=timezone.now(), for_good=True)
    else:
        row.set_successful(value)


def _put_back(row: Job, *, worker_ids: list[str], pause: timedelta) -> None:
    row.status, row.started_at, row.worker_ids = TaskResultStatus.READY, None, worker_ids
    row.run_after = timezone.now() + pause
    row.save(update_fields=["status", "started_at", "worker_ids", "run_after"])


def run_waiting(*, limit: int = 1000) -> int:
    """Run everything that is ready in this thread, for tests and for commands that wait; how many jobs ran."""
    worker = Worker()
    count = 0
    while count < limit and worker.run_one():
        count += 1
    return count


def requeue_lost(*, except_name: str = "") -> int:
    """Put the jobs of dead runners back into the queue; how many."""
    now = timezone.now()
    there = {runner.name for runner in _living(except_name=except_name)}
    with transaction.atomic():
        running = DBTaskResult.objects.running().select_for_update(skip_locked=True)
        gone = [row for row in running if not row.worker_ids or row.worker_ids[-1] not in there]
        for row in gone:
            if len(row.worker_ids) < MAX_ATTEMPTS:
                _put_back(row, worker_ids=row.worker_ids, pause=timedelta())
                lost(task_ids=[str(row.pk)], at=now, for_good=False)
            else:
                row.set_failed(RuntimeError("Its runner died every time it was tried."))
                lost(task_ids=[str(row.pk)], at=now, for_good=True)
    if gone:
        log.warning("jobs: %d interrupted go back into the queue", len(gone))
    return len(gone)


def _living(*, except_name: str) -> list[Runner]:
    """Runners that are there; the rows of the others are removed."""
    found: list[Runner] = []
    gone: list[Runner] = []
    for runner in Runner.objects.all():
        (gone if runner.name != except_name and _is_gone(runner) else found).append(runner)
    if gone:
        Runner.objects.filter(name__in=[runner.name for runner in gone]).delete()
    return found


def _is_gone(runner: Runner) -> bool:
    same_machine = runner.host == socket.gethostname()[:120]
    # This very process under another name: it was started again with the same number, as containers do.
    runs = runner.pid != os.getpid() and process_runs(runner.pid)
    return is_gone(same_machine=same_machine, process_runs=runs, beat_at=runner.beat_at, now=timezone.now())


def process_runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def clear_old() -> None:
    """Once a day: finished jobs, files of old work, sessions that ran out, and what the rooms clear away."""
    now = timezone.now()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RESULTS).delete()
    prune_files(before=now - KEEP_FILES)
    SessionStore.clear_expired()
    for clear in answers("jobs.daily"):
        clear(at=now)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")


def start_thread() -> threading.Thread:
    """The runner inside the server. Both threads end when the main one does: a stop waits for the step under way."""
    thread = threading.Thread(target=Worker().run, name="jobs")
    thread.start()
    threading.Thread(target=_stop_with_main, name="jobs-stop").start()
    return thread


def _stop_with_main() -> None:
    threading.main_thread().join()
    live.stopping.set()
    live.wake.set()
