"""Plans in a browser without JavaScript: the plan tab, and the plan's own page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evener.deals import actions as deals
from evener.deals.models import NextStep
from evener.pursuit.models import Metric, PlanAnswer, Reading
from tests.deals.web import part, post, signed_in, words
from tests.pursuit.test_actions import known, metric, won, write
from tests.pursuit.test_steps import carla
from tests.query_counts import StoredQueries
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def test_the_first_tab_shows_the_five_questions(world: World) -> None:
    client, tab = signed_in(world.owner), f"/deals/{world.deal.pk}/"
    assert "Start with the mission" in words(client.get(tab))
    write(world, text="Fewer stops <b>now</b> 🚰")
    metric(world)
    page = client.get(tab)
    assert "What is our mission here? Fewer stops <b>now</b> 🚰" in words(page)
    assert b"<b>now</b>" not in page.content
    assert "Ask them: whose day gets better" in words(
        page
    ) and "Unplanned stops Save money 41 a year 20 a year" in words(page)
    assert "Start with the mission" not in words(signed_in(world.viewer_only).get(tab))


def test_answered_with_what_it_rests_on(world: World, stored_queries: StoredQueries) -> None:
    answer = known(world)
    client, here = signed_in(world.owner), f"/pursuit/deal/{world.deal.pk}/"
    form = client.get(f"{here}answer/mission/")
    assert "How many pumps? 41 (told)" in words(form) and "data-plain" in form.content.decode()
    given = {"text": "Fewer stops.", "shared": "on", "version": "0"}
    assert post(client, f"{here}answer/mission/", **given, cites=[str(answer.pk)]).status_code == 302
    with stored_queries("plan page"):
        page = words(client.get(here))
    for said in (
        "Olga Owner, just now",
        "customer sees it",
        "1 answer told or observed",
        "Rests on 1 answer",
        "0 metrics",
    ):
        assert said in page, said
    wrong = post(client, f"{here}answer/mission/", text="x" * 1201, version="1")
    assert wrong.status_code == 422 and PlanAnswer.objects.get().text == "Fewer stops."


def test_two_who_answer_at_once_see_each_other(world: World) -> None:
    write(world, text="Fewer stops.")
    client, url = signed_in(world.teammate), f"/pursuit/deal/{world.deal.pk}/answer/mission/"
    clash = post(client, url, text="More pumps.", version="0")
    assert clash.status_code == 409
    assert "Somebody else answered" in words(clash) and "Fewer stops." in words(clash) and "More pumps." in words(clash)
    assert 'name="version" value="1"' in part(clash, "doing")
    assert post(client, url, text="More pumps.", version="1").status_code == 302


def test_a_metric_is_written_and_read(world: World) -> None:
    them = carla(world)
    client, here = signed_in(world.owner), f"/pursuit/deal/{world.deal.pk}/"
    given = {"kind": "save", "name": "Cost of stops", "unit": "EUR a year", "baseline": "120,000", "target": "60k"}
    wrong = post(client, f"{here}metrics/", **given | {"target": "much"})
    assert wrong.status_code == 422 and "is not a number" in words(wrong)
    post(client, f"{here}metrics/", **given, said_by_id=str(them.pk), how="41 stops", by_when="2026-12-31")
    row = Metric.objects.get()
    assert (row.baseline_minor, row.target_minor) == (12_000_000, 6_000_000)
    page = words(client.get(here))
    assert "€120,000 a year → to €60,000 a year by 31 Dec" in page and "Said by Carla Ochoa" in page
    read = f"{here}metrics/{row.pk}/reading/"
    assert "Cost of stops, EUR a year" in words(client.get(read))
    post(client, read, value="90,000", on="2026-03-02", note="Their controller")
    assert "€90,000 a year on 2 Mar, 50 %" in words(client.get(here))
    assert "50 %" in words(client.get(f"/deals/{world.deal.pk}/"))
    edit = f"{here}metrics/{row.pk}/"
    assert 'value="120,000"' in client.get(edit).content.decode()
    assert post(client, edit, **given | {"name": "Stops"}, version="9").status_code == 409
    won(world)
    assert post(client, edit, **given, version="1").status_code == 409
    post(client, read, value="70,000", on="2026-03-02")  # followed after the sale
    assert Reading.objects.count() == 2
    post(client, f"{here}metrics/{row.pk}/readings/{Reading.objects.order_by('id')[0].pk}/remove/")
    assert Reading.objects.count() == 1


def test_a_metric_of_another_deal_is_not_there(world: World) -> None:
    row = metric(world)
    other = deals.create_deal(by=world.viewer("owner"), at=NOW, values={"name": "Other"})
    client = signed_in(world.owner)
    for end in ("", "remove/", "reading/"):
        assert client.get(f"/pursuit/deal/{other.pk}/metrics/{row.pk}/{end}").status_code == 404
    assert client.get(f"/pursuit/deal/{other.pk}/answer/why/").status_code == 404


def test_today_asks_for_a_reading(world: World) -> None:
    metric(world, by_when=TODAY)
    page = words(signed_in(world.owner).get("/"))
    assert "Read: Unplanned stops" in page and "Write the reading" in page


def test_a_plan_of_ten_thousand_steps_draws_what_the_customer_sees(world: World) -> None:
    NextStep.objects.bulk_create(
        NextStep(deal_id=world.deal.pk, what=f"Step {number}", shared=True, created_at=NOW, waiting=True)
        for number in range(10_000)
    )
    page = signed_in(world.owner).get(f"/pursuit/deal/{world.deal.pk}/")
    shown = words(page)
    assert "Step 199" in shown and "Step 200" not in shown and len(page.content) < 200_000
    assert "No more than 200 steps are shown" in shown
