"""The report: what is counted, where hours went, who sees whose line, and what is too little for a rate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.capacity.rules import expected_minutes
from evener.deals.actions import change_deal, close_deal
from evener.deals.rules import Closing, Outcome
from evener.engineering import actions
from evener.engineering.models import Request
from evener.engineering.report import Line, Report, Share, report
from evener.engineering.rules import RequestState, Way, median, turnaround_hours, way_of
from evener.people.actions import change_person
from tests.deals.web import signed_in, words
from tests.engineering.asked import DAY, HOUR, a_kind, asked
from tests.query_counts import StoredQueries
from tests.rest.calling import Caller, make_token
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
LATER = NOW + 3 * DAY
HIDDEN: dict[str, Any] = {"values": {"confidential": True}, "seen_version": None}


def seen(world: World, who: str, days: int = 90) -> Report:
    return report(world.viewer(who), at=LATER, days=days)


def five_answered(world: World) -> list[Request]:
    """Answered after 1, 2, 3, 4 and 48 hours."""
    rows = [asked(world) for _each in range(5)]
    for row, hours in zip(rows, (1, 2, 3, 4, 48), strict=True):
        actions.accept(by=world.viewer("engineer"), at=NOW + hours * HOUR, request_id=row.pk)
    return rows


def test_every_answer_is_counted_once(world: World) -> None:
    one, two, three, _four, five = (asked(world) for _each in range(5))
    engineer = {"by": world.viewer("engineer"), "at": NOW + HOUR}
    actions.accept(**engineer, request_id=one.pk)  # type: ignore[arg-type]
    actions.offer(**engineer, request_id=two.pk, what="A call", minutes=30, why="Busy")  # type: ignore[arg-type]
    actions.agree(by=world.viewer("owner"), at=NOW + HOUR, request_id=two.pk)
    actions.decline(**engineer, request_id=three.pk, why="No reason to")  # type: ignore[arg-type]
    actions.withdraw(by=world.viewer("owner"), at=NOW, request_id=five.pk)
    total = seen(world, "admin").total
    assert (total.asked, total.answered, total.due, total.in_time) == (5, 3, 4, 3)
    assert total.ways == {Way.ACCEPTED: 1, Way.SMALLER: 1, Way.DECLINED: 1, Way.WITHDRAWN: 1, Way.WAITING: 1}
    assert total.share(Way.DECLINED).value == 0.2
    assert total.median_hours is None, "three answers are too few"


def test_the_median_and_the_share_in_time(world: World) -> None:
    five_answered(world)
    found = seen(world, "admin")
    assert found.total.median_hours == 3.0
    assert found.total.within_a_day == Share(4, 5)
    assert [(line.name, line.asked) for line in found.kinds] == [(a_kind().name, 5)]
    assert [line.name for line in found.teams] == ["North"]


def test_hours_are_those_written_down_or_else_expected(world: World) -> None:
    one, two = asked(world), asked(world)
    for row in (one, two):
        actions.accept(by=world.viewer("engineer"), at=NOW, request_id=row.pk)
    actions.log_time(by=world.viewer("engineer"), at=NOW, request_id=one.pk, minutes=90)
    asked(world)  # nobody took it: it takes no hours
    expected = expected_minutes(two.low_minutes, two.likely_minutes, two.high_minutes)
    total = seen(world, "admin").total
    assert total.minutes[Outcome.OPEN] == 90 + expected
    assert (total.worked, total.logged) == (2, 1)
    closing = Closing(Outcome.LOST, "price", "Too dear", TODAY)
    close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=closing)
    total = seen(world, "admin").total
    assert (total.minutes[Outcome.OPEN], total.minutes[Outcome.LOST]) == (0, 90 + expected)


def test_only_the_period_and_only_deals_one_sees(world: World) -> None:
    asked(world, at=NOW - 60 * DAY)
    asked(world)
    assert seen(world, "outsider").total.asked == 2
    assert seen(world, "outsider", days=30).total.asked == 1
    change_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, **HIDDEN)
    assert seen(world, "outsider").total.asked == 0
    assert seen(world, "teammate").total.asked == 2


def test_nobody_is_watched(world: World) -> None:
    five_answered(world)
    lines = {who: [line.name for line in seen(world, who).people] for who in ("engineer", "owner", "leader", "admin")}
    assert lines == {
        "engineer": ["Egon Engineer"], "owner": [], "leader": ["Egon Engineer"], "admin": ["Egon Engineer"],
    }  # fmt: skip
    change_person(by=world.viewer("admin"), at=NOW, user_id=world.engineer.pk, values={"team_id": world.south.pk})
    assert seen(world, "leader").people == [], "Lena leads North"
    page = signed_in(world.leader).get("/engineering/report/?days=365")
    assert "Egon Engineer" not in words(page)


def test_the_page_shows_rates_with_their_counts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    client = signed_in(world.engineer)
    assert "Nothing was asked in this time" in words(client.get("/engineering/report/"))
    rows = five_answered(world)
    text = words(client.get("/engineering/report/?days=30"))
    assert "80 % 4 of 5" in text
    assert "3.0 h" in text
    assert "By person" in text
    actions.withdraw(by=world.viewer("owner"), at=NOW, request_id=rows[0].pk)
    Request.objects.filter(id=rows[1].pk).update(asked_at=NOW - 200 * DAY)
    text = words(client.get("/engineering/report/?days=30"))
    assert "3 of 4" in text
    assert "75 %" not in text, "four are too few for a rate"
    assert client.get("/engineering/report/?days=nonsense").status_code == 200


def test_the_report_takes_as_many_statements_however_much_there_is(
    world: World, stored_queries: StoredQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    client = signed_in(world.engineer)
    client.get("/engineering/report/")
    for _each in range(2):
        five_answered(world)
        with stored_queries("requests report"):
            client.get("/engineering/report/?days=365")


def test_the_report_as_json(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    five_answered(world)
    caller = Caller(make_token(world.engineer))
    found = caller.get("/requests/report?days=30").json()
    assert (found["total"]["asked"], found["total"]["median_hours"], found["total"]["in_time_share"]) == (5, 3.0, 0.8)
    assert [line["name"] for line in found["people"]] == ["Egon Engineer"]
    assert Caller(make_token(world.owner)).get("/requests/report").json()["people"] == []
    assert caller.get("/requests/report?days=31").status_code == 422


@given(st.sampled_from(RequestState), st.integers(1, 600), st.none() | st.integers(1, 600))
def test_every_request_went_one_way(state: RequestState, likely: int, offered: int | None) -> None:
    way = way_of(state, likely=likely, offered=offered)
    assert (way is Way.WAITING) == (state is RequestState.ASKED)
    if way is Way.SMALLER and state is not RequestState.OFFERED:
        assert offered == likely


def test_rules_in_numbers() -> None:
    assert turnaround_hours(timedelta(hours=6).total_seconds()) == 6
    assert median([3.0, 1.0, 2.0]) == 2.0
    assert median([4.0, 1.0]) == 2.5
    assert median([]) is None
    assert Share(3, 4).value is None
    assert Line(None, "").median_hours is None
