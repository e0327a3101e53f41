"""Requests in a browser without JavaScript: asking, answering, the queue, kinds, Today; what is refused and kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from evener.asks import answers
from evener.capacity.actions import make_skill
from evener.deals.actions import change_deal
from evener.engineering import actions
from evener.engineering.models import LoggedTime, NoFit, Request, RequestKind
from evener.engineering.views import queue as queue_view
from evener.people.rules import Viewer
from tests.deals.web import part, post, signed_in, words
from tests.engineering.asked import HOUR, a_kind, asked
from tests.query_counts import StoredQueries
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + HOUR)


def page(row: Request, name: str = "") -> str:
    return f"/engineering/requests/{row.pk}/{name}/" if name else f"/engineering/requests/{row.pk}/"


def test_asking_on_a_deal(world: World) -> None:
    radio = make_skill(by=world.viewer("engineer"), at=NOW, name="Radio")
    client, tab = signed_in(world.owner), f"/engineering/deals/{world.deal.pk}/"
    assert "Nothing is asked of engineering" in words(client.get(tab))
    given = {"kind_id": str(a_kind().pk), "needed_by": "2026-03-20", "wants": "The bench in the cellar"}
    lacking = post(client, f"{tab}new/", **given, decides=" ")
    assert lacking.status_code == 422
    assert "Say what the customer will decide because of it. If nothing, it can wait." in words(lacking)
    assert "The bench in the cellar" in words(lacking)
    wrong = {"low_minutes": "8", "likely_minutes": "4", "high_minutes": "1000000", "decides": "Whether they buy"}
    impossible = post(client, f"{tab}new/", **given, **wrong)
    assert impossible.status_code == 422
    assert "Over 20,000 hours is a programme of its own" in words(impossible)
    assert 'value="1000000"' in impossible.content.decode()
    past = post(client, f"{tab}new/", **{**given, "needed_by": "2026-03-01", "decides": "Whether they buy"})
    assert "This day has passed." in words(past)
    assert not Request.objects.exists()
    post(client, f"{tab}new/", **given, decides="Whether they buy", skill_1=str(radio.pk), level_1="3")
    row = Request.objects.get()
    assert list(row.needs.values_list("skill__name", "level")) == [("Radio", 3)]
    shown = words(client.get(page(row)))
    assert "Radio (Teaches it)" in shown and "The bench in the cellar" in shown
    assert "Whether they buy" in words(client.get(tab))


def test_from_the_queue_to_done(world: World, stored_queries: StoredQueries) -> None:
    row = asked(world)
    engineer = signed_in(world.engineer)
    assert f"{a_kind().name}: Whether we are on the short list" in words(engineer.get("/engineering/"))
    with stored_queries("request page"):
        shown = words(engineer.get(page(row)))
    assert "Place 1 in the queue" in shown and "Gain per hour" in shown
    assert engineer.get(page(row, "finish")).status_code == 403
    assert engineer.get(page(row, "nonsense")).status_code == 404
    post(engineer, page(row, "accept"), version=str(row.version), note="On it")
    row.refresh_from_db()
    assert (row.state, row.person_id) == ("accepted", world.engineer.pk)
    text = words(engineer.get("/engineering/"))
    assert "No request waits for an answer" in text and "What you are on 1" in text
    post(engineer, page(row, "time"), minutes="60")
    assert "1 h" in words(engineer.get(page(row)))
    post(engineer, page(row, "time"), minutes="0")
    assert not LoggedTime.objects.exists()
    assert post(engineer, page(row, "time"), minutes="100000").status_code == 422
    post(engineer, page(row, "finish"), note="They saw it")
    assert "Done" in words(engineer.get(page(row)))


def test_the_second_to_accept_is_told_and_keeps_what_was_typed(world: World) -> None:
    row = asked(world)
    seen = str(row.version)
    post(signed_in(world.engineer), page(row, "accept"), version=seen)
    late = post(
        signed_in(world.leader), page(row, "accept"), version=seen, person_id=str(world.leader.pk), note="I take it"
    )
    assert late.status_code == 409
    assert "Egon Engineer has this request already" in words(late)
    assert "I take it" in words(late)
    row.refresh_from_db()
    assert row.person_id == world.engineer.pk


def test_a_smaller_thing_is_offered_with_why(world: World) -> None:
    row = asked(world)
    engineer = signed_in(world.engineer)
    lacking = post(engineer, page(row, "offer"), version=str(row.version), what="A recording", minutes="1", why="")
    assert lacking.status_code == 422 and "Say why." in words(lacking) and 'value="A recording"' in str(lacking.content)
    much = post(engineer, page(row, "offer"), version=str(row.version), what="All", minutes="400", why="Busy")
    assert "That is no less than what was asked." in words(much)
    post(engineer, page(row, "offer"), version=str(row.version), what="A recording", minutes="1", why="Busy")
    owner = signed_in(world.owner)
    assert "Instead: A recording" in words(owner.get(page(row)))
    post(owner, page(row, "insist"), why="They want to see it live")
    post(engineer, page(row, "offer"), what="A recording", minutes="1", why="Busy still")
    post(owner, page(row, "agree"))
    row.refresh_from_db()
    assert (row.state, row.likely_minutes) == ("accepted", 60)


def test_the_closed_door(world: World) -> None:
    row = asked(world)
    owner, tab = signed_in(world.owner), f"/engineering/deals/{world.deal.pk}/"
    post(signed_in(world.engineer), page(row, "decline"), why="Another machine", no_fit="on")
    shown = words(owner.get(tab))
    assert "Engineering says this deal does not fit." in shown and "Another machine" in shown
    assert "Let this deal ask again" not in shown
    assert owner.get(f"{tab}new/").status_code == 409
    assert post(owner, f"{tab}open/", why="Please").status_code == 403
    leader = signed_in(world.leader)
    assert "Let this deal ask again" in words(leader.get(tab))
    lacking = post(leader, f"{tab}open/", why="")
    assert lacking.status_code == 422 and "Say why." in words(lacking)
    post(leader, f"{tab}open/", why="They changed the machine")
    assert NoFit.objects.get().why_opened == "They changed the machine"
    assert owner.get(f"{tab}new/").status_code == 200


def test_a_place_by_hand_is_there_for_all_to_see(world: World) -> None:
    first, second = asked(world), asked(world, decides="Whether the board meets")
    leader = signed_in(world.leader)
    lacking = post(leader, page(second, "place"), position="1", why="")
    assert lacking.status_code == 422 and "Say why." in words(lacking) and 'value="1"' in lacking.content.decode()
    assert "1 is the first" in words(post(leader, page(second, "place"), position="x", why="Board"))
    post(leader, page(second, "place"), position="1", why="The board meets once")
    shown = words(signed_in(world.outsider).get("/engineering/"))
    assert "Lena Leader: “The board meets once”" in shown and "by hand" in shown
    assert signed_in(world.engineer).get(page(first, "place")).status_code == 403
    post(leader, page(second, "unplace"))
    second.refresh_from_db()
    assert second.placed is None


def test_the_queue_narrows_and_shows_the_first(
    world: World, monkeypatch: pytest.MonkeyPatch, stored_queries: StoredQueries
) -> None:
    other = RequestKind.objects.order_by("-position")[0]
    asked(world)
    client = signed_in(world.owner)
    client.get("/engineering/")
    for _each in range(2):
        asked(world, kind_id=other.pk)
        with stored_queries("requests queue"):
            client.get("/engineering/")
    assert f"{a_kind().name}:" not in part(client.get(f"/engineering/?kind={other.pk}"), "results")
    assert "None of this kind" in words(client.get(f"/engineering/?kind={a_kind('Workshop').pk}"))
    monkeypatch.setattr(queue_view, "FIRST", 2)
    assert "1 more with a lower gain." in words(client.get("/engineering/"))
    assert "with a lower gain" not in words(client.get("/engineering/?all=1"))


def test_what_one_may_not_see_is_not_there(world: World) -> None:
    row = asked(world)
    values: dict[str, Any] = {"values": {"confidential": True}, "seen_version": None}
    change_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, **values)
    outsider = signed_in(world.outsider)
    assert "Whether we are on the short list" not in words(outsider.get("/engineering/"))
    for path in (page(row), page(row, "accept"), f"/engineering/deals/{world.deal.pk}/"):
        assert outsider.get(path).status_code == 404


def test_kinds_are_kept_by_those_who_lead(world: World, stored_queries: StoredQueries) -> None:
    leader = signed_in(world.leader)
    with stored_queries("request kinds"):
        leader.get("/engineering/kinds/")
    given = {"low_minutes": "1", "likely_minutes": "2", "high_minutes": "3", "lift": "5", "is_offered": "on"}
    twice = post(leader, "/engineering/kinds/", name="demo", **given)
    assert twice.status_code == 422 and "There is a kind of this name." in words(twice)
    wrong = post(leader, "/engineering/kinds/", name="Review", **{**given, "lift": "500", "low_minutes": "two"})
    assert wrong.status_code == 422 and "Write hours as 8 or 7.5." in words(wrong)
    assert 'value="500"' in wrong.content.decode()
    post(leader, "/engineering/kinds/", name="Review of a contract", **given)
    kind = RequestKind.objects.get(name="Review of a contract")
    post(leader, f"/engineering/kinds/{kind.pk}/", name="Review of a contract", **{**given, "is_offered": ""})
    kind.refresh_from_db()
    assert not kind.is_offered
    assert "Not offered any more" in words(leader.get("/engineering/kinds/"))
    assert signed_in(world.owner).get(f"/engineering/kinds/{kind.pk}/").status_code == 403


def today(viewer: Viewer, *, later: timedelta = HOUR) -> list[tuple[str, str]]:
    found = [nudge for source in answers("today") for nudge in source(viewer=viewer, at=NOW + later, limit=20)]
    return [(nudge.kind, str(nudge.what)) for nudge in found if nudge.kind.startswith("request")]


def test_what_today_brings_up(world: World) -> None:
    name = f"{a_kind().name}: Whether we are on the short list"
    row = asked(world)
    assert today(world.viewer("engineer")) == [("request", f"Answer: {name}")]
    assert today(world.viewer("leader")) == [("request", f"Answer: {name}")]
    assert today(world.viewer("owner")) == today(world.viewer("viewer_only")) == []
    actions.offer(by=world.viewer("engineer"), at=NOW, request_id=row.pk, what="A call", minutes=30, why="Busy")
    assert today(world.viewer("engineer")) == []
    assert today(world.viewer("owner")) == [("request-offered", f"Decide: {name}")]
    actions.agree(by=world.viewer("owner"), at=NOW, request_id=row.pk)
    assert today(world.viewer("engineer")) == [("request-mine", name)]
    actions.finish(by=world.viewer("engineer"), at=NOW, request_id=row.pk)
    assert today(world.viewer("engineer")) == []


def test_an_answer_is_late_after_a_day(world: World) -> None:
    asked(world)
    page_now: Client = signed_in(world.engineer)
    assert "within a day" in words(page_now.get("/"))
    (late,) = [
        nudge for source in answers("today")
        for nudge in source(viewer=world.viewer("engineer"), at=NOW + 25 * HOUR, limit=20) if nudge.kind == "request"
    ]  # fmt: skip
    assert late.late
