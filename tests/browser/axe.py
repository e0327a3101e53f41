"""Accessibility of a page as axe sees it: nothing found, or the test says what and where."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCRIPT: str = Axe().axe_script


RUN = """within => axe.run(within || document, {resultTypes: ['violations']}).then(found => found.violations)"""


def assert_no_axe_violations(page: Page, *, within: str | None = None) -> None:
    """Run every rule axe has, best practices included, on the page or the part `within` a selector."""
    page.evaluate(SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(RUN, within)
    assert not found, f"{page.url}\n" + "\n".join(describe(violation) for violation in found)


def describe(violation: dict[str, Any]) -> str:
    places = "\n".join(f"    {' '.join(map(str, node['target']))}: {node['html'][:200]}" for node in violation["nodes"])
    return f"  {violation['id']} ({violation['impact']}): {violation['help']}\n{places}"
