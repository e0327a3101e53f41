"""The plan goes to the customer: a link is made, opened in a private window, ticked, commented on, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from evener.customers.actions import add_contact
from evener.deals import actions as deals
from evener.pursuit import actions as pursuit
from tests.browser.axe import assert_no_axe_violations
from tests.browser.conftest import Visit, Watch
from tests.world import NOW, World, make_world

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_customer_reads_ticks_and_comments(world: World, visit: Visit, watch: Watch, scripts: bool) -> None:
    by, deal = world.viewer("owner"), world.deal.pk
    carla = add_contact(by=by, at=NOW, account_id=world.account.pk, values={"name": "Carla Ochoa"})
    given: dict[str, Any] = {"by": by, "at": NOW, "deal_id": deal, "due_on": timezone.now().date(), "shared": True}
    deals.add_step(**given, what="Send the pump list", owner_id=None, contact_id=carla.pk)
    deals.add_step(**given, what="Install the gateway", owner_id=world.engineer.pk)
    values = {"text": "Half as many stops by spring.", "shared": True}
    pursuit.write_answer(by=by, at=NOW, deal_id=deal, question="mission", values=values, seen_version=0)

    ours = visit(world.owner, f"/pursuit/deal/{deal}/", java_script_enabled=scripts)
    ours.get_by_role("link", name="Link", exact=True).click()
    ours.get_by_label("Somebody we know there").select_option(label="Carla Ochoa")
    ours.get_by_role("button", name="Make the link").click()
    address = ours.locator("#address").input_value()

    page = visit(None, address, viewport=PHONE, java_script_enabled=scripts)
    expect(page.get_by_role("heading", name="Our plan together")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Half as many stops by spring.")
    if scripts:
        assert_no_axe_violations(page)
    page.get_by_role("button", name="Done: Send the pump list").click()
    expect(page.locator("#progress")).to_have_text("1 of 2 steps done")
    step = page.get_by_role("listitem").filter(has_text="Install the gateway").first
    step.locator("summary").click()
    expect(step.get_by_label("Your name")).to_have_value("Carla Ochoa")
    step.get_by_label("Comment", exact=True).fill("Before lunch?")
    step.get_by_role("button", name="Send").click()
    expect(page.locator(".sh-said")).to_contain_text("Before lunch?")

    ours.goto("/")
    expect(ours.locator("main")).to_contain_text("Carla Ochoa ticked “Send the pump list”")
    expect(ours.locator("main")).to_contain_text("Carla Ochoa commented: “Before lunch?”")
    ours.goto(f"/pursuit/deal/{deal}/")
    expect(ours.locator("#said")).to_contain_text("Before lunch?")
    ours.locator("#links a.row-link").click()
    expect(ours.locator("main")).to_contain_text("the plan")
    ours.get_by_role("button", name="Take the link back").click()
    expect(ours.locator("main")).to_contain_text("Taken back")

    watch.expect("status of 404")
    page.goto(address)
    expect(page.locator("main")).to_contain_text("This link leads nowhere")
