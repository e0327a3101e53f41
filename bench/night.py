"""The forecast of the night over the whole company, as the job makes it: what it takes, and what pages then read.

`python -m bench.night` makes it in this process and writes what it took as JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from typing import Any

Line = dict[str, Any]


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

    steps: list[float] = []

    def progress(done: int, total: int, message: str) -> None:
        steps.append(time.perf_counter())

    began, busy = time.perf_counter(), time.process_time()
    begun = begin_nightly(at=timezone.now(), as_of=timezone.localdate())
    if begun is None:
        raise SystemExit("There is a forecast of today already.")
    making.make(at=timezone.now(), as_of=begun.as_of, forecast_id=begun.pk, progress=progress)
    ended = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = [
        _line("forecast of the night, whole job", ended - began, "s"),
        _line("the same: seconds of processor", time.process_time() - busy, "s"),
        _line("the same: memory at most", memory, "MB"),
        _line("the same: writing it down, the last step", ended - steps[-1], "s"),
    ]
    print(json.dumps(lines))


def _line(work: str, value: float, unit: str) -> Line:
    return {"work": work, "value": round(value, 1), "unit": unit}


if __name__ == "__main__":
    main()
