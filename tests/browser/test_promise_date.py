"""The chance of a day, on the form while it is typed and on the page of a promise."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from evener.capacity.actions import make_skill, set_skill
from evener.capacity.models import WorkItem
from evener.promises import actions
from evener.promises.rules import Answer, VerdictKind
from tests.browser.axe import assert_no_axe_violations
from tests.browser.conftest import Visit
from tests.world import NOW, World, promise


def test_the_date_is_looked_at_before_it_is_promised(world: World, visit: Visit) -> None:
    engineer = world.viewer("engineer")
    skill = make_skill(by=engineer, at=NOW, name="Radio").pk
    set_skill(by=engineer, at=NOW, person_id=engineer.id, skill_id=skill, level=2, wants=False)
    page = visit(world.owner, f"/promises/deal/{world.deal.pk}/new/")
    page.locator("#promise-due_on").fill(str(timezone.now().date() + timedelta(days=90)))
    page.get_by_text("Can we promise this date?").click()
    page.locator("#rough-likely").fill("16")
    page.get_by_role("button", name="Look at the date").click()
    expect(page.locator("#date-answer")).to_contain_text("Choose the skill")
    page.locator("#rough-skill_id").select_option(label="Radio")
    page.get_by_role("button", name="Look at the date").click()
    expect(page.locator("#date-answer")).to_contain_text("You can say it.")
    expect(page.locator("#date-answer svg.chance")).to_be_visible()
    page.get_by_text("The chance day by day").click()
    assert_no_axe_violations(page)
    assert not WorkItem.objects.exists()


def test_a_promise_with_work_shows_the_chance_of_its_day(world: World, visit: Visit) -> None:
    engineer = world.viewer("engineer")
    skill = make_skill(by=engineer, at=NOW, name="Radio").pk
    set_skill(by=engineer, at=NOW, person_id=engineer.id, skill_id=skill, level=2, wants=False)
    row = promise(world, ask=True)
    answer = Answer(VerdictKind.WITH_WORK, 8, 16, 40, skill="Radio")
    actions.give_verdict(by=engineer, at=NOW, promise_id=row.pk, answer=answer)
    page = visit(world.owner, f"/promises/{row.pk}/")
    expect(page.locator("#date .date-headline")).to_contain_text("You can say")
    assert_no_axe_violations(page)
