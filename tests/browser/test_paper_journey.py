"""From a meeting to a paper the customer reads: filled from the record, drawn, sent as a link, its step in the plan."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from evener.customers.actions import add_contact
from evener.deals.models import NextStep
from evener.papers.models import Edition, Paper
from evener.sharing.models import Link, View
from tests.browser.axe import assert_no_axe_violations
from tests.browser.conftest import Visit
from tests.papers.papers import cleared, met, piece
from tests.world import NOW, World, make_world


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def test_from_the_meeting_to_the_plan(world: World, visit: Visit, browser: Browser, live_server: LiveServer) -> None:
    add_contact(by=world.viewer("owner"), at=NOW, account_id=world.account.pk, values={"name": "Nora Neumann"})
    cleared(world)
    piece(world)
    meeting = met(world, starts_at=timezone.now() - timedelta(hours=2))
    page = visit(world.owner, f"/meetings/{meeting.pk}/")
    page.get_by_role("link", name="Put it on paper").click()
    page.get_by_role("button", name="Begin").click()
    written(page)
    sent(page)
    read(browser, live_server)
    page.goto(f"/papers/editions/{Edition.objects.get().pk}/")
    expect(page.locator("#links")).to_contain_text("Seen 2 times")
    page.goto(f"/deals/{world.deal.pk}/")
    expect(page.locator("#main")).to_contain_text("Walk through hall 3")
    assert NextStep.objects.get(what="Walk through hall 3").shared


def written(page: Page) -> None:
    """The pages follow what is typed; a line that cannot be read says where, and the last good picture stays."""
    expect(page.get_by_label("Our idea")).to_have_value(re.compile("Readings arrive every minute"))
    shown = page.locator("#seen img").first
    before = shown.get_attribute("src")
    page.get_by_label("Title").fill("Fewer stops in hall 3")
    page.get_by_label("The problem").fill("The pumps stop twice a week.")
    picture = page.locator("#paper-picture")
    picture.fill("Pumps -> *Pump Watch*: readings")
    expect(shown).not_to_have_attribute("src", before or "")
    picture.fill("Pumps -> *Pump Watch*: readings\nPumps => Valves")
    expect(page.locator("#picture-faults")).to_contain_text("Line 2, column 7:")
    expect(page.locator("#seen")).to_contain_text("the last good one stays")
    picture.fill("Pumps -> *Pump Watch*: readings\n*Pump Watch* -> Control room")
    expect(page.locator("#picture-faults")).to_have_text("")
    page.locator("#paper-what-0").fill("Walk through hall 3")
    page.locator("#paper-who-0").select_option(label="Nora Neumann")
    page.reload()  # as when the browser closes: what was typed is offered again
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_label("Title")).to_have_value("Fewer stops in hall 3")
    page.get_by_role("button", name=re.compile("Put in.*How we watch pumps")).click()
    expect(page.get_by_label("Our idea")).to_have_value(re.compile("A small box listens to each pump"))
    assert_no_axe_violations(page)


def sent(page: Page) -> None:
    page.get_by_role("button", name="Save and send out").click()
    expect(page.locator("#main")).to_contain_text("Walk through hall 3")
    page.get_by_role("button", name="Send out with a link").click()
    page.get_by_label("Somebody we know there").select_option(label="Nora Neumann")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("heading", name="Link for Nora Neumann")).to_be_visible()
    assert Paper.objects.get().is_out


def read(browser: Browser, live_server: LiveServer) -> None:
    """In a private window: the pages, the same as text, and the PDF."""
    private = browser.new_context(base_url=live_server.url, accept_downloads=True)
    page = private.new_page()
    page.goto(f"/paper/{Link.objects.get().token}/")
    expect(page.get_by_role("heading", name="Fewer stops in hall 3").first).to_be_visible()
    page.get_by_text("Read it as text").click()
    expect(page.get_by_role("heading", name="The problem")).to_be_visible()
    assert_no_axe_violations(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.suggested_filename == "Fewer stops in hall 3.pdf"
    assert View.objects.count() == 2
    private.close()
