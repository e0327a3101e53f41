"""Finds the Chromium or Chrome that the browser journeys use.

`python -m tools.chromium` prints its path; with `--install` it installs Debian's where there is none and it may.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
# No sandbox, because root may not have one; the rest keeps the browser from talking to anyone but the page.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def find() -> str | None:
    """The path of a browser: `EVENER_CHROMIUM`, an installed one, or the one Playwright downloaded."""
    chosen = os.environ.get("EVENER_CHROMIUM", "")
    if chosen:
        return chosen
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    if MAC.exists():
        return str(MAC)
    if not driver_starts():
        return None
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def driver_starts() -> bool:
    """Playwright steers the browser through a program of its own, which needs a library that a bare Debian lacks."""
    program = str(compute_driver_executable()[0])
    try:
        return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def missing() -> list[str]:
    """The Debian packages without which no journey runs here."""
    return [*([] if find() else ["chromium"]), *([] if driver_starts() else ["libatomic1"])]


def advice(packages: list[str]) -> str:
    text = f"The browser journeys need something that is missing here. Debian: sudo apt install {' '.join(packages)}."
    if "chromium" in packages:
        text += " Any other Chromium or Chrome does as well: set EVENER_CHROMIUM to its path."
    return text


def install(packages: list[str]) -> None:
    """Debian's packages, where this is root on Debian."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"Installing {' and '.join(packages)} for the browser journeys …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]):
        command += packages if "install" in command else []
        if subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False).returncode:
            return


def main() -> int:
    packages = missing()
    if "--install" not in sys.argv[1:]:
        print(advice(packages) if packages else find())
        return 1 if packages else 0
    if packages:
        install(packages)
        packages = missing()
    if packages:
        print(f"{advice(packages)} They will be skipped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
