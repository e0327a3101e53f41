"""On a telephone: plan a meeting, debrief it, and find everything where it belongs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evener.customers.actions import add_contact
from evener.deals.models import NextStep
from evener.discovery.models import Answer
from evener.meetings.models import Meeting
from evener.promises.models import Promise
from tests.browser.axe import assert_no_axe_violations
from tests.browser.conftest import Visit
from tests.discovery.test_actions import chosen
from tests.world import NOW, World, make_world


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


PHONE = {"width": 390, "height": 844}


def test_from_the_plan_to_the_ledger_on_a_telephone(world: World, visit: Visit) -> None:
    chosen(world)
    add_contact(by=world.viewer("owner"), at=NOW, account_id=world.account.pk, values={"name": "Nora Decides"})
    page = visit(world.owner, f"/meetings/deal/{world.deal.pk}/", viewport=PHONE)

    page.get_by_role("link", name="Meeting", exact=True).click()
    page.get_by_label("Kind").select_option("closing")
    engineer = page.get_by_label("Egon Engineer")
    engineer.and_(page.locator('select:has(option[value="none"]:checked)')).wait_for()
    engineer.select_option("asks")
    page.get_by_label("Decision wanted").fill("Yes to a pilot")
    page.get_by_label("Nora Decides").check()
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("heading", name="Closing call: Nordhafen Pumps").wait_for()
    assert_no_axe_violations(page)

    row = Meeting.objects.get()
    start = timezone.now() - timedelta(hours=3)
    Meeting.objects.filter(pk=row.pk).update(starts_at=start, ends_at=start + timedelta(hours=1))
    page.goto("/")
    page.get_by_role("link", name="Debrief", exact=True).or_(page.locator("a.btn", has_text="Debrief")).first.click()
    page.get_by_text("Say, users?").click()
    asked = page.locator("details.ask[open]")
    asked.get_by_label("Answer").fill("120")
    asked.get_by_label("Told").check()
    page.get_by_label("In the words they heard").first.fill("Alarms reach the night shift")
    page.get_by_label("Next step").fill("Send the plan")
    page.get_by_role("button", name="One more step").click()
    page.locator("#steps-1-what").fill("Book the room")
    assert page.get_by_label("Next step").first.input_value() == "Send the plan"
    assert_no_axe_violations(page)
    page.get_by_role("button", name="Save the debrief").click()
    page.get_by_role("heading", name="What it taught").wait_for()

    answer = Answer.objects.get()
    assert (answer.value, answer.meeting.startswith("Closing call: Nordhafen Pumps, ")) == ("120", True)
    said = Promise.objects.get()
    assert said.blind and said.told == "Nora Decides"
    assert set(NextStep.objects.values_list("what", flat=True)) == {"Send the plan", "Book the room"}
    for path, words in (
        (f"/discovery/deal/{world.deal.pk}/", "Closing call: Nordhafen Pumps"),
        ("/promises/", "Alarms reach the night shift"),
        (f"/deals/{world.deal.pk}/", "Book the room"),
    ):
        page.goto(path)
        page.get_by_text(words).first.wait_for()
