"""What is measured on whole processes: import, export, cold start, memory, the list in a cold browser."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

EVENER = Path(sys.executable).with_name("evener")
IMPORT_ROWS = 20_000


def imports(*, deals: int) -> list[dict[str, Any]]:
    """Rows a second of `evener import pipeline` on a file of new deals, whole command."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "deals.csv"
        with file.open("w", encoding="utf-8") as out:
            out.write("Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Currency,Close Date,Created Date\n")
            for n in range(IMPORT_ROWS):
                out.write(
                    f"IMP-{n},Imported deal {n},Imported account {n % 900},Discover,{1000 + n}.50,EUR,"
                    f"2027-0{n % 9 + 1}-15,2026-01-{n % 28 + 1:02}\n"
                )
        began = time.perf_counter()
        done = _evener("import", "pipeline", str(file), "--json")
        took = time.perf_counter() - began
        taken = json.loads(done.stdout)["deals"]["created"]
    if taken != IMPORT_ROWS:
        raise RuntimeError(f"import took {taken} of {IMPORT_ROWS} rows")
    return [
        {
            "work": "import, whole command",
            "value": round(IMPORT_ROWS / took),
            "unit": "rows/s",
            "per_s": round(IMPORT_ROWS / took, 1),
        }
    ]


def exports(*, deals: int) -> list[dict[str, Any]]:
    """Seconds of `evener export` of everything."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        _evener("export", str(Path(folder) / "out"))
        took = time.perf_counter() - began
    return [
        {
            "work": "export, whole command",
            "value": round(took, 1),
            "unit": "s",
            "p50_ms": round(took * 1000),
            "per_s": round(deals / took, 1),
        }
    ]


def server(*, deals: int) -> list[dict[str, Any]]:
    """Cold start to the first answer, resident memory at rest, and the list in a cold browser."""
    found: list[dict[str, Any]] = []
    port = "18765"
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(EVENER), "up", "--port", port], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _answers(f"http://127.0.0.1:{port}/sign-in/login/", began)
        cold = time.perf_counter() - began
        found.append(
            {
                "work": "cold start to the first answer",
                "value": round(cold, 2),
                "unit": "s",
                "p50_ms": round(cold * 1000),
            }
        )
        for _ in range(30):
            urlopen(f"http://127.0.0.1:{port}/sign-in/login/").read()
        time.sleep(3)
        found.append({"work": "resident memory, all processes", "value": round(_memory(process.pid)), "unit": "MB"})
        found += _browser(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(timeout=30)
    return found


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
