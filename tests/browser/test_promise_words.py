"""What appears below the words of a promise while they are typed."""

from __future__ import annotations

from playwright.sync_api import expect

from evener.capabilities.actions import create_capability
from evener.promises.models import Promise
from tests.browser.axe import assert_no_axe_violations
from tests.browser.conftest import Visit
from tests.world import NOW, World, promise


def test_a_promise_is_linked_as_it_is_typed(world: World, visit: Visit) -> None:
    values = {"name": "Pump reports", "status": "beta", "wording": "Pumps report every five minutes."}
    line = create_capability(by=world.viewer("engineer"), at=NOW, values=values)
    promise(world, words="Every pump reports its running hours")
    page = visit(world.owner, f"/promises/deal/{world.deal.pk}/new/")
    page.locator("#promise-words").click()
    page.keyboard.type("Pumps report their hours")
    expect(page.locator("#similar")).to_contain_text("Every pump reports its running hours")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Rest on it").click()
    expect(page.locator("#promise-capability_id")).to_be_focused()
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.locator("#promises")).to_contain_text("Pump reports: Beta")
    assert Promise.objects.latest("id").capability == line
