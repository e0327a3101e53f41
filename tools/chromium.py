"""Finds the Chromium or Chrome that the browser journeys and the screenshots use.

`python -m tools.chromium` prints its path; with `--install` it installs Debian's where there is none and it may.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
ADVICE = (
    "There is no Chromium or Chrome here: install one (Debian: sudo apt install chromium), "
    "or set EVENER_CHROMIUM to the path of one."
)
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
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install() -> str | None:
    """Debian's Chromium, where this is root on Debian; None: nothing was tried, or it failed."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing Chromium for the browser journeys …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        if subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False).returncode:
            return None
    return shutil.which("chromium")


def main() -> int:
    path = find()
    if path is None and "--install" in sys.argv[1:]:
        path = install()
        if path is None:
            print(f"{ADVICE} The browser journeys will be skipped.")
        return 0
    if "--install" not in sys.argv[1:]:
        print(path or ADVICE)
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())
