"""The deal page in a browser: by keyboard, by two people at once, without JavaScript, and for every eye."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from evener.deals.models import Deal, NextStep
from tests.browser.axe import assert_no_axe_violations
from tests.browser.conftest import Visit, Watch
from tests.world import World, make_world, promise

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def test_facts_are_changed_by_keyboard(world: World, visit: Visit) -> None:
    page = visit(world.owner, f"/deals/{world.deal.pk}/")
    page.keyboard.press("m")
    amount = page.locator("#edit-amount_minor")
    expect(amount).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#fact-amount a.edit")).to_be_focused()
    page.keyboard.press("Enter")
    expect(amount).to_be_focused()
    page.keyboard.type("99.5k")
    page.keyboard.press("Enter")
    expect(page.locator("#fact-amount a.edit")).to_be_focused()
    expect(page.locator("#fact-amount")).to_contain_text("€99,500")
    expect(page.locator("#deal-top")).to_contain_text("€99,500")
    page.keyboard.press("e")
    expect(page.locator("#edit-name")).to_be_focused()
    page.keyboard.type("Pumps, phase 2")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Pumps, phase 2")


def test_a_wrong_value_keeps_what_was_typed(world: World, visit: Visit, watch: Watch) -> None:
    watch.expect("status of 422")
    page = visit(world.owner, f"/deals/{world.deal.pk}/")
    page.keyboard.press("m")
    expect(page.locator("#edit-amount_minor")).to_be_focused()
    page.keyboard.type("a lot")
    page.keyboard.press("Enter")
    expect(page.locator("#fact-amount .error")).to_contain_text("“a lot” is not a number.")
    expect(page.locator("#edit-amount_minor")).to_be_focused()
    expect(page.locator("#edit-amount_minor")).to_have_value("a lot")
    assert_no_axe_violations(page)


def test_two_people_see_each_other(world: World, visit: Visit, watch: Watch) -> None:
    watch.expect("status of 409")
    olga, lena = (visit(user, f"/deals/{world.deal.pk}/") for user in (world.owner, world.leader))
    for page in (olga, lena):
        page.keyboard.press("m")
        expect(page.locator("#edit-amount_minor")).to_be_focused()
    olga.keyboard.type("100")
    olga.keyboard.press("Enter")
    expect(olga.locator("#fact-amount")).to_contain_text("€100")
    lena.keyboard.type("200")
    lena.keyboard.press("Enter")
    clash = lena.locator("#fact-amount .clash")
    expect(clash).to_contain_text("Olga Owner changed this while you were at it.")
    expect(clash).to_contain_text("€100")
    assert_no_axe_violations(lena)
    lena.get_by_role("link", name="Keep theirs").click()
    expect(lena.locator("#fact-amount")).to_contain_text("€100")
    olga.keyboard.press("m")
    expect(olga.locator("#edit-amount_minor")).to_be_focused()
    lena.keyboard.press("m")
    expect(lena.locator("#edit-amount_minor")).to_be_focused()
    lena.keyboard.type("300")
    lena.keyboard.press("Enter")
    expect(lena.locator("#fact-amount")).to_contain_text("€300")
    olga.keyboard.type("400")
    olga.keyboard.press("Enter")
    olga.get_by_role("button", name="Write mine over it").click()
    expect(olga.locator("#fact-amount a.edit")).to_contain_text("€400")


def test_steps_by_keyboard(world: World, visit: Visit) -> None:
    page = visit(world.owner, f"/deals/{world.deal.pk}/")
    page.keyboard.press("c")
    expect(page.locator("#step-what")).to_be_focused()
    page.keyboard.type("Site visit")
    page.keyboard.press("Enter")
    expect(page.locator(".todo")).to_contain_text("Site visit")
    expect(page.locator("#step-new a")).to_be_focused()
    expect(page.locator("#next-step")).to_contain_text("Site visit")
    done = page.get_by_role("button", name="Done: Site visit")
    done.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".todo-done")).to_contain_text("1 done")
    expect(page.locator("#next-step")).to_contain_text("None")
    expect(page.get_by_role("link", name="Add the next step")).to_be_focused()
    for key, path in (("2", "people/"), ("0", "notes/"), ("h", "journal/"), ("1", "")):
        page.keyboard.press(key)
        page.wait_for_url(f"**/deals/{world.deal.pk}/{path}")


def test_an_account_is_found_while_typing(world: World, visit: Visit, watch: Watch) -> None:
    watch.expect("status of 422")
    page = visit(world.owner, f"/deals/{world.deal.pk}/")
    page.keyboard.press("a")
    expect(page.locator("#edit-account")).to_be_focused()
    page.keyboard.type("nord")
    expect(page.locator("#account-hits option")).to_have_attribute("value", "Nordhafen Pumps")
    page.keyboard.press("Enter")
    page.get_by_label("Nordhafen Pumps").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#fact-account a.edit")).to_contain_text("Nordhafen Pumps")


def test_a_field_that_opens_as_a_page_of_its_own_is_selected_too(world: World, visit: Visit) -> None:
    page = visit(world.owner, f"/deals/{world.deal.pk}/edit/?field=account")
    expect(page.locator("#edit-account")).to_be_focused()
    page.keyboard.type("nord")
    expect(page.locator("#edit-account")).to_have_value("nord")


def test_everything_works_without_javascript(world: World, visit: Visit) -> None:
    page = visit(world.owner, f"/deals/{world.deal.pk}/", java_script_enabled=False)
    page.locator("#fact-source a").click()
    page.locator("#edit-source").fill("Trade fair")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#fact-source")).to_contain_text("Trade fair")
    page.locator("#step-new a").click()
    page.locator("#step-what").fill("Call")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("button", name="Done: Call").click()
    assert NextStep.objects.get().done_by == world.owner
    page.get_by_role("link", name="Notes & files").click()
    page.locator("#note-text").fill("They want it in May.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator("#notes .timeline")).to_contain_text("They want it in May.")
    page.locator("#file-file").set_input_files({"name": "a.html", "mimeType": "text/html", "buffer": b"<h1>x</h1>"})
    page.get_by_role("button", name="Add the file").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="a.html").click()
    assert download.value.suggested_filename == "a.html"
    page.get_by_role("link", name="Close deal").click()
    page.get_by_text("They chose somebody else.").click()
    expect(page.get_by_text("Lost: what decided it?")).to_be_visible()
    expect(page.get_by_text("Won: what decided it?")).to_be_hidden()
    page.locator(".only-lost").get_by_text("A competitor").click()
    page.get_by_role("button", name="Close the deal").click()
    expect(page.locator("#ending")).to_contain_text("Lost: A competitor.")
    assert Deal.objects.get().outcome == "lost"


def test_a_leader_takes_a_win_through_the_gate(world: World, visit: Visit) -> None:
    promise(world, ask=True)
    page = visit(world.leader, f"/deals/{world.deal.pk}/")
    page.get_by_role("link", name="1 promise not cleared").click()
    expect(page.locator("#gate")).to_contain_text("The verdict is still out.")
    page.get_by_label("Best technical fit").check()
    page.get_by_label("Override in writing").fill("Delivery agreed by phone")
    page.get_by_role("button", name="Close the deal").click()
    expect(page.locator("#ending")).to_contain_text("Lena Leader overrode the gate: Delivery agreed by phone")
    page.get_by_role("link", name="Reopen").click()
    page.get_by_label("Why is it opened again?").fill("Not signed after all")
    page.get_by_role("button", name="Open it again").click()
    expect(page.locator("#ending")).to_have_count(0)


def test_whoever_only_reads_is_told_why(world: World, visit: Visit) -> None:
    page = visit(world.viewer_only, f"/deals/{world.deal.pk}/")
    expect(page.locator("#facts")).to_contain_text("Your role lets you read, not change.")
    expect(page.locator("#main form")).to_have_count(0)
    assert_no_axe_violations(page)


def test_what_stands_behind_a_figure_stays_in_the_window(visit: Visit, world: World) -> None:
    for width in (1280, 390):
        page = visit(world.owner, f"/deals/{world.deal.pk}/", viewport={"width": width, "height": 844})
        for summary in page.locator(".stat .why > summary").all():
            summary.click()
            box = summary.locator("xpath=following-sibling::*").bounding_box()
            assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
            summary.click()
