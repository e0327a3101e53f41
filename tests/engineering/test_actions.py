"""Asking, answering, and what follows from it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from evener.capacity.actions import make_skill
from evener.capacity.models import WorkItem
from evener.capacity.rules import WorkKind
from evener.deals.actions import change_deal, close_deal, reopen_deal
from evener.deals.models import DealMember
from evener.deals.rules import Closing, Outcome
from evener.engineering import actions, queries
from evener.engineering.models import Request, RequestKind
from evener.journal.models import Entry
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Refused
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def asked(world: World, who: str = "owner", **changes: Any) -> Request:
    kind = RequestKind.objects.order_by("position").first()
    assert kind
    values = {
        "kind_id": kind.pk, "decides": "Whether we are on the short list", "needed_by": TODAY + timedelta(days=10),
        **changes,
    }  # fmt: skip
    return actions.ask(by=world.viewer(who), at=NOW, deal_id=world.deal.pk, values=values)


def work() -> WorkItem | None:
    return WorkItem.objects.filter(kind=WorkKind.REQUEST).first()


def test_asking_takes_the_usual_effort_and_waits_in_the_load(world: World) -> None:
    request = asked(world)
    assert (request.low_minutes, request.likely_minutes, request.high_minutes) == (120, 240, 480)
    item = work()
    assert item
    assert (item.thing_id, item.person_id, item.weight, item.due_on) == (request.pk, None, 50, request.needed_by)
    entry = Entry.objects.get(what="request.asked")
    assert (entry.thread_kind, entry.thread_id, entry.subject_id) == ("deal", world.deal.pk, request.pk)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decides": " "}, "decides"),
        ({"needed_by": None}, "needed_by"),
        ({"needed_by": TODAY - timedelta(days=1)}, "needed_by"),
        ({"low_minutes": 0, "likely_minutes": 0, "high_minutes": 0}, "low_minutes"),
        ({"low_minutes": 60, "likely_minutes": 60, "high_minutes": 60_000_000}, "high_minutes"),
        ({"low_minutes": 90, "likely_minutes": 60, "high_minutes": 120}, "likely_minutes"),
        ({"kind_id": 999_999}, "kind_id"),
        ({"skills": {999_999: 2}}, "skills"),
        ({"mood": "good"}, "mood"),
    ],
)
def test_bad_values_are_named_and_nothing_is_written(world: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as problem:
        asked(world, **changes)
    assert field in problem.value.fields
    assert not Request.objects.exists()
    assert work() is None


def test_an_engineer_accepts_and_joins_the_team(world: World) -> None:
    request = asked(world)
    DealMember.objects.filter(deal=world.deal, user=world.engineer).delete()
    actions.accept(by=world.viewer("engineer"), at=NOW + HOUR, request_id=request.pk)
    request.refresh_from_db()
    assert (request.state, request.person_id, request.answered_at) == ("accepted", world.engineer.pk, NOW + HOUR)
    assert DealMember.objects.filter(deal=world.deal, user=world.engineer).exists()
    item = work()
    assert item
    assert (item.person_id, item.weight) == (world.engineer.pk, 100)


def test_only_a_leader_gives_it_to_others(world: World) -> None:
    request = asked(world)
    with pytest.raises(NotAllowed):
        actions.accept(by=world.viewer("engineer"), at=NOW, request_id=request.pk, person_id=world.leader.pk)
    actions.accept(by=world.viewer("leader"), at=NOW, request_id=request.pk, person_id=world.engineer.pk)
    with pytest.raises(NotAllowed):
        actions.accept(by=world.viewer("owner"), at=NOW, request_id=asked(world).pk)


def test_the_second_to_accept_hears_who_was_first(world: World) -> None:
    request = asked(world)
    seen = request.version
    actions.accept(by=world.viewer("engineer"), at=NOW, request_id=request.pk, seen_version=seen)
    with pytest.raises(Conflict, match="Egon Engineer has this request already"):
        actions.accept(by=world.viewer("leader"), at=NOW, request_id=request.pk, seen_version=seen)
    request.refresh_from_db()
    assert request.person_id == world.engineer.pk


def test_a_smaller_thing_is_offered_and_agreed(world: World) -> None:
    request = asked(world)
    engineer = world.viewer("engineer")
    with pytest.raises(Invalid):
        actions.offer(by=engineer, at=NOW, request_id=request.pk, what="A recording", minutes=240, why="No time")
    actions.offer(by=engineer, at=NOW, request_id=request.pk, what="A recording", minutes=60, why="No time for more")
    actions.agree(by=world.viewer("owner"), at=NOW + HOUR, request_id=request.pk)
    request.refresh_from_db()
    assert (request.state, request.person_id, request.likely_minutes, request.low_minutes) == (
        "accepted", world.engineer.pk, 60, 30,
    )  # fmt: skip


def test_a_smaller_thing_will_not_do(world: World) -> None:
    request = asked(world)
    actions.offer(by=world.viewer("engineer"), at=NOW, request_id=request.pk, what="A call", minutes=30, why="Busy")
    actions.insist(by=world.viewer("owner"), at=NOW, request_id=request.pk, why="They want to see it")
    request.refresh_from_db()
    assert (request.state, request.person_id) == ("asked", None)


def test_a_no_needs_its_reason(world: World) -> None:
    request = asked(world)
    with pytest.raises(Invalid) as problem:
        actions.decline(by=world.viewer("engineer"), at=NOW, request_id=request.pk, why=" ")
    assert "why" in problem.value.fields


def test_no_fit_closes_the_door_until_a_leader_opens_it(world: World) -> None:
    first, second = asked(world), asked(world)
    actions.decline(by=world.viewer("engineer"), at=NOW, request_id=first.pk, why="Wrong machine", no_fit=True)
    second.refresh_from_db()
    assert second.state == "declined"
    assert work() is None
    with pytest.raises(Refused, match="does not fit: Wrong machine"):
        asked(world)
    for who in ("owner", "engineer"):
        with pytest.raises(NotAllowed):
            actions.open_door(by=world.viewer(who), at=NOW, deal_id=world.deal.pk, why="Please")
    with pytest.raises(Invalid):
        actions.open_door(by=world.viewer("leader"), at=NOW, deal_id=world.deal.pk, why="")
    actions.open_door(by=world.viewer("leader"), at=NOW, deal_id=world.deal.pk, why="They bought the right machine")
    assert queries.door(world.deal.pk) is None
    asked(world)
    assert set(Entry.objects.filter(subject_kind="deal").values_list("what", flat=True)) >= {
        "deal.no_fit", "deal.fits_again",
    }  # fmt: skip


def test_a_closed_deal_asks_for_nothing_and_takes_no_time(world: World) -> None:
    request = asked(world)
    owner = world.viewer("owner")
    closing = Closing(Outcome.LOST, "price", "", TODAY)
    close_deal(by=owner, at=NOW, deal_id=world.deal.pk, closing=closing)
    assert work() is None
    assert queries.queue(owner) == []
    with pytest.raises(Refused):
        asked(world)
    with pytest.raises(Refused):
        actions.accept(by=world.viewer("engineer"), at=NOW, request_id=request.pk)
    reopen_deal(by=world.viewer("leader"), at=NOW, deal_id=world.deal.pk, reason="They called back")
    assert [row.id for row in queries.queue(owner)] == [request.pk]
    assert work() is not None


def test_handing_back_and_finishing(world: World) -> None:
    request = asked(world)
    engineer = world.viewer("engineer")
    actions.accept(by=engineer, at=NOW, request_id=request.pk)
    with pytest.raises(Invalid):
        actions.hand_back(by=engineer, at=NOW, request_id=request.pk, why="")
    actions.hand_back(by=engineer, at=NOW, request_id=request.pk, why="Ill")
    actions.accept(by=engineer, at=NOW, request_id=request.pk)
    with pytest.raises(NotAllowed):
        actions.finish(by=world.viewer("owner"), at=NOW, request_id=request.pk)
    actions.finish(by=engineer, at=NOW + HOUR, request_id=request.pk)
    request.refresh_from_db()
    assert (request.state, request.ended_at) == ("done", NOW + HOUR)
    assert work() is None


def test_time_is_one_tap_and_can_be_taken_back(world: World) -> None:
    request = asked(world)
    engineer = world.viewer("engineer")
    actions.accept(by=engineer, at=NOW, request_id=request.pk)
    for minutes in (30, 60):
        actions.log_time(by=engineer, at=NOW, request_id=request.pk, minutes=minutes)
    actions.unlog_time(by=engineer, at=NOW, request_id=request.pk)
    assert queries.logged(request.pk) == [("Egon Engineer", 30)]
    for minutes in (0, -5, 100_000):
        with pytest.raises(Invalid):
            actions.log_time(by=engineer, at=NOW, request_id=request.pk, minutes=minutes)
    with pytest.raises(NotAllowed):
        actions.log_time(by=world.viewer("owner"), at=NOW, request_id=request.pk, minutes=30)


def test_a_place_by_hand_needs_a_leader_and_a_reason(world: World) -> None:
    request = asked(world)
    leader = world.viewer("leader")
    with pytest.raises(NotAllowed):
        actions.place(by=world.viewer("engineer"), at=NOW, request_id=request.pk, position=1, why="Because")
    with pytest.raises(Invalid):
        actions.place(by=leader, at=NOW, request_id=request.pk, position=1, why="")
    actions.place(by=leader, at=NOW, request_id=request.pk, position=1, why="The board asked")
    actions.unplace(by=leader, at=NOW, request_id=request.pk)
    request.refresh_from_db()
    assert (request.placed, request.placed_why) == (None, "")


def test_a_confidential_deal_hides_its_requests(world: World) -> None:
    request = asked(world)
    change_deal(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None
    )
    assert queries.queue(world.viewer("outsider")) == []
    with pytest.raises(NotThere):
        queries.request(world.viewer("outsider"), request.pk)
    with pytest.raises(NotThere):
        actions.accept(by=world.viewer("outsider"), at=NOW, request_id=request.pk)


def test_the_first_skill_is_what_the_load_waits_for(world: World) -> None:
    skill = make_skill(by=world.viewer("engineer"), at=NOW, name="Modbus")
    asked(world, skills={skill.pk: 3})
    item = work()
    assert item
    assert item.skill_id == skill.pk
