"""Two people at one request at the same moment, on real transactions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evener.capacity.models import WorkItem
from evener.engineering import actions
from evener.engineering.actions.proposals import accept_lines
from evener.engineering.models import Proposal, Request, RequestKind
from evener.evaluations.models import Evaluation
from evener.journal.models import Entry
from evener.problems import Conflict, Refused
from tests.deals.test_two_writers import at_once
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db(transaction=True)


def asked(world: World) -> Request:
    kind = RequestKind.objects.get(name="Proof of concept")
    values = {"kind_id": kind.pk, "decides": "Whether we stay in", "needed_by": TODAY + timedelta(days=40)}
    return actions.ask(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=values)


def test_one_accepts_and_the_other_is_told(world: World) -> None:
    request = asked(world)
    engineer, leader = world.viewer("engineer"), world.viewer("leader")
    seen = request.version
    results = at_once(
        lambda: actions.accept(by=engineer, at=NOW, request_id=request.pk, seen_version=seen),
        lambda: actions.accept(by=leader, at=NOW, request_id=request.pk, seen_version=seen),
    )
    (told,) = [result for result in results if isinstance(result, Conflict)]
    request.refresh_from_db()
    assert request.person is not None
    assert request.person.name in str(told)
    assert Entry.objects.filter(what="request.accepted").count() == 1
    assert Evaluation.objects.count() == 1
    assert WorkItem.objects.get(kind="request").person_id == request.person_id


def test_a_proposal_is_accepted_once(world: World) -> None:
    first, second = asked(world), asked(world)
    lines = [
        {"request": each.pk, "version": each.version, "person": world.engineer.pk, "partner": None, "title": "Demo"}
        for each in (first, second)
    ]
    proposal = Proposal.objects.create(made_at=NOW, made_by=world.leader, is_ready=True, lines=lines)
    leader, admin = world.viewer("leader"), world.viewer("admin")
    ids = [first.pk, second.pk]
    results = at_once(
        lambda: accept_lines(by=leader, at=NOW, proposal_id=proposal.pk, request_ids=ids),
        lambda: accept_lines(by=admin, at=NOW, proposal_id=proposal.pk, request_ids=ids),
    )
    assert sorted(2 if result == 2 else 0 for result in results) == [0, 2]
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert Entry.objects.filter(what="request.accepted").count() == 2
