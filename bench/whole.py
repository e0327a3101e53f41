"""What is measured on whole processes: import, export, cold start, memory, the list in a cold browser."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from django.utils import timezone

from bench import desk, readers
from evener.upkeep.exports import export_zip

EVENER = Path(sys.executable).with_name("evener")
IMPORT_ROWS = 50_000
RUNS = 3


def imports(*, deals: int) -> list[dict[str, Any]]:
    """Rows a second of `evener import pipeline` on a file of new deals, whole command."""
    times = [_import(run) for run in range(RUNS)]
    rate = IMPORT_ROWS / statistics.median(times)
    return [{"work": f"import of {IMPORT_ROWS:,} rows, whole command", "value": round(rate), "unit": "rows/s",
             "per_s": round(rate, 1), "spread": _spread(IMPORT_ROWS / each for each in times)}]  # fmt: skip


def _import(run: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "deals.csv"
        with file.open("w", encoding="utf-8") as out:
            out.write("Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Currency,Close Date,Created Date\n")
            for n in range(IMPORT_ROWS):
                out.write(
                    f"IMP-{run}-{n},Imported deal {n},Imported account {n % 900},Discover,{1000 + n}.50,EUR,"
                    f"2027-0{n % 9 + 1}-15,2026-01-{n % 28 + 1:02}\n"
                )
        began = time.perf_counter()
        done = _evener("import", "pipeline", str(file), "--json")
        took = time.perf_counter() - began
    taken = json.loads(done.stdout)["deals"]["created"]
    if taken != IMPORT_ROWS:
        raise RuntimeError(f"import took {taken} of {IMPORT_ROWS} rows")
    return took


def exports(*, deals: int) -> list[dict[str, Any]]:
    """Seconds of `evener export` of everything into a folder, and of the ZIP file that the page's job writes."""
    return [
        _seconds("export of everything into a folder, whole command", [_folder() for _ in range(RUNS)]),
        _seconds("export of everything as one ZIP file, as the job does", [_zip() for _ in range(RUNS)]),
    ]


def _folder() -> float:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        _evener("export", str(Path(folder) / "out"))
        return time.perf_counter() - began


def _zip() -> float:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        export_zip(Path(folder) / "out.zip", at=timezone.now(), step=lambda done, total, table: None)
        return time.perf_counter() - began


def _seconds(work: str, times: list[float]) -> dict[str, Any]:
    middle = statistics.median(times)
    return {"work": work, "value": round(middle, 1), "unit": "s", "p50_ms": round(middle * 1000),
            "spread": _spread(times)}  # fmt: skip


def _spread(values: Iterable[float]) -> str:
    low, *_between, high = sorted(values)
    places = 0 if low > 100 else 1
    return f"{low:,.{places}f} to {high:,.{places}f}"


def server(*, deals: int) -> list[dict[str, Any]]:
    """Cold start to the first answer, resident memory at rest, a point of view at the desk, two hundred readers of a
    plan, and the list in a cold browser.
    """
    found: list[dict[str, Any]] = []
    port = "18765"
    starts = []
    for _ in range(RUNS - 1):
        process, cold = _started(port)
        starts.append(cold)
        _stop(process)
    process, cold = _started(port)
    found.append(_seconds("cold start to the first answer", [*starts, cold]))
    try:
        for _ in range(30):
            urlopen(f"http://127.0.0.1:{port}/sign-in/login/").read()
        time.sleep(3)
        found.append({"work": "resident memory, all processes", "value": round(_memory(process.pid)), "unit": "MB"})
        found += desk.at_the_desk(f"http://127.0.0.1:{port}")
        found += readers.at_once(f"http://127.0.0.1:{port}{readers.address()}")
        found += _browser(f"http://127.0.0.1:{port}")
    finally:
        _stop(process)
    return found


def _started(port: str) -> tuple[subprocess.Popen[bytes], float]:
    """A server, and the seconds until its first answer."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(EVENER), "up", "--port", port], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _answers(f"http://127.0.0.1:{port}/sign-in/login/", began)
    return process, time.perf_counter() - began


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=30)


def _answers(url: str, began: float) -> None:
    while time.perf_counter() - began < 60:
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError("the server did not answer within a minute")


def _memory(pid: int) -> float:
    """Resident megabytes of a process and its children, pages they share counted once (PSS)."""
    pids, total = [pid], 0
    while pids:
        here = pids.pop()
        rollup = Path(f"/proc/{here}/smaps_rollup").read_text(encoding="ascii")
        total += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        for task in Path(f"/proc/{here}/task").iterdir():
            pids += [int(child) for child in (task / "children").read_text(encoding="ascii").split()]
    return total / 1024


def _browser(base: str) -> list[dict[str, Any]]:
    """Bytes on the wire, requests, and milliseconds until the first list is usable, median of five cold browsers."""
    script = [sys.executable, "-m", "bench.browser", base]
    done = subprocess.run(
        script, capture_output=True, text=True, check=False, env={**os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    )
    if done.returncode:
        return [
            {
                "work": "list in a cold browser",
                "value": None,
                "unit": done.stderr.strip().splitlines()[-1] if done.stderr else "no browser",
            }
        ]
    seen = json.loads(done.stdout)
    return [
        {"work": "list in a cold browser, on the wire", "value": seen["kilobytes"], "unit": "KB"},
        {"work": "list in a cold browser, requests", "value": seen["requests"], "unit": "requests"},
        {
            "work": "list in a cold browser, usable after",
            "value": seen["usable_ms"],
            "unit": "ms",
            "p50_ms": seen["usable_ms"],
        },
    ]


def _evener(*arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([str(EVENER), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(
            f"evener {arguments[0]} ended with {done.returncode}: {done.stderr[-2000:]}{done.stdout[-500:]}"
        )
    return done
