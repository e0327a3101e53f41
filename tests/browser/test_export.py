"""Taking everything along: started, watched, stopped, fetched; with and without JavaScript, for every eye."""

from __future__ import annotations

import zipfile

import pytest
from playwright.sync_api import expect

from evener.jobs.worker import run_waiting
from tests.browser.axe import assert_no_axe_violations
from tests.browser.conftest import Visit
from tests.world import World, make_world


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def test_an_export_is_started_watched_and_fetched(world: World, visit: Visit) -> None:
    page = visit(world.admin, "/data/")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Start an export").click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    assert_no_axe_violations(page)
    run_waiting()
    # The page asks by itself.
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert "journal.json" in archive.namelist()
    assert_no_axe_violations(page)
    page.get_by_role("link", name="Go back").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Done")
    assert_no_axe_violations(page)


@pytest.mark.parametrize("options", [{"java_script_enabled": False}, {"viewport": {"width": 390, "height": 844}}])
def test_it_can_be_stopped(world: World, visit: Visit, options: dict[str, object]) -> None:
    page = visit(world.admin, "/data/", **options)
    page.get_by_role("button", name="Start an export").click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped", exact=True)).to_be_visible()
    run_waiting()
    page.reload()
    expect(page.get_by_role("link", name="Download")).to_have_count(0)
