"""The deals list in a browser that has never seen it. Prints JSON: kilobytes, requests, usable_ms.

Usable: DOMContentLoaded is over, so the rows stand there, styles apply and deferred scripts have run.
"""

from __future__ import annotations

import json
import statistics
import sys
from urllib.parse import urlsplit

import django

django.setup()

from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from bench.pages import session_of, somebody  # noqa: E402
from evener.people.rules import Role  # noqa: E402
from tools.chromium import FLAGS, find  # noqa: E402

RUNS = 5


def main(base: str) -> None:
    cookie = session_of(somebody(Role.SALES))["Cookie"].split(";")[0].split("=")[1]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(FLAGS))
        seen = [once(browser, base, cookie) for _ in range(RUNS)]
        browser.close()
    print(
        json.dumps(
            {
                "kilobytes": round(statistics.median(size for size, _, _ in seen) / 1024, 1),
                "requests": max(count for _, count, _ in seen),
                "usable_ms": round(statistics.median(ms for _, _, ms in seen)),
            }
        )
    )


def once(browser: Browser, base: str, session: str) -> tuple[float, int, float]:
    """Bytes, requests and milliseconds of one visit with an empty cache."""
    context = browser.new_context()
    host = urlsplit(base).hostname or "127.0.0.1"
    context.add_cookies([{"name": "sessionid", "value": session, "domain": host, "path": "/"}])
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[float] = []
    wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"{base}/deals/", wait_until="networkidle")
    if page.locator("table.rows tbody tr").count() < 50:
        raise RuntimeError("the list did not show 50 rows")
    usable = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    context.close()
    return sum(sizes), len(sizes), float(usable)


if __name__ == "__main__":
    main(sys.argv[1])
