"""The forecast of the night over the whole company, as the job makes it: what it takes, and what pages then read.

`python -m bench.night` makes it in this process and writes what it took as JSON. Meanwhile another process asks for the
right to write, again and again: how long the longest transaction holds others up, and how long one really waited.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Line = dict[str, Any]
PAUSE = 0.02  # seconds between two tries of the writer beside it
BESIDE = "beside"


def forecast() -> list[Line]:
    """In a process of its own, so that its memory is known."""
    done = subprocess.run([sys.executable, "-m", "bench.night"], check=True, capture_output=True, text=True)
    return list(json.loads(done.stdout))


def main() -> None:
    import django

    django.setup()
    from django.utils import timezone

    from evener.forecast.actions import making
    from evener.forecast.actions.asking import begin_nightly

    steps: dict[str, float] = {}

    def progress(done: int, total: int, message: str) -> None:
        steps.setdefault(message, time.perf_counter())

    began, busy = time.perf_counter(), time.process_time()
    begun = begin_nightly(at=timezone.now(), as_of=timezone.localdate())
    if begun is None:
        raise SystemExit("There is a forecast of today already.")
    with writer() as waited, transactions() as held:
        making.make(at=timezone.now(), as_of=begun.as_of, forecast_id=begun.pk, progress=progress)
    ended = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = [
        _line("forecast of the night, whole job", ended - began, "s"),
        _line("the same: seconds of processor", time.process_time() - busy, "s"),
        _line("the same: memory at most", memory, "MB"),
        _line("the same: writing it down, the last step", ended - list(steps.values())[-1], "s"),
        _line("the same: longest transaction", 1000 * max(held), "ms"),
        _line("the same: longest wait of another writer", 1000 * max(waited), "ms"),
    ]
    print(json.dumps(lines))


@contextmanager
def transactions() -> Iterator[list[float]]:
    """The seconds of each outermost transaction of this thread, from when it may write until all is kept."""
    from django.db import connection
    from django.db.transaction import Atomic

    held: list[float] = []
    began: list[float] = []
    enter, leave = Atomic.__enter__, Atomic.__exit__

    def __enter__(self: Any) -> None:
        outermost = not connection.in_atomic_block
        enter(self)
        if outermost:
            began.append(time.perf_counter())

    def __exit__(self: Any, *error: Any) -> None:
        leave(self, *error)
        if not connection.in_atomic_block:
            held.append(time.perf_counter() - began.pop())

    Atomic.__enter__, Atomic.__exit__ = __enter__, __exit__  # type: ignore[method-assign]
    try:
        yield held
    finally:
        Atomic.__enter__, Atomic.__exit__ = enter, leave  # type: ignore[method-assign]


@contextmanager
def writer() -> Iterator[list[float]]:
    """The seconds another process waited each time; known when it is over. Where rows are locked that is no wait."""
    waited: list[float] = []
    other = subprocess.Popen(
        [sys.executable, "-m", "bench.night", BESIDE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    other.stdout.readline()  # it is there
    try:
        yield waited
    finally:
        told, _ = other.communicate("")
        waited += json.loads(told)


def beside() -> None:
    """Begin and end a transaction, again and again, until standard input is closed."""
    import threading

    import django

    django.setup()
    from django.db import transaction

    over = threading.Event()

    def watch() -> None:
        sys.stdin.read()
        over.set()

    threading.Thread(target=watch, daemon=True).start()
    print("ready", flush=True)
    waited = []
    while not over.wait(PAUSE):
        began = time.perf_counter()
        with transaction.atomic():
            waited.append(time.perf_counter() - began)
    print(json.dumps(waited))


def _line(work: str, value: float, unit: str) -> Line:
    return {"work": work, "value": round(value, 1), "unit": unit}


if __name__ == "__main__":
    beside() if BESIDE in sys.argv else main()
