"""Every check that runs no test, one after the other; all of them run, so that one round shows everything."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BIN = Path(sys.executable).parent
HERE = Path(__file__).resolve().parent.parent

CHECKS: dict[str, list[str]] = {
    "ruff check": [str(BIN / "ruff"), "check", "--quiet", "--output-format=concise", "."],
    "ruff format": [str(BIN / "ruff"), "format", "--check", "--output-format=concise", "."],
    "import order": [str(BIN / "lint-imports"), "--no-logo"],
    "house rules": [sys.executable, "-m", "tools.house"],
    "migrations": [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
    "types": [str(BIN / "mypy"), "--no-error-summary"],
}
ADVICE = {
    "ruff format": "Some files are not formatted. Run: make format",
    "migrations": "A model changed without its migration. Run: .venv/bin/python -m django makemigrations",
}


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory(prefix="evener-check-") as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONPATH": str(HERE),
            "EVENER_DATA_DIR": folder,
        }
        for name, command in CHECKS.items():
            began = time.monotonic()
            done = subprocess.run(
                command,
                cwd=HERE,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            print(
                f"{name:<13} {'ok' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - began:.1f} s)",
                flush=True,
            )
            if done.returncode:
                failed.append(name)
                print(done.stdout + done.stderr + ADVICE.get(name, ""), flush=True)
    if failed:
        print(f"Not right yet: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
