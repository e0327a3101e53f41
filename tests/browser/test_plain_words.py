"""Words that are checked as they are typed: the quiet line, the offers, and a glossary that grows from it."""

from __future__ import annotations

from playwright.sync_api import expect

from evener.plain.models import Term
from tests.browser.axe import assert_no_axe_violations
from tests.browser.conftest import Visit
from tests.world import World


def test_a_promise_is_checked_as_it_is_typed_and_put_plainly(world: World, visit: Visit) -> None:
    page = visit(world.owner, f"/promises/deal/{world.deal.pk}/new/")
    field = page.locator("#promise-words")
    notes = page.locator("#promise-words + .plain-notes")
    before = notes.bounding_box()
    field.click()
    page.keyboard.type("Our 😀 SLA covers the ZKQ")
    expect(notes).to_contain_text("2 things to look at")
    after = notes.bounding_box()
    assert before and after and abs(before["height"] - after["height"]) < 1, "the page moved while somebody typed"
    notes.locator("summary").press("Enter")
    assert_no_axe_violations(page)
    notes.get_by_role("button", name="Say “agreed service level”").press("Enter")
    expect(field).to_have_value("Our 😀 agreed service level covers the ZKQ")
    expect(notes).to_contain_text("1 thing to look at")
    field.press("End")
    for _letter in "ZKQ":
        page.keyboard.press("Backspace")
    page.keyboard.type("pumps")
    notes.get_by_role("button", name="Put it into the glossary").click()
    expect(notes).to_contain_text("now says “pumps” for “ZKQ”")
    assert Term.objects.get(key="ZKQ").plain == "pumps"
    assert page.url.endswith("/new/"), "an offer never sends the form it stands in"


def test_a_word_customers_know_is_let_be_and_the_page_for_any_text_does_the_same(world: World, visit: Visit) -> None:
    page = visit(world.owner, "/plain/")
    page.get_by_label("Text").fill("The kerfuffle is over.")
    found = page.locator("#plain-found")
    expect(found).to_contain_text("kerfuffle")
    found.get_by_role("button", name="Our customers know it").click()
    expect(found).to_contain_text("Nothing to look at")
    page.get_by_role("button", name="Check the words").click()
    expect(page.locator("#why-title")).to_be_visible()
    assert_no_axe_violations(page)
