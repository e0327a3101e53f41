"""Runs the whole suite on SQLite and then on PostgreSQL; the last line counts both, as pytest would write it.

Tests that touch no database (marker `pure`) run in the first pass only. Both passes run even if the first fails.
Arguments go to pytest.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.closing import described

PASSES = {"SQLite": ["--db=sqlite"], "PostgreSQL": ["--db=postgres", "-m", "not pure"]}
MOST_WORKERS = 8
NO_TESTS = 5
SHOWN = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed")


def workers() -> int:
    """One per core this process may use: each worker holds a database and, at the end, a browser."""
    return max(2, min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2, MOST_WORKERS))


def run(arguments: list[str], *, outcomes: Path) -> tuple[int, Counter[str], dict[str, list[str]]]:
    """One pass: its exit code, how its tests ended, and the journeys that did not run by reason."""
    command = [sys.executable, "-m", "pytest", "-n", str(workers()), "--dist", "worksteal", f"--outcomes={outcomes}"]
    code = subprocess.run([*command, *arguments], stdin=subprocess.DEVNULL, check=False).returncode
    if not outcomes.exists():
        return code, Counter(error=1), {}
    found = json.loads(outcomes.read_text(encoding="utf-8"))
    return code, Counter(found["counts"]), found["not_run"]


def sentence(counts: Counter[str]) -> str:
    parts = [f"{counts[name]} {name}" for name in SHOWN if counts[name]]
    if counts["error"]:
        parts.append(f"{counts['error']} error{'s' * (counts['error'] > 1)}")
    return ", ".join(parts) or "no tests ran"


def main() -> int:
    began = time.monotonic()
    total: Counter[str] = Counter()
    lines = []
    missing: dict[str, list[str]] = {}
    worst = 0
    with tempfile.TemporaryDirectory(prefix="evener-passes-") as folder:
        for name, options in PASSES.items():
            print(f"\nTests on {name}", flush=True)
            started = time.monotonic()
            code, counts, not_run = run([*options, *sys.argv[1:]], outcomes=Path(folder) / name)
            lines.append(f"{name}: {sentence(counts)} in {time.monotonic() - started:.0f} s")
            total += counts
            for why, journeys in not_run.items():
                missing.setdefault(why, []).extend(journeys)
            # Where only pure tests were asked for, nothing is left for the second pass.
            worst = worst or (0 if code == NO_TESTS and total["passed"] else code)
    if missing:
        print("\nBrowser journeys that did not run", *described(missing), sep="\n")
    print("\n" + "\n".join(lines))
    print(f" {sentence(total)} in {time.monotonic() - began:.2f}s ".center(80, "="))
    return worst


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
