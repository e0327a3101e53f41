"""Proposals: computed from what is there, explained, accepted whole or not at all, refused when they are old."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django_tasks.base import Task

from evener.capacity.actions import add_leave, make_skill, set_skill
from evener.deals.actions import change_deal
from evener.engineering import actions, proposing, queries
from evener.engineering.actions.proposals import accept_lines, finish_proposal, start_proposal
from evener.engineering.jobs import propose
from evener.engineering.models import Proposal, Request, RequestKind
from evener.evaluations.models import Evaluation
from evener.jobs.models import Work
from evener.people.actions import change_person
from evener.problems import Invalid, NotAllowed, NotThere, Refused
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db


def asked(world: World, *, kind: str = "Demo", days: int = 20, **values: Any) -> Request:
    chosen = RequestKind.objects.get(name=kind)
    given = {"kind_id": chosen.pk, "decides": "Whether we stay in", "needed_by": TODAY + timedelta(days=days), **values}
    return actions.ask(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=given)


def proposed(world: World, *, earlier: dict[str, Any] | None = None) -> Proposal:
    """As the job makes it, without the job."""
    leader = world.viewer("leader")
    proposal = Proposal.objects.create(made_at=NOW, made_by=world.leader)
    found = proposing.compute(
        proposing.gather(leader, at=NOW), earlier=earlier, progress=lambda gap, seconds: None,
        should_stop=lambda: False,
    )  # fmt: skip
    finish_proposal(proposal_id=proposal.pk, found=found)
    proposal.refresh_from_db()
    return proposal


def accept(world: World, proposal: Proposal, who: str = "leader") -> int:
    ids = [line["request"] for line in proposal.lines]
    return accept_lines(by=world.viewer(who), at=NOW, proposal_id=proposal.pk, request_ids=ids)


def test_the_engineer_who_can_gets_it_and_the_reasons_are_kept(world: World) -> None:
    skill = make_skill(by=world.viewer("engineer"), at=NOW, name="Modbus")
    set_skill(by=world.viewer("engineer"), at=NOW, person_id=world.engineer.pk, skill_id=skill.pk, level=2, wants=False)
    request = asked(world, skills={skill.pk: 2})
    proposal = proposed(world)
    (line,) = proposal.lines
    assert (line["request"], line["person"], line["version"]) == (request.pk, world.engineer.pk, request.version)
    assert "knows_deal" in [code for code, _numbers in line["reasons"]]
    assert proposal.measures["status"] == "proven"


def test_nobody_with_the_skill_is_said(world: World) -> None:
    skill = make_skill(by=world.viewer("engineer"), at=NOW, name="Modbus")
    asked(world, skills={skill.pk: 2})
    (each,) = proposed(world).unplaced
    assert each["why"] == "no_skill"


def test_somebody_on_leave_is_full(world: World) -> None:
    add_leave(
        by=world.viewer("engineer"), at=NOW, person_id=world.engineer.pk, first_on=TODAY,
        last_on=TODAY + timedelta(days=60),
    )  # fmt: skip
    asked(world, days=5)
    proposal = proposed(world)
    assert not proposal.lines
    assert proposal.unplaced[0]["why"] in ("full", "too_large")


def test_accepted_whole_it_is_given_out(world: World) -> None:
    first, second = asked(world), asked(world, kind="Proof of concept", days=40)
    proposal = proposed(world)
    assert accept(world, proposal) == 2
    for request in (first, second):
        request.refresh_from_db()
        assert (request.state, request.person_id) == ("accepted", world.engineer.pk)
    assert Evaluation.objects.get().pk == second.evaluation_id
    with pytest.raises(Refused):
        accept(world, proposal)


def test_one_old_line_and_nothing_is_given_out(world: World) -> None:
    first, second = asked(world), asked(world)
    proposal = proposed(world)
    actions.change_request(
        by=world.viewer("owner"), at=NOW, request_id=second.pk, values={"wants": "More"}, seen_version=None
    )
    with pytest.raises(Refused, match="Nothing was accepted") as problem:
        accept(world, proposal)
    assert any("changed this request" in str(reason) for reason in problem.value.reasons)
    first.refresh_from_db()
    assert first.state == "asked"
    held = {each.line["request"]: each.stale for each in proposing.held(world.viewer("leader"), proposal)}
    assert held == {first.pk: "", second.pk: "changed"}


def test_only_those_who_lead(world: World) -> None:
    asked(world)
    proposal = proposed(world)
    for who in ("owner", "engineer", "viewer_only"):
        with pytest.raises(NotAllowed):
            accept(world, proposal, who)
        with pytest.raises(NotAllowed):
            start_proposal(by=world.viewer(who), at=NOW, task=propose)


def test_lines_of_hidden_deals_are_not_there_and_not_named(world: World) -> None:
    """A leader of another team, who gives the numbers of requests by hand."""
    asked(world, decides="The secret of the pumps")
    proposal = proposed(world)
    change_deal(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values={"confidential": True}, seen_version=None
    )
    change_person(by=world.viewer("admin"), at=NOW, user_id=world.leader.pk, values={"team_id": world.south.pk})
    with pytest.raises(Invalid) as problem:
        accept(world, proposal)
    assert "secret" not in str(problem.value)


def test_nothing_chosen_and_nothing_there(world: World) -> None:
    asked(world)
    proposal = proposed(world)
    with pytest.raises(Invalid):
        accept_lines(by=world.viewer("leader"), at=NOW, proposal_id=proposal.pk, request_ids=[])
    with pytest.raises(NotThere):
        accept_lines(by=world.viewer("leader"), at=NOW, proposal_id=proposal.pk + 1, request_ids=[1])


def test_proposed_again_it_keeps_to_what_was_proposed(world: World) -> None:
    asked(world)
    before = proposed(world)
    asked(world)
    again = proposed(world, earlier=before.measures["earlier"])
    assert len(again.lines) == 2
    assert "kept" in [code for line in again.lines for code, _numbers in line["reasons"]]


def test_the_job_does_all_of_it(world: World) -> None:
    asked(world, days=5000)  # the job asks the clock
    task: Task[Any, Any] = propose
    made = start_proposal(by=world.viewer("leader"), at=NOW, task=task)
    work = Work.objects.get(id=made.work_id or 0)
    propose.func(work.pk, made.pk)
    work.refresh_from_db()
    assert (work.state, work.message) == ("done", "1 request has somebody.")
    assert queries.proposal() == made


def test_the_page_names_what_is_old_and_accepts_the_rest(world: World, client: Client) -> None:
    first, second = asked(world), asked(world)
    proposal = proposed(world)
    actions.withdraw(by=world.viewer("owner"), at=NOW, request_id=second.pk)
    client.force_login(world.leader, backend="evener.people.backend.PeopleBackend")
    page = client.get(f"/engineering/proposals/{proposal.pk}/").content.decode()
    assert "It does not wait any more." in page
    assert f'name="request" value="{first.pk}"' in page
    assert f'name="request" value="{second.pk}"' not in page
    answer = client.post(f"/engineering/proposals/{proposal.pk}/accept/", {"request": [first.pk]})
    assert answer.status_code == 302
    none = client.post(f"/engineering/proposals/{proposal.pk}/accept/", {"request": []})
    assert none.status_code == 422
    assert "Choose at least one line." in none.content.decode()
