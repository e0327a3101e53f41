"""Writing evaluations: planned, agreed, started, measured, asked, ended, won."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from evener.capacity.models import WorkItem
from evener.customers.actions import add_contact
from evener.deals import actions as deals
from evener.deals.models import Deal
from evener.deals.rules import Closing, Outcome
from evener.evaluations import actions, queries
from evener.evaluations.models import Criterion, Evaluation, Question
from evener.evaluations.rules import Course
from evener.journal.models import Entry
from evener.people.rules import Visibility
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Refused
from evener.promises import actions as promises
from tests.world import NOW, TODAY, World, see

LATER = NOW + timedelta(days=1)
TEXT = {"text": "Alarms within 2 s", "measure": "A hundred alarms, the 95th of them"}


def planned(world: World, *, who: str = "owner", **values: Any) -> Evaluation:
    given = {"name": "Pilot at line 2", "decision": "Whether they order for all lines", **values}
    return actions.plan_evaluation(by=world.viewer(who), at=NOW, deal_id=world.deal.pk, values=given)


def contact(world: World, name: str = "Nora Decides") -> int:
    by = world.viewer("owner")
    return int(add_contact(by=by, at=NOW, account_id=world.account.pk, values={"name": name}).pk)


def who(world: World, row: Evaluation, name: str = "engineer") -> dict[str, Any]:
    return {"by": world.viewer(name), "at": NOW, "evaluation_id": row.pk}


def ready(world: World, **values: Any) -> tuple[Evaluation, Criterion, int]:
    """Agreed with the customer, with one criterion and somebody who decides."""
    decides = contact(world)
    row = planned(world, decider_id=decides, **values)
    criterion = actions.add_criterion(**who(world, row), values=TEXT)
    actions.agree(**who(world, row), contact_id=decides, agreed_on=TODAY)
    return Evaluation.objects.get(pk=row.pk), criterion, decides


def running(world: World, **values: Any) -> tuple[Evaluation, Criterion, int]:
    row, criterion, decides = ready(world, **values)
    actions.start(**who(world, row))
    return Evaluation.objects.get(pk=row.pk), criterion, decides


def test_planned_with_what_is_usual(world: World) -> None:
    row = planned(world)
    assert (row.owner, row.status, row.weight) == (world.engineer, Course.DRAFT, 100)
    assert (row.starts_on, row.ends_on) == (TODAY, TODAY + timedelta(days=14))
    entry = Entry.objects.filter(what="evaluation.planned").get()
    assert (entry.thread_kind, entry.thread_id, entry.subject_id) == ("deal", world.deal.pk, row.pk)
    assert not WorkItem.objects.exists()  # nobody estimated it
    values = {"hours_low": 8, "hours_likely": 16, "hours_high": 40}
    actions.change_evaluation(**who(world, row), values=values, seen_version=None)
    work = WorkItem.objects.get(kind="evaluation", thing_id=row.pk)
    assert (work.person, work.weight, work.likely_minutes) == (world.engineer, 100, 960)


def test_a_lead_who_is_no_engineer_runs_nothing_unasked(world: World) -> None:
    by = world.viewer("owner")
    deals.change_deal(
        by=by, at=NOW, deal_id=world.deal.pk, values={"lead_engineer_id": world.teammate.pk}, seen_version=None
    )
    assert planned(world).owner is None


def test_longer_than_eight_weeks_is_a_leaders_word(world: World) -> None:
    long: dict[str, Any] = {"ends_on": TODAY + timedelta(days=80)}
    with pytest.raises(Invalid, match="longer than eight weeks"):
        planned(world, **long)
    with pytest.raises(Invalid, match="Only a leader"):
        planned(world, **long, long_reason="Their plant stands still in April.")
    row = planned(world, who="leader", **long, long_reason="Their plant stands still in April.")
    assert row.long_by == world.leader
    changed = actions.change_evaluation(**who(world, row), values={"name": "Pilot"}, seen_version=None)
    assert changed.long_by == world.leader  # what a leader carried stays carried
    shorter = {"ends_on": TODAY + timedelta(days=10)}
    back = actions.change_evaluation(**who(world, row), values=shorter, seen_version=None)
    assert (back.long_by_id, back.long_reason) == (None, "")


@pytest.mark.parametrize(
    ("values", "field"),
    [({"owner_id": 0}, "owner_id"), ({"owner_id": "sales"}, "owner_id"), ({"decider_id": 4711}, "decider_id")],
)
def test_strangers_are_not_named(world: World, values: dict[str, Any], field: str) -> None:
    if values == {"owner_id": "sales"}:
        values = {"owner_id": world.owner.pk}
    with pytest.raises(Invalid) as problem:
        planned(world, **values)
    assert list(problem.value.fields) == [field]
    assert not Evaluation.objects.exists()


def test_who_may_plan(world: World) -> None:
    with pytest.raises(NotAllowed):
        planned(world, who="outsider")
    see(Visibility.OWN, by=world.viewer("admin"))
    with pytest.raises(NotThere):
        planned(world, who="outsider")


def test_agreeing_needs_criteria_and_a_change_opens_them_again(world: World) -> None:
    row = planned(world)
    with pytest.raises(Refused, match="nothing to agree to"):
        actions.agree(**who(world, row), contact_id=None, agreed_on=TODAY)
    row, criterion, decides = ready(world)
    criterion.refresh_from_db()
    assert (criterion.agreed_on, criterion.agreed_with_id, row.status) == (TODAY, decides, Course.AGREED)
    actions.add_criterion(**who(world, row), values={"text": "Two taps", "measure": "Watched"})
    row.refresh_from_db()
    assert (row.status, row.agreed_on) == (Course.DRAFT, None)


def test_a_good_start_needs_no_reason_and_a_bad_one_keeps_it(world: World) -> None:
    row, _criterion, _decides = running(world)
    assert (row.status, row.start_warnings, row.started_by) == (Course.RUNNING, "", world.engineer)
    promises.record_blind(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values={"words": "It does everything"}, made_on=TODAY
    )
    bad = planned(world, name="Too early")
    with pytest.raises(Invalid, match="say in writing"):
        actions.start(**who(world, bad))
    actions.start(**who(world, bad), reason="Their director asked for it in person.")
    bad.refresh_from_db()
    said = bad.start_warnings.splitlines()
    assert len(said) == 3 and "no success criteria" in said[0] and "said before an engineer" in said[2]
    entry = Entry.objects.filter(what="evaluation.started").latest("id")
    assert entry.reason == "Their director asked for it in person." and len(entry.changes) == 3
    assert queries.running_by_person() == {world.engineer.pk: 2}


def test_triage_may_have_found_no_fit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row, _criterion, _decides = ready(world)
    monkeypatch.setattr("evener.evaluations.queries.answers", lambda name: (lambda *, deal_id: "They need OPC UA",))
    with pytest.raises(Invalid):
        actions.start(**who(world, row))
    actions.start(**who(world, row), reason="We want to learn what is missing.")
    row.refresh_from_db()
    assert "no fit: “They need OPC UA”" in row.start_warnings


def test_a_fourth_at_once_is_said_and_not_forbidden(world: World) -> None:
    for _n in range(3):
        running(world)
    row, _criterion, _decides = running(world)
    assert "runs 3 others already" in row.start_warnings


def test_a_result_comes_with_its_evidence(world: World) -> None:
    row, criterion, _decides = ready(world)
    given: dict[str, Any] = {"criterion_id": criterion.pk, "result": "meets", "evidence": "https://ci.example/run/7"}
    with pytest.raises(Refused, match="not started"):
        actions.record_result(**who(world, row), **given)
    actions.start(**who(world, row))
    with pytest.raises(Invalid, match="without evidence"):
        actions.record_result(**who(world, row), **{**given, "evidence": " "})
    with pytest.raises(Invalid, match="four results"):
        actions.record_result(**who(world, row), **{**given, "result": "great"})
    done = actions.record_result(**{**who(world, row), "at": LATER}, **given)
    row.refresh_from_db()
    assert (done.result, done.result_by, row.touched_at) == ("meets", world.engineer, LATER)
    with pytest.raises(Conflict):
        actions.record_result(**who(world, row), **given, seen_version=1)
    with pytest.raises(Refused, match="stand as they were"):
        actions.change_criterion(
            **who(world, row), criterion_id=criterion.pk, values={"text": "Slower"}, seen_version=None
        )
    with pytest.raises(Refused):
        actions.remove_criterion(**who(world, row), criterion_id=criterion.pk)


def test_criteria_before_the_start(world: World) -> None:
    row = planned(world)
    for values in ({"text": "", "measure": "x"}, {"text": "x", "measure": ""}, {"text": "x", "measure": "y", "z": 1}):
        with pytest.raises(Invalid):
            actions.add_criterion(**who(world, row), values=values)
    with pytest.raises(Invalid, match="on which day"):
        actions.add_criterion(**who(world, row), values={**TEXT, "agreed_with_id": contact(world)})
    criterion = actions.add_criterion(**who(world, row), values=TEXT)
    given = {**who(world, row), "criterion_id": criterion.pk}
    changed = actions.change_criterion(**given, values={"must": False}, seen_version=1)
    assert (changed.must, changed.version) == (False, 2)
    with pytest.raises(Conflict):
        actions.change_criterion(**given, values={"must": True}, seen_version=1)
    actions.remove_criterion(**given)
    assert not Criterion.objects.exists()
    entry = Entry.objects.filter(what="evaluation.criterion_removed").get()
    assert entry.changes == [["criterion", TEXT["text"], None]]


def test_questions_are_answered_once_and_may_be_improved(world: World) -> None:
    row, _criterion, _decides = running(world)
    asked = actions.raise_question(**who(world, row, "owner"), text="Does it run offline?", raised_by="Mr Dekkers")
    assert (asked.due_at, asked.raised_by) == (NOW + timedelta(hours=24), "Mr Dekkers")
    given = {**who(world, row), "question_id": asked.pk}
    with pytest.raises(Invalid):
        actions.answer_question(**given, answer="")
    actions.answer_question(**given, answer="For a day.")
    again = actions.answer_question(**{**given, "at": LATER}, answer="For two days.", seen_version=2)
    assert (again.answer, again.answered_at) == ("For two days.", NOW)
    with pytest.raises(Conflict):
        actions.answer_question(**given, answer="Never.", seen_version=2)
    actions.add_note(**who(world, row), text="They are happy so far.")
    assert Entry.objects.latest("id").reason == "They are happy so far."


def test_it_ends_and_is_resumed_in_writing(world: World) -> None:
    row, criterion, _decides = running(world)
    with pytest.raises(Invalid, match="no result yet"):
        actions.end(**who(world, row), how=Course.SUCCEEDED, on=TODAY)
    actions.record_result(**who(world, row), criterion_id=criterion.pk, result="exceeds", evidence="0.8 s")
    with pytest.raises(Invalid, match="future"):
        actions.end(**who(world, row), how=Course.SUCCEEDED, on=TODAY + timedelta(days=3))
    actions.end(**who(world, row), how=Course.SUCCEEDED, on=TODAY)
    row.refresh_from_db()
    assert (row.status, row.waiting, row.ended_on) == (Course.SUCCEEDED, False, TODAY)
    assert not WorkItem.objects.exists() and queries.running_by_person() == {}
    with pytest.raises(Refused, match="has ended"):
        actions.change_evaluation(**who(world, row), values={"name": "x"}, seen_version=None)
    with pytest.raises(Invalid):
        actions.resume(**who(world, row), reason="")
    actions.resume(**who(world, row), reason="Two more alarms")
    row.refresh_from_db()
    assert (row.status, row.waiting, row.ended_on) == (Course.RUNNING, True, None)


def test_the_technical_win_stands_on_the_deal_and_is_withdrawn_with_a_reason(world: World) -> None:
    row, _criterion, decides = running(world)
    given: dict[str, Any] = {"contact_id": decides, "how": "Mail of 2 March: “we are convinced”", "on": TODAY}
    for wrong in ({"contact_id": None}, {"how": ""}, {"on": TODAY + timedelta(days=2)}, {"how": "x" * 301}):
        with pytest.raises(Invalid):
            actions.record_win(**who(world, row), **(given | wrong))
    actions.record_win(**who(world, row), **given)
    deal = Deal.objects.get(pk=world.deal.pk)
    assert (deal.technical_win_on, deal.technical_win_note, deal.technical_win_by_id) == (
        TODAY, given["how"], decides,
    )  # fmt: skip
    with pytest.raises(Invalid):
        actions.withdraw_win(**who(world, row), reason="")
    actions.withdraw_win(**who(world, row), reason="She meant another product.")
    deal.refresh_from_db()
    row.refresh_from_db()
    assert (deal.technical_win_on, deal.technical_win_by_id, row.win_on) == (None, None, None)
    assert Entry.objects.filter(what="evaluation.unwon").get().reason == "She meant another product."
    assert Entry.objects.filter(what="deal.changed", reason="She meant another product.").exists()


def test_a_win_without_an_evaluation(world: World) -> None:
    decides = contact(world)
    given: dict[str, Any] = {"by": world.viewer("owner"), "at": NOW, "deal_id": world.deal.pk}
    with pytest.raises(Refused, match="No technical win"):
        actions.withdraw_deal_win(**given, reason="x")
    actions.record_deal_win(**given, contact_id=decides, how="Said so on the phone", on=TODAY)
    assert Deal.objects.get(pk=world.deal.pk).technical_win_by_id == decides
    row, _criterion, _decides = running(world)
    with pytest.raises(Refused, match="No technical win"):
        actions.withdraw_win(**who(world, row), reason="x")
    actions.record_win(**who(world, row), contact_id=decides, how="The report", on=TODAY)
    actions.withdraw_deal_win(**given, reason="Taken back")
    row.refresh_from_db()
    assert row.win_on is None and Deal.objects.get(pk=world.deal.pk).technical_win_on is None


def test_a_closed_deal_starts_nothing_and_still_learns(world: World) -> None:
    row, criterion, _decides = running(world)
    closing = Closing(Outcome.LOST, "price", "", TODAY)
    deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=closing)
    row.refresh_from_db()
    assert not row.waiting and queries.running_by_person() == {}
    with pytest.raises(Refused, match="closed"):
        planned(world)
    for refused in (
        lambda: actions.start(**who(world, row)),
        lambda: actions.add_criterion(**who(world, row), values=TEXT),
        lambda: actions.raise_question(**who(world, row), text="Why?"),
    ):
        with pytest.raises(Refused, match="closed"):
            refused()
    actions.record_result(**who(world, row), criterion_id=criterion.pk, result="partially", evidence="3 s")
    actions.end(**who(world, row), how=Course.STOPPED, on=TODAY, note="They bought elsewhere.")
    deals.reopen_deal(by=world.viewer("leader"), at=NOW, deal_id=world.deal.pk, reason="They came back")
    row.refresh_from_db()
    assert (row.status, row.waiting) == (Course.STOPPED, False)


def test_two_people_changing_the_same_lose_nothing(world: World) -> None:
    row = planned(world)
    given = {**who(world, row), "seen_version": 1}
    actions.change_evaluation(**who(world, row, "leader"), values={"name": "Theirs"}, seen_version=1)
    actions.change_evaluation(**given, values={"environment": "Their test plant"})
    with pytest.raises(Conflict) as problem:
        actions.change_evaluation(**given, values={"name": "Mine"})
    [clash] = problem.value.clashes
    assert (clash.theirs, clash.yours, clash.who) == ("Theirs", "Mine", "Lena Leader")
    row.refresh_from_db()
    assert (row.name, row.environment, row.version) == ("Theirs", "Their test plant", 3)
    with pytest.raises(Conflict):
        actions.agree(**who(world, row), contact_id=None, agreed_on=TODAY, seen_version=1)


def test_it_goes_where_its_deal_goes(world: World) -> None:
    row = planned(world)
    by = world.viewer("owner")
    deals.change_deal(by=by, at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None)
    row.refresh_from_db()
    assert row.confidential
    assert not Evaluation.objects.visible_to(world.viewer("outsider")).exists()
    assert Evaluation.objects.visible_to(world.viewer("engineer")).exists()
    assert Question.objects.count() == 0
