"""What long work is, how often it is tried, and when a runner counts as gone. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


STATE_NAMES = {
    State.WAITING: _("Waiting"),
    State.RUNNING: _("Running"),
    State.DONE: _("Done"),
    State.FAILED: _("Failed"),
    State.CANCELLED: _("Stopped"),
}
ENDED = frozenset({State.DONE, State.FAILED, State.CANCELLED})

MAX_ATTEMPTS = 3
FIRST_PAUSE = timedelta(seconds=20)
# A runner on another machine that has not been heard of for so long is gone, and its jobs go back into the queue.
LEASE = timedelta(seconds=90)
# On this machine the process says whether it is there; a number used again by another process is not believed for long.
LOCAL_LEASE = timedelta(minutes=15)
BEAT_SECONDS = 15
# How long finished jobs, and the files that long work made, are kept.
KEEP_RESULTS = timedelta(days=7)
KEEP_FILES = timedelta(days=3)


class Cancelled(Exception):
    """Somebody stopped this work. Raised by `Running.step`; let it through, so that transactions roll back."""


class Stopped(Exception):
    """The server is going down. The job goes back into the queue and begins anew at the next start."""


def pause_after(attempt: int) -> timedelta:
    """How long to wait after the `attempt`-th failure (from 1): 20 s, 80 s, 320 s."""
    pause: timedelta = FIRST_PAUSE * 4 ** (attempt - 1)
    return pause


def is_gone(*, same_machine: bool, process_runs: bool, beat_at: datetime, now: datetime) -> bool:
    """Whether a runner died without saying so."""
    if same_machine:
        return not process_runs or now - beat_at > LOCAL_LEASE
    return now - beat_at > LEASE


def percent(done: int, total: int) -> int | None:
    """Whole percent, at most 99 while work goes on; None while the total is not known."""
    return min(99, done * 100 // total) if total > 0 else None
