"""Playbooks, versions and answers: what is written, refused and kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from evener.customers.actions import add_contact, create_account
from evener.deals import actions as deals
from evener.deals.models import Deal, Stage
from evener.deals.rules import Closing, Outcome
from evener.discovery import actions
from evener.discovery.models import Answer, Playbook, PlaybookVersion, Question
from evener.discovery.nudges import nudges
from evener.discovery.queries import outcomes as fared
from evener.discovery.queries import playbooks, sheets
from evener.discovery.rules.answers import Source
from evener.journal.models import Entry
from evener.people.rules import Visibility
from evener.problems import Conflict, Invalid, NotAllowed, NotThere, Refused
from tests.world import NOW, TODAY, World, promise, see

TEXTS = (
    ("users", "scale", "number", 3, 25),
    ("systems", "integration", "text", 2, 25),
    ("budget", "budget", "money", 1, 50),
)


def question(key: str, group: str, kind: str, weight: int, before: int, **more: Any) -> dict[str, Any]:
    return {
        "key": key, "group": group, "text": f"What about {key}?", "why": "It sizes the work.",
        "wording": f"Say, {key}?", "kind": kind, "unit": "", "choices": [], "weight": weight, "before": before, **more,
    }  # fmt: skip


def written(world: World, name: str = "Platform", *, publish: bool = True) -> Playbook:
    by = world.viewer("engineer")
    rows = [question(*each) for each in TEXTS]
    playbook = actions.create_playbook(by=by, at=NOW, values={"name": name}, questions=rows)
    if publish:
        actions.publish(by=by, at=NOW, playbook_id=playbook.pk)
    return playbook


def chosen(world: World) -> Playbook:
    playbook = written(world)
    actions.choose_playbook(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, playbook_id=playbook.pk)
    return playbook


def asked(key: str, number: int = 1) -> Question:
    return Question.objects.get(key=key, of_version__number=number)


def answer(world: World, key: str, value: str, source: str = "told", *, who: str = "owner", **more: Any) -> Answer:
    more = {"deal_id": world.deal.pk, "at": NOW, **more}
    number = more.pop("number", 1)
    return actions.give_answer(
        by=world.viewer(who), question_id=asked(key, number).pk, value=value, source=source, **more
    )


def coverage(world: World) -> int | None:
    return Deal.objects.values_list("coverage", flat=True).get(id=world.deal.pk)


def test_engineering_writes_and_everybody_else_reads(world: World) -> None:
    for who in ("owner", "viewer_only"):
        with pytest.raises(NotAllowed, match="Engineering writes"):
            actions.create_playbook(by=world.viewer(who), at=NOW, values={"name": "Mine"})
    playbook = written(world, publish=False)
    for name in ("start_draft", "publish", "discard_draft"):
        with pytest.raises(NotAllowed):
            getattr(actions, name)(by=world.viewer("owner"), at=NOW, playbook_id=playbook.pk)
    assert playbooks.playbooks(world.viewer("viewer_only"))[0].questions == 3


def test_a_published_version_never_changes(world: World) -> None:
    by, playbook = world.viewer("engineer"), written(world)
    first = asked("users")
    for refused in (
        lambda: actions.change_question(by=by, at=NOW, question_id=first.pk, values={"weight": 1}, seen_version=1),
        lambda: actions.remove_question(by=by, at=NOW, question_id=first.pk),
        lambda: actions.move_question(by=by, at=NOW, question_id=first.pk, up=False),
        lambda: actions.add_question(by=by, at=NOW, playbook_id=playbook.pk, values=question("new", *TEXTS[0][1:])),
    ):
        with pytest.raises(Refused, match="published version never changes"):
            refused()
    with pytest.raises(Refused, match="no draft to publish"):
        actions.publish(by=by, at=NOW, playbook_id=playbook.pk)
    actions.start_draft(by=by, at=NOW, playbook_id=playbook.pk)
    with pytest.raises(Refused, match="is a draft already"):
        actions.start_draft(by=by, at=NOW, playbook_id=playbook.pk)
    copy = asked("users", 2)
    actions.change_question(by=by, at=NOW, question_id=copy.pk, values={"text": "How many?"}, seen_version=1)
    actions.move_question(by=by, at=NOW, question_id=copy.pk, up=False)
    actions.remove_question(by=by, at=NOW, question_id=asked("budget", 2).pk)
    assert [row.key for row in playbooks.questions(playbooks.version(playbook.pk, 1).pk)] == [
        "users",
        "systems",
        "budget",
    ]
    assert [row.key for row in playbooks.questions(playbooks.version(playbook.pk, 2).pk)] == ["systems", "users"]
    assert asked("users").text == "What about users?"
    actions.discard_draft(by=by, at=NOW, playbook_id=playbook.pk)
    assert PlaybookVersion.objects.count() == 1


def test_a_draft_needs_a_question_and_the_first_one_stays(world: World) -> None:
    by = world.viewer("engineer")
    playbook = actions.create_playbook(by=by, at=NOW, values={"name": "Empty"})
    with pytest.raises(Refused, match="no question in it yet"):
        actions.publish(by=by, at=NOW, playbook_id=playbook.pk)
    with pytest.raises(Refused, match="first version"):
        actions.discard_draft(by=by, at=NOW, playbook_id=playbook.pk)
    with pytest.raises(Refused, match="not published yet"):
        actions.choose_playbook(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, playbook_id=playbook.pk)
    with pytest.raises(Invalid, match="of this name already"):
        actions.create_playbook(by=by, at=NOW, values={"name": "  EMPTY "})


def test_a_question_changed_by_two_is_a_conflict(world: World) -> None:
    by = world.viewer("engineer")
    written(world, publish=False)
    users = asked("users")
    actions.change_question(by=by, at=NOW, question_id=users.pk, values={"why": "One."}, seen_version=1)
    with pytest.raises(Conflict) as refused:
        actions.change_question(by=by, at=NOW, question_id=users.pk, values={"why": "Two."}, seen_version=1)
    assert (refused.value.clashes[0].theirs, refused.value.version) == ("One.", 2)
    with pytest.raises(Invalid, match="has this key"):
        actions.change_question(by=by, at=NOW, question_id=users.pk, values={"key": "systems"}, seen_version=2)


def test_answers_cover_and_assumptions_do_not(world: World) -> None:
    assert coverage(world) is None
    with pytest.raises(Refused, match="no playbook yet"):
        written(world, "Other")
        answer(world, "users", "12")
    chosen(world)
    assert coverage(world) == 0
    key = Question.objects.filter(key="users", of_version__playbook__name="Platform").get()
    give: dict[str, Any] = {"by": world.viewer("owner"), "at": NOW, "deal_id": world.deal.pk, "question_id": key.pk}
    actions.give_answer(**give, value="1,200", source=Source.ASSUMED)
    assert coverage(world) == 0
    actions.give_answer(**give, value="1300", source=Source.OBSERVED)
    assert coverage(world) == 50  # 3 of 6
    rows = Answer.objects.order_by("id")
    assert [(row.value, row.ended_at is None) for row in rows] == [("1200", False), ("1300", True)]
    said = Entry.objects.filter(thread_kind="deal", what__startswith="answer").order_by("id")
    assert [entry.what for entry in said] == ["answer.given", "answer.changed"]
    assert said[1].changes == [["value", "1,200", "1,300"], ["source", "assumed", "observed"]]
    actions.take_back(by=world.viewer("teammate"), at=NOW, deal_id=world.deal.pk, question_id=key.pk, seen=rows[1].pk)
    assert coverage(world) == 0
    with pytest.raises(Refused, match="no answer to take back"):
        actions.take_back(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, question_id=key.pk)


def test_two_answering_at_once_the_second_sees_both(world: World) -> None:
    chosen(world)
    first = answer(world, "systems", "SAP", seen=0)
    with pytest.raises(Conflict, match="Olga Owner answered this") as refused:
        answer(world, "systems", "Sage", "observed", who="engineer", seen=0)
    clash = refused.value.clashes[0]
    assert (clash.theirs, clash.yours, refused.value.version) == ("SAP (Told)", "Sage (Observed)", first.pk)
    assert Answer.objects.count() == 1
    second = answer(world, "systems", "Sage", "observed", who="engineer", seen=first.pk)
    actions.take_back(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, question_id=asked("systems").pk, seen=second.pk
    )
    with pytest.raises(Conflict, match="took this answer back"):
        answer(world, "systems", "Oracle", seen=second.pk)
    assert Answer.objects.count() == 2


def test_a_wrong_answer_is_refused_and_nothing_is_written(world: World) -> None:
    chosen(world)
    elsewhere = create_account(by=world.viewer("owner"), at=NOW, values={"name": "Elsewhere"})
    stranger = add_contact(by=world.viewer("owner"), at=NOW, account_id=elsewhere.pk, values={"name": "Xaver"})
    with pytest.raises(Invalid) as refused:
        answer(world, "users", "many", "guessed", contact_id=stranger.pk, meeting="x" * 201)
    assert set(refused.value.fields) == {"value", "source", "contact_id", "meeting"}
    assert not Answer.objects.exists()
    for who, problem in (("outsider", NotAllowed), ("viewer_only", NotAllowed)):
        with pytest.raises(problem):
            answer(world, "users", "5", who=who)
    see(Visibility.OWN, by=world.viewer("admin"))
    with pytest.raises(NotThere):
        answer(world, "users", "5", who="outsider")


def test_moving_up_keeps_what_still_fits(world: World) -> None:
    playbook = chosen(world)
    by, owner = world.viewer("engineer"), world.viewer("owner")
    answer(world, "users", "12")
    answer(world, "systems", "SAP, Salesforce")
    with pytest.raises(Refused, match="newest version already"):
        actions.move_up(by=owner, at=NOW, deal_id=world.deal.pk)
    actions.start_draft(by=by, at=NOW, playbook_id=playbook.pk)
    values = {"kind": "number", "unit": "systems"}
    actions.change_question(by=by, at=NOW, question_id=asked("systems", 2).pk, values=values, seen_version=None)
    actions.publish(by=by, at=NOW, playbook_id=playbook.pk)
    assert coverage(world) == 83  # the deal stays with the version it began with
    sheet = sheets.sheet(Deal.objects.get(id=world.deal.pk))
    assert sheet is not None and sheet.newest == 2
    actions.move_up(by=owner, at=NOW, deal_id=world.deal.pk)
    assert coverage(world) == 50  # words are no number
    # Somebody whose page still shows version 1 answers the question as it is now.
    answer(world, "systems", "2")
    assert coverage(world) == 83
    assert Answer.objects.get(key="systems", ended_at=None).question.of_version.number == 2


def test_another_playbook_keeps_its_own_answers(world: World) -> None:
    first = chosen(world)
    answer(world, "users", "12")
    second, owner = written(world, "Equipment"), world.viewer("owner")
    actions.choose_playbook(by=owner, at=NOW, deal_id=world.deal.pk, playbook_id=second.pk)
    assert coverage(world) == 0
    actions.choose_playbook(by=owner, at=NOW, deal_id=world.deal.pk, playbook_id=first.pk)
    assert coverage(world) == 50


def test_what_it_takes_to_leave_a_stage_is_evidence(world: World) -> None:
    chosen(world)
    owner = world.viewer("owner")
    deal = Deal.objects.get(id=world.deal.pk)

    def missing() -> list[str]:
        sheet = sheets.sheet(Deal.objects.select_related("stage").get(id=deal.pk))
        assert sheet is not None
        return [str(each.text) for each in sheet.exit().missing]

    assert missing() == ["What about users?", "What about systems?", "Somebody at the customer is named"]
    answer(world, "users", "12")
    add_contact(by=owner, at=NOW, account_id=world.account.pk, values={"name": "Nora"})
    assert missing() == ["What about systems?"]
    prove = Stage.objects.get(prior_won=50)
    deals.change_deal(by=owner, at=NOW, deal_id=deal.pk, values={"stage_id": prove.pk}, seen_version=None)
    promise(world)
    assert missing() == [
        "What about systems?", "What about budget?", "2 people at the customer are named",
        "Engineering stands behind every promise: 1 is not cleared",
    ]  # fmt: skip


def test_today_names_deals_that_went_ahead_of_their_questions(world: World) -> None:
    chosen(world)
    owner = world.viewer("owner")
    assert nudges(viewer=owner, at=NOW, limit=5) == []
    discover = Stage.objects.get(prior_won=25)
    deals.change_deal(by=owner, at=NOW, deal_id=world.deal.pk, values={"stage_id": discover.pk}, seen_version=None)
    (nudge,) = nudges(viewer=owner, at=NOW, limit=5)
    assert "2 questions that were due before are not answered" in str(nudge.why)
    answer(world, "users", "12", "assumed")
    answer(world, "systems", "SAP")
    (nudge,) = nudges(viewer=owner, at=NOW, limit=5)
    assert "1 question that was due" in str(nudge.why)
    answer(world, "users", "12")
    assert nudges(viewer=owner, at=NOW, limit=5) == []
    assert nudges(viewer=world.viewer("engineer"), at=NOW, limit=5) == []


def closed(world: World, playbook: Playbook, outcome: Outcome, *, count: int, known: int) -> None:
    owner = world.viewer("owner")
    reason = {Outcome.WON: "fit", Outcome.LOST: "price"}[outcome]
    for number in range(count):
        values = {"name": f"{outcome} {number}", "account_id": world.account.pk}
        deal = deals.create_deal(by=owner, at=NOW, values=values)
        actions.choose_playbook(by=owner, at=NOW, deal_id=deal.pk, playbook_id=playbook.pk)
        source = "told" if number < known else "assumed"
        answer(world, "users", "12", source, deal_id=deal.pk)
        deals.close_deal(
            by=owner, at=NOW + timedelta(hours=1), deal_id=deal.pk, closing=Closing(outcome, reason, "", TODAY)
        )


def test_which_answers_go_with_winning(world: World) -> None:
    playbook = written(world)
    closed(world, playbook, Outcome.WON, count=10, known=10)
    closed(world, playbook, Outcome.LOST, count=9, known=1)
    found = fared.outcomes(world.viewer("owner"), playbook.pk)
    assert (found.deals[Outcome.WON], found.deals[Outcome.LOST]) == (10, 9)
    users = found.lines[0]
    assert (users.key, users.rates[Outcome.WON].hits, users.rates[Outcome.LOST].hits) == ("users", 10, 1)
    assert users.against_lost == ""  # nine deals are too few
    closed(world, playbook, Outcome.LOST, count=1, known=0)
    users = fared.outcomes(world.viewer("owner"), playbook.pk).lines[0]
    assert "more often" in str(users.against_lost)
    # Who sees none of the deals is told nothing of them.
    see(Visibility.OWN, by=world.viewer("admin"))
    assert fared.outcomes(world.viewer("outsider"), playbook.pk).deals[Outcome.WON] == 0
