"""Answering in place: the card, the header and what is missing follow without another page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit, Watch
from tests.discovery.test_actions import chosen
from tests.world import World, make_world


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def test_an_answer_in_place(world: World, visit: Visit, watch: Watch) -> None:
    chosen(world)
    watch.expect("status of 422")
    page = visit(world.owner, f"/discovery/deal/{world.deal.pk}/")
    header, card = page.locator("#deal-top"), page.locator("#q-users")
    expect(header).to_contain_text("0 %")
    card.get_by_role("link", name="Answer").click()
    card.get_by_label("Answer").fill("many")
    card.get_by_label("Told").check()
    card.get_by_role("button", name="Save").click()
    expect(card).to_contain_text("Write a number")
    card.get_by_label("Answer").fill("1,200")
    card.get_by_role("button", name="Save").click()
    expect(card).to_contain_text("1,200")
    expect(card.get_by_role("button", name="Save")).to_have_count(0)
    expect(header).to_contain_text("50 %")
    expect(page.locator("#cover-scale")).to_contain_text("1 of 1 known")
    expect(page.locator("#exit")).to_contain_text("1 of 3")
    card.get_by_role("link", name="Change").click()
    expect(card.get_by_role("button", name="Save")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card.get_by_role("button", name="Save")).to_have_count(0)
    card.get_by_role("link", name="Change").click()
    card.get_by_role("button", name="Take the answer back").click()
    expect(header).to_contain_text("0 %")
    expect(card).to_contain_text("1 earlier answer")
