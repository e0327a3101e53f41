"""The board and the list in a browser: by keyboard, by mouse, without JavaScript, and for every eye."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from evener.deals import actions
from evener.deals.models import Deal, Stage
from tests.browser.conftest import Visit, Watch
from tests.deals.pipeline import make_pipeline
from tests.world import NOW, World, make_world


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def said(page: Page) -> str:
    return page.locator("#board-says").text_content() or ""


def test_a_card_is_moved_by_keyboard(world: World, visit: Visit) -> None:
    first, second, third = Stage.objects.all()[:3]
    page = visit(world.owner, "/deals/board/")
    card = page.locator(f".card[data-id='{world.deal.pk}']")
    link = card.locator(".row-link")
    link.focus()
    page.keyboard.press("Space")
    assert said(page).startswith(f"Picked up Pump monitoring, in {first.name}.")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert said(page) == f"Pump monitoring over {third.name}, 3 of {Stage.objects.count()}."
    page.keyboard.press("Escape")
    assert said(page) == f"Pump monitoring stays in {first.name}."
    expect(page.locator(f"[data-stage='{first.pk}'] .card")).to_have_count(1)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text(f"“Pump monitoring” is in {second.name}.")
    expect(page.locator(f"[data-stage='{second.pk}'] .card")).to_have_count(1)
    expect(link).to_be_focused()
    assert Deal.objects.get(pk=world.deal.pk).stage_id == second.pk


def test_a_card_somebody_else_moved_lands_where_they_put_it(world: World, visit: Visit, watch: Watch) -> None:
    watch.expect("status of 409")
    _first, second, third = Stage.objects.all()[:3]
    page = visit(world.owner, "/deals/board/")
    by = world.viewer("teammate")
    actions.change_deal(by=by, at=NOW, deal_id=world.deal.pk, values={"stage_id": third.pk}, seen_version=None)
    page.locator(".card .row-link").focus()
    page.keyboard.press("Control+Shift+ArrowRight")
    expect(page.locator(".toast")).to_contain_text("Tia Teammate put this deal into")
    expect(page.locator(f"[data-stage='{third.pk}'] .card")).to_have_count(1)
    expect(page.locator(".card")).to_have_count(1)
    assert Deal.objects.get(pk=world.deal.pk).stage_id != second.pk


def test_a_card_goes_back_when_moving_it_is_not_allowed(world: World, visit: Visit, watch: Watch) -> None:
    watch.expect("status of 409")
    first = Stage.objects.all()[0]
    page = visit(world.outsider, "/deals/board/")
    page.locator(".card .row-link").focus()
    page.keyboard.press("Control+Shift+ArrowRight")
    expect(page.locator(".toast")).to_contain_text("Only the deal team")
    expect(page.locator(f"[data-stage='{first.pk}'] .card")).to_have_count(1)


def test_a_card_is_dragged(world: World, visit: Visit) -> None:
    second = Stage.objects.all()[1]
    page = visit(world.owner, "/deals/board/")
    card = page.locator(".card").bounding_box()
    target = page.locator(f"[data-stage='{second.pk}']").bounding_box()
    assert card and target
    page.mouse.move(card["x"] + 20, card["y"] + card["height"] - 8)
    page.mouse.down()
    page.mouse.move(card["x"] + 60, card["y"] + 60, steps=4)
    page.mouse.move(target["x"] + 60, target["y"] + 40, steps=10)
    page.mouse.up()
    expect(page.locator(".toast")).to_contain_text(f"is in {second.name}.")
    expect(page.locator(f"[data-stage='{second.pk}'] .card")).to_have_count(1)


def test_the_board_without_javascript(world: World, visit: Visit) -> None:
    second = Stage.objects.all()[1]
    page = visit(world.owner, "/deals/board/?owner=me", java_script_enabled=False)
    page.locator(".card").hover()
    page.locator(".card summary").click()
    page.get_by_role("button", name=second.name, exact=True).click()
    expect(page.locator(f"[data-stage='{second.pk}'] .card")).to_have_count(1)
    assert page.url.endswith("/deals/board/?owner=me")


def test_the_list_is_narrowed_while_typing_and_remembered(world: World, visit: Visit) -> None:
    make_pipeline(world, count=6)
    page = visit(world.admin, "/deals/?outcome=all")
    expect(page.locator(".pager")).to_contain_text("7 deals")
    page.keyboard.press("/")
    page.keyboard.type("pump moni")
    expect(page.locator(".pager")).to_contain_text("1 deal")
    expect(page.locator(".filters input[name=q]")).to_be_focused()
    expect(page).to_have_url(re.compile(r"q=pump\+moni"))
    page.get_by_role("link", name="Save view").click()
    page.locator("#view-name").fill("Pumps")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".views [aria-current]")).to_have_text("Pumps")
    expect(page.locator(".pager")).to_contain_text("1 deal")
