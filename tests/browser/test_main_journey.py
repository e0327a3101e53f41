"""The main job from end to end, in a browser: import → promise → verdict → gate → won; and coming in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from evener.deals.models import Deal
from evener.people import actions as people
from evener.promises.models import Promise
from tests.browser.axe import assert_no_axe_violations
from tests.browser.conftest import Visit, Watch
from tests.world import World, make_world

FILE = """Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Currency,Close Date,Owner
X-1,Crane telemetry,Port of Sandholm,Prove,"480,000.00",EUR,2027-03-01,Olga Owner
X-2,Brake wear,Brennholm Rail,Discover,"91,300.50",EUR,2027-04-15,Olga Owner
X-3,Broken row,Brennholm Rail,Discover,a lot,EUR,2027-04-31,Olga Owner
"""


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def test_from_a_file_to_a_win(world: World, visit: Visit, watch: Watch, tmp_path: Path) -> None:
    watch.expect("status of 409")
    file = tmp_path / "pipeline.csv"
    file.write_text(FILE, encoding="utf-8")

    sales = visit(world.owner, "/import/")
    sales.set_input_files("#file", file)
    sales.get_by_role("button", name="Upload").click()
    assert_no_axe_violations(sales)
    sales.get_by_role("button", name="Try it").click()
    expect(sales.get_by_text("Nothing is written yet", exact=False)).to_be_visible()
    assert Deal.objects.count() == 1
    sales.get_by_role("button", name="Import", exact=True).click()
    expect(sales.locator("main")).to_contain_text("a lot")
    deal = Deal.objects.get(external_id="X-1")
    assert (deal.amount_minor, Deal.objects.count()) == (48_000_000, 3)

    sales.goto(f"/promises/deal/{deal.pk}/")
    sales.get_by_role("link", name="Promise", exact=True).click()
    sales.get_by_label("The words").fill("Crane events reach your control room within two seconds")
    sales.get_by_role("button", name=re.compile("ask", re.IGNORECASE)).first.click()
    expect(sales.locator("article.promise")).to_contain_text("Asked")

    sales.goto(f"/deals/{deal.pk}/close/")
    expect(sales.locator("main")).to_contain_text("The gate is shut")
    assert_no_axe_violations(sales)

    made = Promise.objects.get()
    engineer = visit(world.engineer, f"/promises/{made.pk}/verdict/")
    engineer.get_by_text("We can do this now, as it is.").click()
    engineer.get_by_role("button", name=re.compile("verdict|answer", re.IGNORECASE)).first.click()
    expect(engineer.locator("main")).to_contain_text("Cleared")

    sales.goto(f"/deals/{deal.pk}/close/")
    sales.get_by_text("They signed.").click()
    sales.get_by_label("Best technical fit").check()
    sales.get_by_role("button", name="Close the deal").click()
    expect(sales.locator("main")).to_contain_text("Won")
    deal.refresh_from_db()
    assert deal.outcome == "won"
    sales.goto(f"/deals/{deal.pk}/journal/")
    assert_no_axe_violations(sales)


def test_coming_in_by_a_link_and_leaving(world: World, visit: Visit) -> None:
    secret = people.make_link(user_id=world.owner.pk, at=timezone.now())
    page = visit(None, f"/enter/{secret}/")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_have_text("Today")
    page.goto("/settings/profile/")
    assert_no_axe_violations(page)
    page.locator("summary.person").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/deals/")
    expect(page).to_have_url(re.compile("/sign-in/login/"))


def test_coming_in_with_a_password(world: World, visit: Visit) -> None:
    world.owner.set_password("a quite long one")
    world.owner.save()
    page = visit(None, "/deals/")
    page.get_by_label("Email").fill("owner@example.com")
    page.get_by_label("Password", exact=False).first.fill("a quite long one")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("h1")).to_have_text("Deals")
