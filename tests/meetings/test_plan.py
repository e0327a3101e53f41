"""Writing meetings: planned, changed, cancelled, filed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from evener.customers.actions import add_contact, create_account
from evener.deals import actions as deals
from evener.deals.models import DealMember
from evener.deals.rules import Closing, Outcome
from evener.journal.models import Entry
from evener.meetings import actions
from evener.meetings.models import Meeting
from evener.meetings.queries.one import attendees, from_source, last_meeting, met, next_meeting
from evener.meetings.rules.plan import Invited, MeetingKind, MeetingPart
from evener.people.rules import Visibility
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Refused
from tests.meetings.planned import HOUR, TOMORROW, YESTERDAY, contact, meeting, ours
from tests.world import NOW, TODAY, World, see


def who(world: World, row: Meeting, name: str = "owner") -> dict[str, Any]:
    return {"by": world.viewer(name), "at": NOW, "meeting_id": row.pk}


def invited_names(row: Meeting) -> list[tuple[str, str]]:
    return [(each.shown, each.part) for each in attendees(row.pk)]


def test_title_and_start_are_enough(world: World) -> None:
    row = meeting(world)
    assert (row.ends_at - row.starts_at, row.kind, row.organiser_id) == (HOUR, MeetingKind.OTHER, world.owner.pk)
    assert invited_names(row) == [("Olga Owner", "leads")]
    [entry] = Entry.objects.filter(what="meeting.planned")
    assert (entry.thread_kind, entry.thread_id) == ("deal", world.deal.pk)


def test_everybody_is_found_by_id_or_address_once(world: World) -> None:
    nora = contact(world, email="Nora@Customer.example")
    row = meeting(
        world, ours(world, "owner", MeetingPart.LEADS), Invited(email="ENGINEER@example.com", part=MeetingPart.ASKS),
        Invited(email="engineer@example.com"), Invited(contact_id=nora), Invited(email="nora@customer.example"),
        Invited(email="new@customer.example", name="Someone New"),
    )  # fmt: skip
    assert invited_names(row) == [
        ("Olga Owner", "leads"), ("Egon Engineer", "asks"), ("Nora Decides", ""), ("Someone New", ""),
    ]  # fmt: skip


def test_who_comes_works_on_the_deal(world: World) -> None:
    see(Visibility.OWN, by=world.viewer("admin"))
    row = meeting(world, ours(world, "owner"), ours(world, "outsider"))
    assert DealMember.objects.filter(deal=world.deal, user=world.outsider).exists()
    assert Meeting.objects.visible_to(world.viewer("outsider")).filter(id=row.pk).exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"agenda": "x" * 10_000}, "agenda"),
        ({"kind": "party"}, "kind"),
        ({"starts_at": None}, "starts_at"),
        ({"starts_at": NOW.replace(tzinfo=None)}, "starts_at"),
        ({"starts_at": NOW.replace(year=2056)}, "starts_at"),
        ({"ends_at": TOMORROW - HOUR}, "ends_at"),
        ({"ends_at": TOMORROW + timedelta(days=30)}, "ends_at"),
        ({"organiser_id": 99_999}, "organiser_id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_values_are_named(world: World, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        meeting(world, **values)
    assert field in caught.value.fields and not Meeting.objects.exists()


def test_only_people_of_the_house_and_of_the_account(world: World) -> None:
    by = world.viewer("owner")
    other = create_account(by=by, at=NOW, values={"name": "Another"})
    stranger = add_contact(by=by, at=NOW, account_id=other.pk, values={"name": "Stranger"})
    for each in (
        Invited(user_id=99_999), Invited(contact_id=stranger.pk), Invited(email="not an address"), Invited(name=" "),
    ):  # fmt: skip
        with pytest.raises(Invalid) as caught:
            meeting(world, each)
        assert "attendees" in caught.value.fields


def test_the_engineer_is_invited_to_the_closing_call_or_there_is_a_reason(world: World) -> None:
    row = meeting(world, kind=MeetingKind.CLOSING)
    assert ("Egon Engineer", "") in invited_names(row)
    with pytest.raises(Invalid) as caught:
        meeting(world, ours(world, "owner"), kind=MeetingKind.CLOSING)
    assert "Egon Engineer" in str(caught.value.fields["no_engineer_reason"])
    alone = meeting(
        world, ours(world, "owner"), kind=MeetingKind.CLOSING, no_engineer_reason="He is on leave until Monday."
    )
    [entry] = Entry.objects.filter(subject_kind="meeting", subject_id=alone.pk)
    assert ["no_engineer_reason", None, "He is on leave until Monday."] in entry.changes
    again = actions.change_meeting(
        **who(world, alone), values={}, seen_version=None, invited=[ours(world, "owner"), ours(world, "engineer")]
    )
    assert again.no_engineer_reason == ""
    with pytest.raises(Invalid):
        actions.change_meeting(**who(world, row), values={}, seen_version=None, invited=[ours(world, "owner")])


def test_a_change_takes_people_in_and_out_and_keeps_parts(world: World) -> None:
    nora = contact(world)
    row = meeting(world, ours(world, "owner", MeetingPart.LEADS), Invited(contact_id=nora))
    actions.change_meeting(
        **who(world, row), values={"place": "Online"}, seen_version=1, invited=[ours(world, "engineer")], removing=False
    )
    assert invited_names(row) == [("Olga Owner", "leads"), ("Egon Engineer", ""), ("Nora Decides", "")]
    actions.change_meeting(
        **who(world, row), values={}, seen_version=2,
        invited=[ours(world, "owner"), ours(world, "engineer", MeetingPart.ON_CALL)],
    )  # fmt: skip
    assert invited_names(row) == [("Olga Owner", "leads"), ("Egon Engineer", "on_call")]
    with pytest.raises(Conflict):
        actions.change_meeting(**who(world, row), values={"place": "Here"}, seen_version=1)
    same = actions.change_meeting(**who(world, row), values={"place": "Online"}, seen_version=3)
    assert same.version == 3


def test_a_meeting_that_began_in_the_past_may_still_be_described(world: World) -> None:
    row = meeting(world, starts_at=NOW.replace(year=2025))
    actions.change_meeting(**who(world, row), values={"purpose": "To see it run"}, seen_version=1)


def test_cancelled_and_taken_up_again(world: World) -> None:
    row = meeting(world)
    cancelled = actions.cancel_meeting(**who(world, row), reason="The plant is closed.", sequence=3)
    assert cancelled.is_cancelled and cancelled.sequence == 3
    assert actions.cancel_meeting(**who(world, row)).version == cancelled.version
    assert not actions.resume_meeting(**who(world, row)).is_cancelled


def test_without_a_deal_only_its_people_see_it(world: World) -> None:
    row = meeting(world, ours(world, "teammate"), deal=False)
    assert row.confidential
    for name, sees in {"owner": True, "teammate": True, "leader": False, "outsider": False, "admin": True}.items():
        assert Meeting.objects.visible_to(world.viewer(name)).filter(id=row.pk).exists() == sees, name
    with pytest.raises(NotThere):
        actions.cancel_meeting(**who(world, row, "leader"))
    with pytest.raises(Invalid):
        actions.change_meeting(**who(world, row), values={}, seen_version=None, invited=[ours(world, "teammate")])


def test_filed_under_a_deal_its_people_are_found_there(world: World) -> None:
    nora = contact(world, email="nora@customer.example")
    row = meeting(world, Invited(email="nora@customer.example"), ours(world, "outsider"), deal=False)
    actions.file_under(**who(world, row), deal_id=world.deal.pk)
    row.refresh_from_db()
    assert (row.deal_id, row.team_id, row.confidential) == (world.deal.pk, world.north.pk, False)
    assert {each.contact_id for each in attendees(row.pk) if not each.ours} == {nora}
    assert DealMember.objects.filter(deal=world.deal, user=world.outsider).exists()
    assert Meeting.objects.visible_to(world.viewer("leader")).exists()
    with pytest.raises(NotThere):
        actions.file_under(**who(world, row), deal_id=99_999)


def test_it_follows_its_deal(world: World) -> None:
    row = meeting(world)
    deals.change_deal(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None
    )
    row.refresh_from_db()
    assert row.confidential
    assert not Meeting.objects.visible_to(world.viewer("outsider")).exists()


def test_who_may(world: World) -> None:
    row = meeting(world)
    for name in ("outsider", "viewer_only"):
        with pytest.raises(NotAllowed):
            actions.cancel_meeting(**who(world, row, name))
        with pytest.raises(NotAllowed):
            meeting(world, who=name)
    with pytest.raises(NotAllowed):
        meeting(world, who="viewer_only", deal=False)
    deals.close_deal(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk,
        closing=Closing(Outcome.LOST, "price", "", TODAY),
    )  # fmt: skip
    meeting(world)


def test_once_for_a_source(world: World) -> None:
    by, values = world.viewer("owner"), {"title": "From a calendar", "starts_at": TOMORROW}
    row = actions.plan_meeting(
        by=by, at=NOW, deal_id=None, values=values, invited=[], source="ics", source_uid="a@b", sequence=1
    )
    assert from_source("ics", ["a@b", "c@d"]) == {"a@b": row}
    assert invited_names(row) == [("Olga Owner", "")]
    moved = actions.change_meeting(**who(world, row), values={}, seen_version=None, sequence=2)
    assert moved.sequence == 2


def test_whom_we_met_last(world: World) -> None:
    nora, paul = contact(world), contact(world, "Paul Pays")
    meeting(world, Invited(contact_id=nora), starts_at=YESTERDAY - timedelta(days=9))
    last = meeting(world, Invited(contact_id=nora), starts_at=YESTERDAY)
    cancelled = meeting(world, Invited(contact_id=paul), starts_at=YESTERDAY)
    actions.cancel_meeting(**who(world, cancelled))
    ahead = meeting(world, Invited(contact_id=paul))
    assert met(world.deal.pk, at=NOW) == {nora: YESTERDAY.date()}
    assert met([world.deal.pk, 99_999], at=NOW) == {nora: YESTERDAY.date()}
    assert last_meeting(world.deal.pk, at=NOW) == last
    assert next_meeting(world.deal.pk, at=NOW) == ahead


def test_what_was_debriefed_stays(world: World) -> None:
    row = meeting(world, starts_at=YESTERDAY)
    Meeting.objects.filter(pk=row.pk).update(debriefed_at=NOW)
    with pytest.raises(Refused):
        actions.cancel_meeting(**who(world, row))
