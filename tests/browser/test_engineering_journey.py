"""Engineering's side from end to end: catalogue → discovery → promise → request → assignment → evaluation → won."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from evener.customers.actions import add_contact
from evener.deals.models import Deal
from evener.engineering.models import Request
from evener.evaluations.models import Evaluation
from evener.jobs.worker import run_waiting
from evener.promises.models import Promise
from tests.browser.axe import assert_no_axe_violations
from tests.browser.conftest import Visit
from tests.world import NOW, World, make_world


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def test_from_the_catalogue_to_the_win(world: World, visit: Visit) -> None:
    owner, deal = world.viewer("owner"), world.deal.pk
    add_contact(by=owner, at=NOW, account_id=world.account.pk, values={"name": "Nora Neumann"})
    engineer = visit(world.engineer, "/capabilities/new/")
    catalogued(engineer)
    playbook_published(engineer)

    sales = visit(world.owner, f"/discovery/deal/{deal}/")
    discovered(sales)
    promised(sales, deal)
    asked(sales, deal)

    leader = visit(world.leader, "/engineering/proposals/")
    given_out(leader)
    assert Request.objects.get().person_id == world.engineer.pk

    answered(engineer)
    evaluated(engineer)
    won(sales, deal)
    assert Deal.objects.get(pk=deal).outcome == "won"


def catalogued(page: Page) -> None:
    page.get_by_label("Name").fill("Readings over mobile networks")
    page.get_by_label("What sales may say").fill("Readings arrive over the mobile network, every five minutes.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("h1")).to_have_text("Readings over mobile networks")


def playbook_published(page: Page) -> None:
    page.goto("/discovery/")
    page.get_by_role("button", name="Start from it").first.click()
    page.get_by_role("button", name="Publish version 1").click()
    expect(page.get_by_text("Start a new version")).to_be_visible()


def discovered(page: Page) -> None:
    page.get_by_role("button", name="Go by this playbook").click()
    expect(page.locator("#deal-top")).to_contain_text("0 %")
    assert_no_axe_violations(page)


def promised(page: Page, deal: int) -> None:
    page.goto(f"/promises/deal/{deal}/")
    page.get_by_role("link", name="Promise", exact=True).click()
    page.get_by_label("The words").fill("Readings arrive over the mobile network")
    page.get_by_label("Promised for").fill((timezone.now() + timedelta(days=60)).date().isoformat())
    page.get_by_role("button", name="Write down and ask").click()
    expect(page.locator("article.promise")).to_contain_text("Asked")


def asked(page: Page, deal: int) -> None:
    page.goto(f"/engineering/deals/{deal}/new/")
    page.get_by_label("What is asked for").select_option(label="Proof of concept")
    page.get_by_label("Needed by").fill((timezone.now() + timedelta(days=45)).date().isoformat())
    page.get_by_label("What will the customer decide").fill("Which of two suppliers runs the pilot")
    page.get_by_role("button", name="Ask engineering").click()
    expect(page.locator("h1")).to_have_text("Proof of concept")
    expect(page.locator("#place")).to_contain_text("Place 1 in the queue")
    page.goto("/engineering/")
    page.get_by_text("why?").click()
    expect(page.locator(".why-box")).to_contain_text("Of which it can still take")
    assert_no_axe_violations(page)


def given_out(page: Page) -> None:
    page.get_by_role("button", name="Propose an assignment").click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    run_waiting()
    page.get_by_role("link", name="See what came of it").click()
    expect(page.locator("main")).to_contain_text("Egon Engineer")
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Accept the ticked ones").click()
    expect(page.locator("main")).to_contain_text("Accepted")


def answered(page: Page) -> None:
    page.goto(f"/promises/{Promise.objects.get().pk}/verdict/")
    page.get_by_text("We can do this now, as it is.").click()
    page.get_by_role("button", name=re.compile("verdict|answer", re.IGNORECASE)).first.click()
    expect(page.locator("main")).to_contain_text("Cleared")


def evaluated(page: Page) -> None:
    here = f"/evaluations/{Evaluation.objects.get().pk}/"
    page.goto(f"{here}criteria/")
    page.get_by_label("What must be true").fill("Every reading arrives")
    page.get_by_label("How it is measured").fill("A week of readings, counted")
    page.locator(".doing, form.form").get_by_role("button").first.click()
    expect(page.locator("main")).to_contain_text("Every reading arrives")
    page.goto(f"{here}agree/")
    page.get_by_label("With whom").select_option(label="Nora Neumann")
    page.locator("form.form button.btn-primary").click()
    expect(page.locator("#journal")).to_contain_text("agreed “Proof of concept” with the customer")
    page.goto(f"{here}start/")
    page.locator("[name=reason]").fill("Who decides comes on Monday.")
    page.locator("form.form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text("Running")
    page.get_by_role("link", name="Result").first.click()
    page.get_by_text("Meets", exact=True).first.click()
    page.get_by_label("Evidence").fill("2,016 of 2,016 readings")
    page.locator("form.form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text("2,016 of 2,016")
    page.goto(f"{here}win/")
    page.get_by_label("Who said it").select_option(label="Nora Neumann")
    page.get_by_label("How we know").fill("She wrote it to all of us")
    page.locator("form.form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text("Technical win")
    assert_no_axe_violations(page)


def won(page: Page, deal: int) -> None:
    page.goto(f"/deals/{deal}/close/")
    page.get_by_text("They signed.").click()
    page.get_by_label("Best technical fit").check()
    page.get_by_role("button", name="Close the deal").click()
    expect(page.locator("main")).to_contain_text("Won")
