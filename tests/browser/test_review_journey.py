"""A review from asking to holding, a close as no decision, and the deal found again on its day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evener.deals.models import Deal, NextStep
from evener.reviews.models import LightPlan, Review
from tests.browser.axe import assert_no_axe_violations
from tests.browser.conftest import Visit
from tests.world import World, make_world


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def test_doubted_held_and_found_again(world: World, visit: Visit) -> None:
    deal = world.deal.pk
    sales = visit(world.owner, f"/reviews/deal/{deal}/")
    expect(sales.get_by_role("heading", name="Will they decide at all?")).to_be_visible()
    assert_no_axe_violations(sales)
    asked(sales)
    here = f"/reviews/{Review.objects.get().pk}/"

    leader = visit(world.leader, "/")
    leader.get_by_role("link", name="Write the case").click()
    leader.get_by_label("The counter-case").fill("They never said what it costs them to wait.")
    leader.get_by_label("Cause of death").fill("Nobody there needed it.")
    leader.get_by_role("button", name="Hand it in").click()
    expect(leader.locator("h1")).to_have_text("Today")
    leader.goto(here)
    given(leader, "30")

    sales.goto(here)
    expect(sales.locator("#chances")).not_to_contain_text("30 %")
    given(sales, "80")
    leader.goto(here)
    expect(leader.locator("#chances")).to_contain_text("30 %")
    expect(leader.locator("#chances")).not_to_contain_text("80 %")
    held(sales)
    leader.goto(here)
    expect(leader.locator("#chances")).to_contain_text("80 %")
    assert_no_axe_violations(leader)
    assert NextStep.objects.get(deal_id=deal).what == "Ask who signs"

    ended(sales, deal)
    LightPlan.objects.create(deal_id=deal, return_on=timezone.localdate())  # as on the day itself
    sales.goto("/")
    sales.get_by_role("link", name="Come back to Pump monitoring").first.click()
    sales.get_by_role("link", name="They are back").click()
    sales.get_by_role("button", name="Open the new deal").click()
    expect(sales.locator("h1")).to_have_text("Pump monitoring")
    assert Deal.objects.filter(outcome="").exclude(pk=deal).count() == 1


def asked(page: Page) -> None:
    page.get_by_role("link", name="Review", exact=True).last.click()
    page.get_by_label("What is this review to find out?").fill("Is it real?")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_text("Lena Leader writes why this deal is not won")).to_be_visible()


def given(page: Page, won: str) -> None:
    page.get_by_role("link", name="Give your chance").click()
    page.get_by_label("Won, %").fill(won)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Only you see this.")).to_be_visible()


def held(page: Page) -> None:
    page.get_by_role("link", name="Step", exact=True).click()
    page.get_by_label("What happens next").fill("Ask who signs")
    page.get_by_role("button", name="Add the step").click()
    expect(page.locator("#results")).to_contain_text("Ask who signs")
    page.get_by_role("link", name="Hold it").click()
    page.get_by_role("button", name="Record it").click()
    expect(page.locator("#top .pill").first).to_have_text("Held")


def ended(page: Page, deal: int) -> None:
    page.goto(f"/deals/{deal}/close/?outcome=no_decision")
    page.locator("input[name=reason_no_decision][value=indecision]").check()
    back = timezone.localdate() + timedelta(days=60)
    page.locator("input[name=return_on]").fill(back.isoformat())
    page.get_by_role("button", name="Close the deal").click()
    page.goto(f"/reviews/deal/{deal}/")
    expect(page.get_by_text("We come back to them on")).to_be_visible()
