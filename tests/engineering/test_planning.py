"""Coverage plans: what is asked, what is simulated, what is said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from evener.engineering import actions, planning
from evener.engineering.actions.plans import start_plan
from evener.engineering.jobs import plan as simulate
from evener.engineering.models import Plan, RequestKind
from evener.jobs.models import Work
from evener.problems import Invalid, NotAllowed
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
NOTHING: dict[str, Any] = {"leave": [], "growth": 0, "hire": 0, "like": None, "ramp": 0}


def some_requests(world: World, count: int = 6) -> None:
    kind = RequestKind.objects.order_by("position").first()
    assert kind
    values = {"kind_id": kind.pk, "decides": "Whether we stay in", "needed_by": TODAY + timedelta(days=10)}
    for _each in range(count):
        actions.ask(by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values=values)


def found(world: World, **asked: Any) -> dict[str, Any]:
    given = planning.gather(world.viewer("leader"), at=NOW, asked={**NOTHING, **asked})
    return planning.simulate(given, progress=lambda share: None)


def test_more_requests_are_more_load(world: World) -> None:
    some_requests(world)
    outcomes = found(world, growth=100)["outcomes"]
    assert outcomes[1]["load"]["mean"] > 1.6 * outcomes[0]["load"]["mean"]


def test_nobody_left_and_nobody_does_them(world: World) -> None:
    some_requests(world)
    outcomes = found(world, leave=[world.engineer.pk])["outcomes"]
    assert outcomes[0]["undone_share"]["mean"] == 0
    assert outcomes[1]["undone_share"]["mean"] == 1


def test_somebody_hired_is_less_load(world: World) -> None:
    some_requests(world)
    outcomes = found(world, hire=1, like=world.engineer.pk)["outcomes"]
    assert outcomes[1]["load"]["mean"] == pytest.approx(outcomes[0]["load"]["mean"] / 2, rel=0.02)


def test_without_requests_nothing_waits(world: World) -> None:
    assert found(world, growth=30)["outcomes"][0]["load"]["mean"] == 0


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "growth"), ({"growth": 5000}, "growth"), ({"hire": 99, "like": 1}, "hire"), ({"hire": 1}, "like"),
        ({"hire": 1, "like": 1, "ramp": 99}, "ramp"), ({"leave": list(range(99))}, "leave"),
    ],
)  # fmt: skip
def test_bad_plans_are_named(world: World, asked: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as problem:
        start_plan(by=world.viewer("leader"), at=NOW, asked={**NOTHING, **asked}, task=simulate)
    assert field in problem.value.fields
    assert not Plan.objects.exists()


def test_only_those_who_lead(world: World) -> None:
    with pytest.raises(NotAllowed):
        start_plan(by=world.viewer("engineer"), at=NOW, asked={**NOTHING, "growth": 30}, task=simulate)


def test_from_the_form_to_the_page(world: World, client: Client) -> None:
    some_requests(world)
    client.force_login(world.leader, backend="evener.people.backend.PeopleBackend")
    wrong = client.post("/engineering/planning/", {"growth": "much"})
    assert wrong.status_code == 422
    answer = client.post("/engineering/planning/", {"growth": "30", "leave": [world.engineer.pk]})
    assert answer.status_code == 302
    made = Plan.objects.get()
    simulate.func(Work.objects.get().pk, made.pk)
    page = client.get(f"/engineering/planning/{made.pk}/").content.decode()
    assert "Egon Engineer leave; requests grow by 30 %" in page
    assert "This rests on little." in page
