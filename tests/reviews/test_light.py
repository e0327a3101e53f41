"""After no decision: ideas, people to stay in touch with, the day to return, and coming back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evener.customers.actions import add_contact, create_account
from evener.customers.models import Contact
from evener.deals import actions as deals
from evener.deals.models import Deal, DealMember
from evener.deals.rules import Closing, Outcome
from evener.discovery import actions as discovery
from evener.discovery.models import Answer, Question
from evener.journal.models import Entry
from evener.people.rules import Visibility
from evener.problems import Invalid, NotAllowed, NotThere, Refused
from evener.reviews import actions
from evener.reviews.models import ComeBack, Idea, Tie
from evener.reviews.nudges import nudges
from evener.reviews.queries import light
from evener.stakeholders import queries as stakeholders
from evener.stakeholders.actions import add_stakeholder
from evener.stakeholders.rules.parts import Influence
from tests.stakeholders.people import change, person
from tests.world import NOW, TODAY, World, see

# Coming back, with the people of the deal.
MOST_STATEMENTS = 60
BACK_ON = TODAY + timedelta(days=60)


def ended(world: World, outcome: Outcome = Outcome.NO_DECISION, *, back_on: date | None = BACK_ON) -> Deal:
    reason = {Outcome.NO_DECISION: "indecision", Outcome.WON: "fit"}.get(outcome, "price")
    closing = Closing(outcome, reason, "", TODAY, back_on)
    return deals.close_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, closing=closing)


def on_it(world: World, name: str = "owner", *, days: int = 0) -> dict[str, Any]:
    return {"by": world.viewer(name), "at": NOW + timedelta(days=days), "deal_id": world.deal.pk}


def contact(world: World, name: str = "Nora") -> int:
    return int(add_contact(by=world.viewer("owner"), at=NOW, account_id=world.account.pk, values={"name": name}).pk)


def kinds(world: World, name: str = "owner", *, days: int = 0) -> list[str]:
    found = nudges(viewer=world.viewer(name), at=NOW + timedelta(days=days), limit=10)
    return [nudge.kind for nudge in found]


def test_ideas_are_due_and_shared(world: World) -> None:
    with pytest.raises(Refused, match="deal is open"):
        actions.add_idea(**on_it(world), text="A case study", due_on=TODAY)
    version = ended(world).version
    with pytest.raises(Invalid, match="has passed"):
        actions.add_idea(**on_it(world), text="A case study", due_on=TODAY - timedelta(days=1))
    idea = actions.add_idea(
        **on_it(world), text="A case study", due_on=TODAY + timedelta(days=10), owner_id=world.engineer.pk
    )
    assert kinds(world, "engineer", days=2) == []
    assert kinds(world, "engineer", days=10) == ["idea"]
    actions.share_idea(by=world.viewer("engineer"), at=NOW, idea_id=idea.pk, note="Liked it")
    assert kinds(world, "engineer", days=10) == []
    assert Deal.objects.get().version == version  # the deal itself did not change
    assert Entry.objects.filter(what="light.shared", thread_id=world.deal.pk).exists()


def test_people_come_up_after_so_many_weeks(world: World) -> None:
    ended(world)
    nora = contact(world)
    tie = actions.add_tie(**on_it(world), contact_id=nora, every_weeks=4)
    with pytest.raises(Invalid, match="already"):
        actions.add_tie(**on_it(world), contact_id=nora, every_weeks=4)
    with pytest.raises(Invalid, match="at the customer"):
        actions.add_tie(**on_it(world), contact_id=4711, every_weeks=4)
    with pytest.raises(Invalid, match="weeks"):
        actions.add_tie(**on_it(world), contact_id=nora, every_weeks=0)
    assert kinds(world, days=27) == [] and kinds(world, days=28) == ["tie"]
    late: dict[str, Any] = {"by": world.viewer("owner"), "at": NOW + timedelta(days=30), "tie_id": tie.pk}
    actions.touch_tie(**late, how="Sent the figures")
    assert Tie.objects.get().next_on == TODAY + timedelta(days=58)
    assert kinds(world, days=30) == []
    actions.touch_tie(**late, on=TODAY + timedelta(days=3))  # one that was forgotten moves nothing back
    assert Tie.objects.get().next_on == TODAY + timedelta(days=58)
    with pytest.raises(Invalid, match="future"):
        actions.touch_tie(**late, on=TODAY + timedelta(days=31))
    actions.end_tie(**late)
    with pytest.raises(Refused):
        actions.touch_tie(**late)
    assert kinds(world, days=59) == []


def test_who_may(world: World) -> None:
    ended(world)
    with pytest.raises(NotAllowed):
        actions.add_idea(**on_it(world, "outsider"), text="x", due_on=TODAY)
    idea = actions.add_idea(**on_it(world), text="x", due_on=TODAY)
    see(Visibility.OWN, by=world.viewer("admin"))
    with pytest.raises(NotThere):
        actions.share_idea(by=world.viewer("outsider"), at=NOW, idea_id=idea.pk)


def test_not_for_won_deals(world: World) -> None:
    ended(world, Outcome.WON, back_on=None)
    with pytest.raises(Refused, match="ended in no decision"):
        actions.add_idea(**on_it(world), text="x", due_on=TODAY)


def test_the_day_comes_up_once_and_may_be_moved(world: World) -> None:
    ended(world)
    assert kinds(world, days=59) == [] and kinds(world, days=60) == ["return"]
    with pytest.raises(Invalid, match="future"):
        actions.move_return(**on_it(world, days=60), return_on=TODAY + timedelta(days=60))
    actions.move_return(**on_it(world, days=60), return_on=TODAY + timedelta(days=90), reason="Their budget round")
    assert kinds(world, days=60) == [] and kinds(world, days=90) == ["return"]
    deal = Deal.objects.get()
    assert deal.return_on == BACK_ON  # history does not bend
    assert light.light(deal).return_on == TODAY + timedelta(days=90)


def known(world: World) -> None:
    engineer = world.viewer("engineer")
    rows = [{"key": "users", "group": "scale", "text": "How many?", "why": "It sizes it.", "before": 50}]
    playbook = discovery.create_playbook(by=engineer, at=NOW, values={"name": "Platform"}, questions=rows)
    discovery.publish(by=engineer, at=NOW, playbook_id=playbook.pk)
    discovery.choose_playbook(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, playbook_id=playbook.pk)
    question = Question.objects.get()
    discovery.give_answer(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, question_id=question.pk, value="40", source="told"
    )


def test_they_are_back_in_a_new_deal(world: World) -> None:
    known(world)
    ended(world)
    actions.add_idea(**on_it(world), text="x", due_on=TODAY)
    with pytest.raises(Invalid, match="name"):
        actions.come_back(**on_it(world, days=61), name=" ")
    row = actions.come_back(**on_it(world, days=61), name="Pump monitoring, again")
    new = row.deal
    assert (new.account, new.owner, new.amount_minor) == (world.account, world.owner, world.deal.amount_minor)
    answer = Answer.objects.get(deal=new)
    assert (answer.value, answer.source) == ("40", "assumed")
    assert Deal.objects.get(pk=world.deal.pk).outcome == Outcome.NO_DECISION
    assert not Idea.objects.filter(waiting=True).exists() and kinds(world, days=61) == []
    with pytest.raises(Refused, match="back already"):
        actions.come_back(**on_it(world, days=61), name="Once more")
    came = light.came_back(world.viewer("owner"), today=TODAY + timedelta(days=61), team=False).counts
    assert (came.endings, came.due, came.back, came.decided) == (1, 1, 1, 0)
    team = light.came_back(world.viewer("leader"), today=TODAY + timedelta(days=61), team=True).counts
    assert (team.endings, team.back) == (1, 1)
    assert light.came_back(world.viewer("outsider"), today=TODAY, team=True).counts.endings == 0


def test_opened_again_counts_unless_it_was_a_mistake(world: World) -> None:
    ended(world)
    deals.reopen_deal(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, reason="Wrong deal")
    assert not ComeBack.objects.exists()
    ended(world)
    later = NOW + timedelta(days=70)
    deals.reopen_deal(by=world.viewer("owner"), at=later, deal_id=world.deal.pk, reason="They called")
    row = ComeBack.objects.get()
    assert (row.former, row.deal, row.return_on, row.outcome) == (world.deal, world.deal, BACK_ON, "no_decision")


def test_no_day_no_nudge(world: World) -> None:
    ended(world, back_on=None)
    assert kinds(world, days=60) == []
    actions.move_return(**on_it(world), return_on=TODAY + timedelta(days=5))
    assert kinds(world, days=5) == ["return"]


def test_their_people_come_along(world: World) -> None:
    """What they are and what they risk stays true; how they stand is asked again."""
    boss = person(world, "Nora", roles=["economic_buyer"], influence=Influence.DECIDES, stance="for")
    below = person(
        world, "Omar", roles=["champion", "user"], stance="leans_to_us", stake_time="His shifts", lowers_risk="A pilot",
        reports_to_id=boss.pk, listens_to_ids=[boss.pk], relationship_owner_id=world.engineer.pk,
    )  # fmt: skip
    ended(world)
    with CaptureQueriesContext(connection) as few:
        new = actions.come_back(**on_it(world, days=61), name="Again").deal
    nora, omar = stakeholders.of_deal(world.viewer("owner"), deal_id=new.pk)
    assert (nora.roles, nora.influence, nora.stance) == (["economic_buyer"], Influence.DECIDES, "unknown")
    assert (omar.roles, omar.stance, omar.stake_time, omar.lowers_risk) == (
        ["user"],
        "unknown",
        "His shifts",
        "A pilot",
    )
    assert (omar.reports_to, omar.relationship_owner, omar.version) == (nora, world.engineer, 1)
    assert stakeholders.heard_by([omar.pk]) == {omar.pk: [(nora.pk, "Nora")]}
    assert DealMember.objects.filter(deal=new, user=world.engineer).exists()
    entry = Entry.objects.get(subject_kind="stakeholder", subject_id=omar.pk)
    assert entry.thread_id == new.pk and entry.reason == f"As known from “{world.deal.name}”."
    assert entry.changes == [
        ["roles", None, "User"], ["reports_to_id", None, "Nora"], ["listens_to_ids", None, "Nora"],
        ["stake_time", None, "His shifts"], ["lowers_risk", None, "A pilot"],
        ["relationship_owner_id", None, world.engineer.name],
    ]  # fmt: skip
    below.refresh_from_db()
    assert (below.roles, below.stance, below.reports_to_id) == (["champion", "user"], "leans_to_us", boss.pk)
    change(world, omar, who="owner", seen=1, stance="for")
    assert len(few) < MOST_STATEMENTS


def test_however_many_people_it_is_as_many_statements(world: World) -> None:
    for number in range(30):
        person(world, f"Person {number}")
    ended(world)
    with CaptureQueriesContext(connection) as many:
        new = actions.come_back(**on_it(world, days=61), name="Again").deal
    assert stakeholders.count(new) == 30 and len(many) < MOST_STATEMENTS


def test_who_left_the_account_stays_behind(world: World) -> None:
    other = create_account(by=world.viewer("owner"), at=NOW, values={"name": "City of Kiel"})
    person(world, "Nora")
    guest = contact(world, "Carl")
    Contact.objects.filter(id=guest).update(account=other)
    add_stakeholder(**on_it(world), contact_id=guest, values={"roles": ["customers_customer"]})
    gone = person(world, "Gil").contact
    Contact.objects.filter(id=gone.pk).update(account=other)
    ended(world)
    new = actions.come_back(**on_it(world, days=61), name="Again").deal
    assert {str(row) for row in stakeholders.of_deal(world.viewer("owner"), deal_id=new.pk)} == {"Nora", "Carl"}
