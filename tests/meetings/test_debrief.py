"""A debrief: every line lands where it belongs, or nothing does; once for a form; the self-check stays private."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from evener.deals import actions as deals
from evener.deals.models import NextStep
from evener.deals.rules import Closing, Outcome
from evener.discovery.models import Answer
from evener.journal.models import Entry
from evener.meetings import actions, queries
from evener.meetings.models import Credit, Debrief, Meeting, SelfCheck
from evener.meetings.rules.debrief import CreditLine, Debriefing, LearnedLine, PromisedLine, StepLine
from evener.meetings.rules.plan import Invited, MeetingPart
from evener.people.actions import make_person
from evener.people.rules import Role
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Refused
from evener.promises import actions as promises
from evener.promises.models import Promise
from evener.promises.rules import Answer as Verdict
from evener.promises.rules import VerdictKind
from tests.discovery.test_actions import asked, chosen
from tests.meetings.planned import HOUR, TOMORROW, YESTERDAY, contact, meeting, ours
from tests.world import NOW, TODAY, World, promise, viewer_of

FRIDAY = TODAY + timedelta(days=4)


def debrief(world: World, row: Meeting, *, who: str = "owner", key: str = "k1", **given: Any) -> Debrief | None:
    return actions.debrief(by=world.viewer(who), at=NOW, meeting_id=row.pk, given=Debriefing(key=key, **given))


def full(world: World) -> dict[str, Any]:
    return {
        "note": "They have two plants, not one.",
        "learned": (LearnedLine(asked("users").pk, "120", "told"),),
        "promised": (PromisedLine("Alarms reach the night shift by text message", FRIDAY),),
        "steps": (StepLine("Send the network plan", world.engineer.pk, FRIDAY),),
        "credits": (CreditLine(world.engineer.pk, "answered", "Explained why polling is enough"),),
        "habits": ("typing",),
    }


def test_every_line_lands_where_it_belongs(world: World) -> None:
    chosen(world)
    nora = contact(world)
    row = meeting(world, ours(world, "owner", MeetingPart.LEADS), Invited(contact_id=nora), starts_at=YESTERDAY)
    written = debrief(world, row, **full(world))
    [answer] = Answer.objects.filter(ended_at=None)
    assert (answer.value, answer.source) == ("120", "told")
    assert answer.meeting == f"Line 2, at the plant, {YESTERDAY.date()}"
    [said] = Promise.objects.all()
    assert (said.blind, said.made_on, said.told) == (True, YESTERDAY.date(), "Nora Decides")
    [step] = NextStep.objects.filter(what="Send the network plan")
    assert (step.owner_id, step.due_on) == (world.engineer.pk, FRIDAY)
    [found] = queries.debriefs(world.viewer("owner"), queries.meeting(world.viewer("owner"), row.pk))
    assert found.row == written and len(found.landed) == 3 and len(found.credits) == 1
    row.refresh_from_db()
    assert row.debriefed_at == NOW


def test_sent_twice_it_is_saved_once(world: World) -> None:
    chosen(world)
    row = meeting(world, starts_at=YESTERDAY)
    first = debrief(world, row, **full(world))
    assert debrief(world, row, **full(world)) == first
    assert (Promise.objects.count(), Credit.objects.count(), Debrief.objects.count()) == (1, 1, 1)


def test_one_wrong_line_and_nothing_is_written(world: World) -> None:
    chosen(world)
    row = meeting(world, starts_at=YESTERDAY)
    wrong = full(world) | {
        "learned": (LearnedLine(asked("users").pk, "many", "told"), LearnedLine(asked("systems").pk, "SAP", "")),
        "promised": (PromisedLine("Fine"), PromisedLine("x" * 2000)),
        "steps": (StepLine(""), StepLine("Fine", 99_999)),
        "credits": (CreditLine(world.owner.pk, "answered"), CreditLine(99_999, "honest")),
        "told": (99_999,),
    }
    with pytest.raises(Invalid) as caught:
        debrief(world, row, **wrong)
    assert set(caught.value.fields) == {
        "learned.0.value", "learned.1.source", "promised.1.words", "steps.0.what", "steps.1.owner_id",
        "credits.0.person_id", "credits.1.person_id", "told.0.id",
    }  # fmt: skip
    assert not (Debrief.objects.exists() or Answer.objects.exists() or Promise.objects.exists())
    assert not (SelfCheck.objects.exists() or Credit.objects.exists() or NextStep.objects.exists())
    assert not Entry.objects.filter(what="meeting.debriefed").exists()
    assert debrief(world, row, **full(world)) is not None


def test_two_at_once_hear_of_each_other(world: World) -> None:
    chosen(world)
    row = meeting(world, starts_at=YESTERDAY)
    line: dict[str, Any] = {"learned": (LearnedLine(asked("users").pk, "120", "told", seen=0),)}
    other: dict[str, Any] = {"learned": (LearnedLine(asked("users").pk, "90", "told", seen=0),), "note": "Ours"}
    debrief(world, row, **line)
    with pytest.raises(Invalid) as caught:
        debrief(world, row, who="engineer", **other)
    assert "120" in str(caught.value.fields["learned.0.value"])
    debrief(world, row, who="engineer", note="Nothing else", key="k1")
    assert [each.row.author_id for each in queries.debriefs(world.viewer("owner"), row)] == [
        world.owner.pk, world.engineer.pk,
    ]  # fmt: skip


def test_a_promise_of_the_ledger_was_told(world: World) -> None:
    cleared = promise(world, ask=True)
    promises.give_verdict(
        by=world.viewer("engineer"), at=NOW, promise_id=cleared.pk, answer=Verdict(kind=VerdictKind.TODAY)
    )
    unseen = promise(world)
    row = meeting(world, starts_at=YESTERDAY)
    debrief(world, row, told=(cleared.pk, unseen.pk))
    assert [each.blind for each in Promise.objects.order_by("id")] == [False, True]
    assert {each.made_on for each in Promise.objects.all()} == {YESTERDAY.date()}


def test_what_was_not_said_is_asked_about(world: World) -> None:
    row = meeting(world, starts_at=YESTERDAY)
    debrief(world, row, promised=(PromisedLine("Works offline", said=False),))
    [asked_about] = Promise.objects.all()
    assert (asked_about.made_on, asked_about.blind, asked_about.review) == (None, False, "asked")


def test_not_before_it_began_nor_when_it_was_cancelled(world: World) -> None:
    for row in (meeting(world, starts_at=TOMORROW), meeting(world, starts_at=YESTERDAY)):
        if row.starts_at < NOW:
            actions.cancel_meeting(by=world.viewer("owner"), at=NOW, meeting_id=row.pk)
        with pytest.raises(Refused):
            debrief(world, row, note="It went well")


def test_one_without_a_deal_takes_words_and_credit_only(world: World) -> None:
    row = meeting(world, deal=False, starts_at=YESTERDAY)
    with pytest.raises(Refused):
        debrief(world, row, steps=(StepLine("Call them"),))
    assert debrief(world, row, note="Worth another one") is not None


def test_after_the_close_words_still_count(world: World) -> None:
    row = meeting(world, starts_at=YESTERDAY)
    closing = Closing(Outcome.LOST, "price", "", TODAY)
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=closing)
    with pytest.raises(Invalid) as caught:
        debrief(world, row, steps=(StepLine("Call them"),))
    assert "closed" in str(caught.value.fields["steps.0.what"])
    assert debrief(world, row, note="They will be back") is not None


def test_the_self_check_leaves_no_trace(world: World) -> None:
    row = meeting(world, starts_at=YESTERDAY)
    before = Entry.objects.count()
    assert debrief(world, row, habits=("silent", "typing"), habit_note="Again.") is None
    assert Entry.objects.count() == before
    row.refresh_from_db()
    assert row.debriefed_at is None
    assert queries.self_check(world.viewer("owner"), row.pk) is not None
    for name in ("leader", "admin", "engineer"):
        assert queries.self_check(world.viewer(name), row.pk) is None
        assert not queries.self_checks(world.viewer(name))
    debrief(world, row, note="Fine", habits=("typing",), key="k2")
    assert [each.habits for each in queries.self_checks(world.viewer("owner"))] == [["typing"]]
    assert "typing" not in str(list(Entry.objects.values_list("changes", flat=True)))


def test_who_sees_credit(world: World) -> None:
    row = meeting(world, starts_at=YESTERDAY)
    debrief(world, row, credits=(CreditLine(world.teammate.pk, "honest", "Said that it will not scale"),))
    seen = {name for name in ("owner", "teammate", "leader", "admin", "engineer", "outsider")
            if queries.credits(world.viewer(name))}  # fmt: skip
    assert seen == {"owner", "teammate", "admin"}  # the leader leads another team
    debrief(world, row, credits=(CreditLine(world.engineer.pk, "answered"),), key="k2")
    assert len(queries.credits(world.viewer("leader"))) == 1


def test_credit_from_a_confidential_deal_keeps_its_words(world: World) -> None:
    """The teammate of the other team helped: their leader learns that, and nothing of the deal."""
    over = make_person(
        by=world.viewer("admin"), at=NOW, email="over@example.com", name="Ove Over", role=Role.LEADER,
        team_id=world.south.pk,
    )  # fmt: skip
    row = meeting(world, starts_at=YESTERDAY)
    debrief(world, row, credits=(CreditLine(world.teammate.pk, "honest", "Said that the merger will not scale"),))
    [before] = queries.credits(viewer_of(over))
    assert before.line == "Said that the merger will not scale"
    deals.change_deal(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None
    )
    [credit] = queries.credits(viewer_of(over))
    assert (credit.person_id, credit.kind, credit.line) == (world.teammate.pk, "honest", "")
    for name in ("teammate", "owner", "admin"):
        assert [each.line for each in queries.credits(world.viewer(name))] == ["Said that the merger will not scale"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, ""),
        ({"note": "x" * 6000}, "note"),
        ({"note": "a\x00b"}, "note"),
        ({"habits": ("dancing",)}, "habits"),
        ({"credits": (CreditLine(None, "answered"),)}, "credits.0.person_id"),
        ({"credits": (CreditLine(1, "dance"),)}, "credits.0.kind"),
        ({"steps": (StepLine("a"),) * 31}, "steps"),
        ({"key": "", "note": "a"}, "key"),
    ],
)
def test_bad_lines_are_named(world: World, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        debrief(world, meeting(world, starts_at=YESTERDAY), **given)
    assert field in caught.value.fields


def test_who_may_debrief(world: World) -> None:
    row = meeting(world, starts_at=YESTERDAY)
    for name in ("outsider", "viewer_only"):
        with pytest.raises(NotAllowed):
            debrief(world, row, who=name, note="Me too")
    alone = meeting(world, deal=False, starts_at=YESTERDAY)
    with pytest.raises(NotThere):
        debrief(world, alone, who="leader", note="Me too")


def test_who_is_to_debrief(world: World) -> None:
    led = meeting(world, ours(world, "engineer", MeetingPart.LEADS), ours(world, "owner"), starts_at=YESTERDAY)
    mine = meeting(world, ours(world, "owner"), ours(world, "teammate", MeetingPart.ASKS), starts_at=YESTERDAY + HOUR)
    meeting(world, starts_at=TOMORROW)
    meeting(world, starts_at=NOW - timedelta(days=60))
    assert queries.waiting_for_debrief(world.viewer("engineer"), at=NOW) == [led]
    assert queries.waiting_for_debrief(world.viewer("owner"), at=NOW) == [mine]
    assert queries.waiting_for_debrief(world.viewer("teammate"), at=NOW) == []


def test_who_did_not_come_was_not_met(world: World) -> None:
    nora = contact(world)
    row = meeting(world, Invited(contact_id=nora), starts_at=YESTERDAY)
    [there] = queries.attendees(row.pk)
    debrief(world, row, note="She was ill", absent=(there.pk,))
    assert queries.met(world.deal.pk, at=NOW) == {}


def test_the_joint_debrief_is_carried_by_both(world: World) -> None:
    owner: dict[str, Any] = {"by": world.viewer("owner"), "at": NOW, "deal_id": world.deal.pk}
    engineer = owner | {"by": world.viewer("engineer")}
    words = {"decided": "Their plant manager trusted us", "engineer_said": "That polling is enough"}
    with pytest.raises(Refused):
        actions.write_joint(**owner, values=words, seen_version=0)
    closing = Closing(Outcome.LOST, "price", "", date(2026, 3, 2))
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=closing)
    row = actions.write_joint(**owner, values=words, seen_version=0)
    assert (row.seller_id, row.engineer_id) == (world.owner.pk, None)
    with pytest.raises(Conflict):
        actions.write_joint(**engineer, values=words, seen_version=0)
    row = actions.write_joint(**engineer, values={}, seen_version=1)
    assert (row.seller_id, row.engineer_id) == (world.owner.pk, world.engineer.pk)
    row = actions.write_joint(**engineer, values={"again": "Bring the plant's own data"}, seen_version=2)
    assert (row.seller_id, row.engineer_id) == (None, world.engineer.pk)
    assert list(Entry.objects.filter(what__startswith="joint.").order_by("id").values_list("what", flat=True)) == [
        "joint.written", "joint.carried", "joint.changed",
    ]  # fmt: skip
    with pytest.raises(Invalid):
        actions.write_joint(**owner, values={"decided": " "}, seen_version=None)
