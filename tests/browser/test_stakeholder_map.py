"""The map of people: edited by keyboard on the card, and by dragging somebody onto their boss."""

from __future__ import annotations

from evener.stakeholders.models import Stakeholder
from tests.browser.axe import assert_no_axe_violations
from tests.browser.conftest import Visit, Watch
from tests.stakeholders.people import person
from tests.world import World, make_world


def boss_of(row: Stakeholder) -> int | None:
    return Stakeholder.objects.values_list("reports_to_id", flat=True).get(pk=row.pk)


def test_lines_are_drawn_by_keyboard_and_by_dragging(visit: Visit, watch: Watch) -> None:
    world: World = make_world()
    nora, ben, cid = (person(world, name) for name in ("Nora Top", "Ben Middle", "Cid Below"))
    page = visit(world.owner, f"/deals/{world.deal.pk}/people/", viewport={"width": 1280, "height": 1800})
    assert_no_axe_violations(page)

    page.locator(f"#stakeholder-{ben.pk} .row-link").focus()
    page.keyboard.press("Enter")
    page.locator("#person-reports_to_id").wait_for()
    page.locator("#person-reports_to_id").select_option(label="Nora Top")
    page.locator("#person-stance").select_option(label="Sceptical")
    with page.expect_response("**/change/"):
        page.get_by_role("button", name="Save", exact=True).press("Enter")
    page.locator(f'.line.reports[data-start="{nora.pk}"][data-end="{ben.pk}"]').wait_for(state="attached")
    assert boss_of(ben) == nora.pk

    def drag(row: Stakeholder, onto: str) -> None:
        start = page.locator(f'.map .person[data-id="{row.pk}"] .box').bounding_box()
        assert start
        page.mouse.move(start["x"] + 30, start["y"] + 20)
        page.mouse.down()
        page.mouse.move(start["x"] + 50, start["y"] + 40, steps=3)
        end = page.locator(onto).bounding_box()
        assert end
        page.mouse.move(end["x"] + 40, end["y"] + 20, steps=5)
        with page.expect_response("**/boss/"):
            page.mouse.up()

    drag(cid, f'.map .person[data-id="{ben.pk}"] .box')
    page.locator(f'.line.reports[data-start="{ben.pk}"][data-end="{cid.pk}"]').wait_for(state="attached")
    assert boss_of(cid) == ben.pk

    watch.expect("status of 422")
    drag(nora, f'.map .person[data-id="{cid.pk}"] .box')
    page.get_by_text("already reports to Nora Top").first.wait_for()
    assert boss_of(nora) is None
