"""Accessibility of a page as axe sees it: nothing found, or the test says what and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCRIPT: str = Axe().axe_script


# What a page drawn in other colours may get wrong that it did not before.
COLOURS = ("color-contrast",)
# What a page on a small screen may get wrong that it did not on a large one.
SIZES = ("target-size", "scrollable-region-focusable", "empty-heading", "landmark-one-main", "link-name", "button-name")
RUN = """([within, rules]) => axe.run(within || document, {
    resultTypes: ['violations'], ...(rules.length ? {runOnly: {type: 'rule', values: rules}} : {})
}).then(found => found.violations)"""


def assert_no_axe_violations(page: Page, *, within: str | None = None, rules: Sequence[str] = ()) -> None:
    """Run every rule axe has, best practices included, or only `rules`, on the page or the part `within` a selector."""
    page.evaluate(SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(RUN, [within, list(rules)])
    assert not found, f"{page.url}\n" + "\n".join(describe(violation) for violation in found)


def describe(violation: dict[str, Any]) -> str:
    places = "\n".join(f"    {' '.join(map(str, node['target']))}: {node['html'][:200]}" for node in violation["nodes"])
    return f"  {violation['id']} ({violation['impact']}): {violation['help']}\n{places}"
