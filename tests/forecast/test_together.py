"""Whether working together goes with better endings: who is in which group, from when on, and what is said of few."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.discovery.actions.answers import choose_playbook, give_answer
from evener.discovery.actions.playbooks import create_playbook, publish
from evener.discovery.models import Question
from evener.forecast.queries.ended import together
from evener.forecast.queries.past import Asked
from evener.forecast.queries.together import Compared
from evener.forecast.rules.together import Hit, Out, Practice
from evener.promises.actions import record_blind
from tests.deals.web import signed_in, words
from tests.forecast.past import OPENED, ended, met, opened, when
from tests.query_counts import StoredQueries
from tests.rest.calling import Caller, make_token
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def compared(world: World, habit: Practice, *, days: int = 14, who: str = "admin") -> Compared:
    found = together(world.viewer(who), Asked(), days=days, today=TODAY)
    return next(each for each in found.habits if each.habit == habit)


def early_and_late(world: World) -> None:
    """12 deals with an engineer on day 5, 10 of them won; 11 with one on day 30, 4 won; a fast one, a late entry."""
    early, late = opened(world, 12), opened(world, 11)
    met(world, early, after=5)
    met(world, late, after=30)
    ended(early[:10], world, Outcome.WON, after=60)
    ended(early[10:], world, Outcome.NO_DECISION, after=60)
    ended(late[:4], world, Outcome.WON, after=60)
    ended(late[4:], world, Outcome.NO_DECISION, after=60)
    ended(opened(world, 1), world, Outcome.LOST, after=14)
    ended(opened(world, 1, at=when(OPENED + 15 * DAY)), world, Outcome.WON, after=60)
    ended(opened(world, 1), world, Outcome.DISQUALIFIED, after=60)


def test_who_ended_before_the_landmark_is_in_neither_group(world: World) -> None:
    early_and_late(world)
    found = compared(world, Practice.ENGINEER)
    assert (found.with_it, found.without) == (12, 11)
    assert found.out == {Out.EARLY: 1, Out.LATER: 1, Out.WALKED: 1}
    won = found.found[Hit.WON]
    assert (won.first.hits, won.first.deals, won.second.hits, won.second.deals) == (10, 12, 4, 11)
    assert won.first.adjusted == pytest.approx(10 / 12), "all deals are alike"
    assert won.told_apart and won.difference == pytest.approx(10 / 12 - 4 / 11)


def test_on_a_later_day_the_groups_are_others(world: World) -> None:
    early_and_late(world)
    found = compared(world, Practice.ENGINEER, days=30)
    assert (found.with_it, found.without, found.found) == (24 - 1, 1, {})
    assert not found.enough


def test_a_meeting_that_was_cancelled_or_missed_brought_nobody_in(world: World) -> None:
    early_and_late(world)
    assert compared(world, Practice.ENGINEER).with_it == 12
    deal = Deal.objects.filter(outcome=Outcome.WON).first()
    assert deal
    meeting = deal.meetings.get()
    meeting.attendees.filter(user=world.engineer).update(absent=True)
    assert compared(world, Practice.ENGINEER).with_it == 11


def test_the_closing_call_is_the_last_meeting_before_the_end(world: World) -> None:
    deals = opened(world, 22)
    met(world, deals[:11], after=20)
    met(world, deals[11:], after=10)
    met(world, deals[11:], after=40, engineer=False)
    ended(deals[:11], world, Outcome.WON, after=50)
    ended(deals[11:], world, Outcome.NO_DECISION, after=50)
    met(world, deals[11:12], after=80)
    found = compared(world, Practice.CLOSING)
    assert (found.with_it, found.without) == (11, 11), "the meeting after the close closed nothing"
    assert found.found[Hit.NO_DECISION].second.hits == 11


def test_discovery_counts_by_weight_as_it_was_known_on_the_day(world: World) -> None:
    """One knows the weightier question on day 3, the other only the lighter one; the weightier one came on day 20."""
    engineer, owner = world.viewer("engineer"), world.viewer("owner")
    asked = {"group": "scale", "why": "It sizes it.", "before": 50}
    rows = [
        {**asked, "key": "users", "text": "How many?", "weight": 3},
        {**asked, "key": "sites", "text": "Where?", "weight": 1},
    ]
    playbook = create_playbook(by=engineer, at=when(OPENED), values={"name": "Platform"}, questions=rows)
    publish(by=engineer, at=when(OPENED), playbook_id=playbook.pk)
    heavy, light = Question.objects.order_by("position")
    deals = opened(world, 2)
    for deal, question, after in ((deals[0], heavy, 3), (deals[1], light, 3), (deals[1], heavy, 20)):
        if after == 3:
            choose_playbook(by=owner, at=when(OPENED), deal_id=deal.pk, playbook_id=playbook.pk)
        give_answer(
            by=owner, at=when(OPENED + after * DAY), deal_id=deal.pk, question_id=question.pk, value="So it is",
            source="observed",
        )  # fmt: skip
    ended(deals, world, Outcome.LOST, after=60)
    found = compared(world, Practice.DISCOVERED)
    assert (found.with_it, found.without) == (1, 1)
    assert compared(world, Practice.DISCOVERED, days=30).with_it == 2
    assert found.found == {}, "of two deals nothing is said"


def test_blind_promises_count_from_the_day_they_were_made(world: World) -> None:
    deals = opened(world, 3)
    for deal, after in zip(deals, (3, 20, 20), strict=True):
        on = OPENED + after * DAY
        values = {"words": "It speaks Modbus"}
        record_blind(by=world.viewer("owner"), at=when(on), deal_id=deal.pk, values=values, made_on=on)
    ended(deals, world, Outcome.LOST, after=60)
    found = compared(world, Practice.BLIND)
    assert (found.with_it, found.without, found.out) == (0, 1, {Out.UNKNOWN: 2})


def test_size_is_left_out_where_the_amount_gives_the_end_away(world: World) -> None:
    early_and_late(world)
    assert "Size is left out." not in words(signed_in(world.owner).get("/forecast/together/"))
    Deal.objects.exclude(outcome=Outcome.WON).update(amount_minor=0)
    assert "Size is left out." in words(signed_in(world.owner).get("/forecast/together/"))
    won = compared(world, Practice.ENGINEER).found[Hit.WON]
    assert won.difference == pytest.approx(10 / 12 - 4 / 11), "else none of it would be left"


def test_nothing_is_compared_of_what_the_viewer_may_not_see(world: World) -> None:
    early_and_late(world)
    Deal.objects.filter(outcome=Outcome.WON).update(confidential=True)
    for who in ("admin", "owner", "teammate"):
        assert compared(world, Practice.ENGINEER, who=who).with_it == 2, "confidential deals are left out for all"


def test_the_page_says_it_is_no_proof_and_what_is_missing(world: World, stored_queries: StoredQueries) -> None:
    client = signed_in(world.owner)
    assert "No deal has ended yet" in words(client.get("/forecast/together/"))
    early_and_late(world)
    with stored_queries("forecast together"):
        answered = client.get("/forecast/together/?days=14")
    page = words(answered)
    assert "These go together; that is no proof that one makes the other." in page
    assert "83 % against 36 %: 47 points more" in page and "10 of 12" in page and "4 of 11" in page
    assert "10 deals of each are needed." in page and "At least one was blind: 0, 10 are missing" in page
    assert "1 ended before that day" in page
    assert "selected>Judged on day 14" in answered.content.decode()
    assert "Judged on day 14" in words(client.get("/forecast/together/?days=15"))


def test_the_api_says_the_same(world: World) -> None:
    early_and_late(world)
    call = Caller(make_token(world.owner, "read"))
    found = call.get("/forecast/together?days=14").json()
    engineer = found["habits"][0]
    assert (engineer["habit"], engineer["with_it"], engineer["without"]) == ("engineer", 12, 11)
    won = engineer["compared"][0]
    assert won["counted"] == "won" and won["with_it"]["hits"] == 10 and won["told_apart"] is True
    assert 0 < won["low"] < won["difference"] < won["high"] < 1
    assert found["habits"][2]["compared"] == []
    assert call.get("/forecast/together?days=15").status_code == 422
