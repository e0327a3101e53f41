"""Reviews in a browser without JavaScript: the tab, one review, the list, records, come-backs, Today, the palette."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evener.deals import actions as deals
from evener.deals.models import Deal, NextStep
from evener.deals.rules import Outcome
from evener.reviews import actions
from evener.reviews.models import ComeBack, Idea, Review, Reviewer
from evener.reviews.nudges import nudges
from evener.reviews.rules.course import Chances
from tests.deals.web import part, post, signed_in, words
from tests.query_counts import StoredQueries
from tests.reviews.test_actions import CASE, asked, close, held, prepared, who
from tests.reviews.test_light import contact, ended
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))


def test_signs_and_a_step_from_one(world: World, stored_queries: StoredQueries) -> None:
    deals.change_deal(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, seen_version=None,
        values={"stage_id": world.deal.stage_id + 3},
    )  # fmt: skip
    client, tab = signed_in(world.owner), f"/reviews/deal/{world.deal.pk}/"
    with stored_queries("review tab"):
        page = words(client.get(tab))
    assert "Many signs" in page and "Nobody is named who decides about the money." in page
    assert "Status quo" in page and "44 %" in page
    post(client, f"{tab}plan/", key="no_buyer")
    assert NextStep.objects.get().owner == world.owner
    assert "Planned" in words(client.get(tab))
    again = post(client, f"{tab}plan/", key="no_buyer")
    assert again.status_code == 302 and NextStep.objects.count() == 1
    outside = signed_in(world.outsider)
    assert "Plan it" not in words(outside.get(tab)) and post(outside, f"{tab}plan/", key="no_buyer").status_code == 403


def test_from_the_asking_to_the_score(world: World, stored_queries: StoredQueries) -> None:
    client, tab = signed_in(world.owner), f"/reviews/deal/{world.deal.pk}/"
    form = words(client.get(f"{tab}ask/"))
    assert "Whose turn it is: Lena Leader" in form and "Olga Owner" in form
    wrong = post(client, f"{tab}ask/", dissenter_id=str(world.engineer.pk))
    assert wrong.status_code == 422 and "not the turn" in words(wrong)
    post(client, f"{tab}ask/", why="Is it real?", hold_on="2026-03-09")
    review = Review.objects.get()
    here = f"/reviews/{review.pk}/"
    assert client.get(f"{here}prepare/").status_code == 403
    leader = signed_in(world.leader)
    wrong = post(leader, f"{here}prepare/", counter_case="x", version="1")
    assert wrong.status_code == 422 and "what it died of" in words(wrong)
    post(leader, f"{here}prepare/", **CASE, version="1")
    assert "Hold it" in words(client.get(here))
    wrong = post(client, f"{here}chance/", won="100", version="2")
    assert wrong.status_code == 422 and "nobody knows for sure" in words(wrong)
    wrong = post(client, f"{here}chance/", won="50", lost="30", nothing="30", version="2")
    assert wrong.status_code == 422 and "110 %" in words(wrong)
    post(client, f"{here}chance/", won="73", lost="20", nothing="7", version="2")
    assert "73 %" in words(client.get(here)) and "73 %" not in words(leader.get(here))
    assert "1 of 4 given" in words(leader.get(here))
    post(client, f"{here}step/", what="Meet the CFO", owner_id=str(world.owner.pk), due_on="2026-03-10", version="2")
    assert "Meet the CFO" in words(client.get(f"/deals/{world.deal.pk}/"))
    post(client, f"{here}hold/", held_on="2026-03-02", decision="No discount", who_id="", version="2")
    with stored_queries("review page"):
        page = words(leader.get(here))
    for said in ("Held", "73 %", "No discount", "Meet the CFO", "Gave none", "Nobody there needed it."):
        assert said in page, said
    close(world, Outcome.NO_DECISION, "status_quo")
    form_page = part(client.get(f"{here}score/"), "doing")
    assert form_page.count("checked") >= 2  # what the reason of the close suggests
    post(client, f"{here}score/", cause_right="yes", lesson="Ask what hurts first.", version="3")
    page = words(client.get(here))
    assert "It ended as: No decision." in page and "Score 0.53" in page and "Ask what hurts first." in page
    journal = words(client.get(f"/deals/{world.deal.pk}/journal/"))
    assert "held the devil’s-advocate review" in journal and "73" not in journal


def test_html_is_text(world: World) -> None:
    review = asked(world, why="<script>alert(1)</script>")
    actions.prepare(**who(world, review, "engineer"), counter_case="<img src=x onerror=y>", cause_of_death="<b>")
    page = signed_in(world.owner).get(f"/reviews/{review.pk}/").content.decode()
    assert "<img" not in page and "<script>alert" not in page and "&lt;img src=x" in page


def test_the_list(world: World, stored_queries: StoredQueries) -> None:
    client = signed_in(world.owner)
    assert "No review wants anything now" in words(client.get("/reviews/"))
    prepared(world)
    with stored_queries("reviews list"):
        page = words(client.get("/reviews/"))
    assert "Pump monitoring" in page and "0 of 4" in page and "Egon Engineer" in page
    assert "Pump monitoring" in words(client.get("/reviews/?who=me"))
    assert "No review matches" in words(signed_in(world.outsider).get("/reviews/?who=me"))
    assert "Pump monitoring" in words(client.get("/reviews/?q=needed&status=all"))
    wrong = words(client.get("/reviews/?status=x&who=y&sort=z&cursor=%00"))
    assert "Choose one of the statuses." in wrong
    assert "The case" not in words(client.get("/search/?q=nothere"))
    assert "Reviews" in words(client.get("/search/?q=needed"))


def test_records_are_ones_own_and_the_leaders(world: World, stored_queries: StoredQueries) -> None:
    review = held(world, owner=80, engineer=30)
    close(world)
    actions.score_review(**who(world, review), cause_right="yes", told=[])
    with stored_queries("review records"):
        mine = words(signed_in(world.owner).get("/reviews/records/"))
    assert "80 %" in mine and "0.64" in mine and "Not enough yet" in mine
    assert "Egon" not in mine and "Your team’s" not in mine
    led = words(signed_in(world.leader).get("/reviews/records/"))
    assert "Egon Engineer" in led and "Olga Owner" in led and "Nothing scored yet" in led
    assert "0.64" not in led  # one chance says nothing about anybody
    others = words(signed_in(world.outsider).get("/reviews/records/"))
    assert "Olga" not in others and "Egon" not in others


def test_the_light_plan(world: World, stored_queries: StoredQueries) -> None:
    nora = contact(world)
    ended(world)
    client, tab = signed_in(world.owner), f"/reviews/deal/{world.deal.pk}/"
    post(client, f"{tab}idea/", text="A case study", due_on="2026-03-02")
    post(client, f"{tab}tie/", contact_id=str(nora), every_weeks="4")
    with stored_queries("light plan"):
        page = words(client.get(tab))
    assert "A case study" in page and "Nora" in page and "1 May" in page
    wrong = post(client, f"{tab}return/", return_on="2026-03-01")
    assert wrong.status_code == 422 and "lies in the future" in words(wrong)
    post(client, f"{tab}return/", return_on="2026-04-15", reason="Their budget")
    assert "It was to be 1 May" in words(client.get(tab))
    idea = Idea.objects.get()
    assert "Share: A case study" in words(client.get("/"))
    post(client, f"/reviews/ideas/{idea.pk}/share/")  # the one click of Today
    assert "Share: A case study" not in words(client.get("/"))
    post(client, f"{tab}back/", name="Pump monitoring, again")
    back = ComeBack.objects.get()
    assert "They came back" in words(client.get(tab))
    assert "this goes on from a deal" in words(client.get(f"/reviews/deal/{back.deal_id}/"))
    with stored_queries("come-backs"):
        page = words(client.get("/reviews/comebacks/"))
    for said in ("0 of 0, not enough yet for a rate", "Pump monitoring, again", "1 of them is back"):
        assert said in page, said


def test_what_today_asks(world: World) -> None:
    def kinds(name: str, days: int = 0) -> list[str]:
        return [each.kind for each in nudges(viewer=world.viewer(name), at=NOW + timedelta(days=days), limit=5)]

    Deal.objects.update(amount_minor=25_000_000)
    assert kinds("owner") == ["review_due"] and kinds("leader") == []
    review = asked(world, hold_on=TODAY + timedelta(days=3))
    assert kinds("owner") == [] and kinds("engineer") == ["review_case"]
    actions.prepare(**who(world, review, "engineer"), **CASE)
    assert kinds("owner") == ["review_chance"] == kinds("teammate")
    for name in ("owner", "engineer", "leader"):
        actions.give_chance(**who(world, review, name), given=Chances(50))
    assert kinds("owner") == [] and kinds("owner", 3) == ["review_hold"]
    actions.give_chance(**who(world, review, "teammate"), given=Chances(50))
    assert kinds("owner") == ["review_hold"]
    actions.hold_review(**who(world, review), held_on=TODAY, decision="Go on")
    assert kinds("owner") == []
    close(world)
    assert kinds("owner") == ["review_score"]
    assert not Reviewer.objects.filter(given_at=None).exists()
