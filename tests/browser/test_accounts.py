"""Accounts in a real browser: a contact added, a fact changed in place, two people at one field; axe on the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from evener.customers.actions import change_account
from evener.customers.models import Account, Contact
from tests.browser.axe import assert_no_axe_violations
from tests.browser.conftest import Visit, Watch
from tests.world import NOW, World


def test_two_people_change_one_fact(world: World, visit: Visit, watch: Watch) -> None:
    watch.expect("status of 409")
    page = visit(world.owner, f"/accounts/{world.account.pk}/", viewport={"width": 390, "height": 844})
    assert_no_axe_violations(page)
    page.locator("#fact-industry a").click()
    expect(page.locator("#edit-industry")).to_be_focused()
    by = world.viewer("teammate")
    change_account(by=by, at=NOW, account_id=world.account.pk, values={"industry": "Ports"}, seen_version=None)
    page.locator("#edit-industry").fill("Harbours")
    page.keyboard.press("Enter")
    expect(page.locator(".clash")).to_contain_text("Tia Teammate changed this")
    expect(page.locator("#edit-industry")).to_have_value("Harbours")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Write mine over it").click()
    expect(page.locator("#fact-industry a")).to_contain_text("Harbours")
    assert Account.objects.get(pk=world.account.pk).industry == "Harbours"


@pytest.mark.parametrize("script", [True, False])
def test_a_contact_is_added(world: World, visit: Visit, script: bool) -> None:
    page = visit(world.owner, f"/accounts/{world.account.pk}/", java_script_enabled=script)
    page.locator("#contact-new a").click()
    page.get_by_label("Name", exact=True).fill("Carla Conti")
    page.get_by_label("E-mail").fill("carla@nord.example")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#contacts li")).to_contain_text("Carla Conti")
    assert Contact.objects.get().email == "carla@nord.example"
