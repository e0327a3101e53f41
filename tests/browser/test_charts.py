"""The gallery's charts in a real browser: drawn under the policy, in both themes, and readable without any of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import assert_no_axe_violations
from tests.browser.conftest import Visit
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = ("fan", "curves", "reliability", "flow", "bars")


def test_every_kind_is_drawn_and_told(visit: Visit, world: World) -> None:
    """A breach of the policy would be in the console, which `visit` watches: drawing and pointing make none."""
    page = visit(world.owner, "/gallery/?screen=charts")
    for kind in KINDS:
        picture = page.locator(f"#chart-{kind} .chart-picture")
        picture.locator("svg").wait_for()
        assert picture.locator("svg path, svg text").count() > 5, kind
    fan = page.locator("#chart-fan .chart-picture")
    fan.scroll_into_view_if_needed()
    box = fan.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    fan.get_by_text("Commit: €260,000").wait_for()
    assert_no_axe_violations(page)


def test_colours_follow_the_theme_and_the_width(visit: Visit, world: World) -> None:
    page = visit(world.owner, "/gallery/?screen=charts", color_scheme="light")
    line = page.locator("#chart-fan svg path[stroke-width='2']").first
    light = line.get_attribute("stroke")
    assert light
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    expect(line).not_to_have_attribute("stroke", light)
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.locator("#chart-fan svg")).to_have_attribute("width", re.compile(r"^[23]\d\d$"))
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_without_javascript_the_table_says_it(visit: Visit, world: World) -> None:
    page = visit(world.owner, "/gallery/?screen=charts", java_script_enabled=False)
    assert not page.locator("#chart-fan .chart-picture").is_visible()
    page.locator("#chart-fan summary").click()
    assert page.locator("#chart-fan").get_by_role("cell", name="€215,000").is_visible()
