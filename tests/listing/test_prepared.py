"""A query kept and bound anew finds what the same query built anew finds, whoever looks and whatever is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evener.deals import actions as deals
from evener.deals.models import Deal, NextStep
from evener.deals.nudges import drifting, loose_steps, my_steps, ownerless, quiet_days
from evener.listing import prepared
from evener.listing.prepared import Build, Question, rows
from evener.papers.queries.clock import counting
from evener.people.rules import Viewer, Visibility
from evener.promises.ledger import Filter, beyond, first_ids, tallied
from evener.promises.nudges import to_keep, to_settle, verdicts
from evener.reviews.nudges import ideas, large, returns, reviews, ties
from tests.world import NOW, TODAY, World, promise, viewer_of

ACTORS = ("owner", "engineer", "teammate", "outsider", "leader", "viewer_only", "admin")
DAY = timedelta(days=1)
QUESTIONS: list[tuple[Build, dict[str, Any]]] = [
    (my_steps, {"until": TODAY + 7 * DAY}),
    (loose_steps, {}),
    (quiet_days, {}),
    (drifting, {"today": TODAY, "quiet": NOW - 14 * DAY}),
    (ownerless, {}),
    (returns, {"today": TODAY, "since": TODAY - 90 * DAY}),
    (reviews, {"today": TODAY}),
    (large, {}),
    (ideas, {"today": TODAY}),
    (ties, {"today": TODAY}),
    (verdicts, {}),
    (to_keep, {"until": TODAY + 40 * DAY}),
    (to_settle, {}),
    (tallied, {}),
    (beyond, {}),
    (counting, {"since": NOW - 90 * DAY, "until": NOW}),
    (first_ids, {"by": (Filter(state="all"), "-due"), "today": TODAY}),
    (first_ids, {"by": (Filter(engineer="me", late=True), "due"), "today": TODAY}),
]


@pytest.fixture
def busy(world: World) -> World:
    by = world.viewer("owner")
    for owner, due in product((world.owner.pk, world.engineer.pk, None), (TODAY, TODAY + 60 * DAY, None)):
        deals.add_step(by=by, at=NOW, deal_id=world.deal.pk, what="Step", owner_id=owner, due_on=due)
    for actor, confidential in product(("owner", "outsider", "leader"), (False, True)):
        values = {"name": "Deal", "confidential": confidential, "close_on": TODAY - DAY}
        deals.create_deal(by=world.viewer(actor), at=NOW, values=values)
    promise(world)
    promise(world, ask=True)
    promise(world, ask=True, engineer_id=None)
    return world


def anew(build: Build, viewer: Viewer, given: dict[str, Any]) -> list[dict[str, Any]]:
    return list(build(viewer, 50, **given))


def same(found: list[dict[str, Any]]) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in found)


@pytest.mark.parametrize(("build", "given"), QUESTIONS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_kept_query_finds_what_a_new_one_finds(busy: World, build: Build, given: dict[str, Any]) -> None:
    for actor, mode in product(ACTORS, Visibility):
        viewer = replace(busy.viewer(actor), visibility=mode)
        if build is beyond and viewer.is_admin:
            continue
        found = rows(build, viewer, 50, **given)
        assert same(found) == same(anew(build, viewer, given)), (actor, mode)


def of_deal(*, deal_id: int) -> Question:
    return NextStep.objects.filter(deal_id=deal_id).order_by("id").values("id", "what")


def test_a_question_without_a_viewer(busy: World) -> None:
    for deal_id in (busy.deal.pk, 0):
        assert prepared.asked(of_deal, deal_id=deal_id) == list(of_deal(deal_id=deal_id))
    assert len(prepared.asked(of_deal, deal_id=busy.deal.pk)) == 9


def by_moment(viewer: Viewer, limit: int, *, since: datetime, on: date, not_id: int) -> Question:
    found: Question = Deal.objects.filter(touched_at__gte=since, opened_on__lte=on).exclude(id=not_id)
    return found.values("id", "touched_at", "opened_on", "confidential", "name")[:limit]


def test_values_of_every_kind_are_bound_and_read_back(world: World) -> None:
    viewer, given = world.viewer("owner"), {"since": NOW - DAY, "on": TODAY, "not_id": 0}
    [row] = rows(by_moment, viewer, 5, **given)
    assert row == {
        "id": world.deal.pk, "touched_at": NOW, "opened_on": TODAY, "confidential": False, "name": "Pump monitoring"
    }  # fmt: skip
    assert row["touched_at"].tzinfo is UTC
    for other in ({"since": NOW + DAY}, {"on": TODAY - DAY}, {"not_id": world.deal.pk}):
        assert rows(by_moment, viewer, 5, **(given | other)) == []


def test_it_is_built_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[int] = []

    def build(viewer: Viewer, limit: int) -> Question:
        built.append(viewer.id)
        found: Question = NextStep.objects.filter(owner_id=viewer.id).values("id")
        return found

    for actor in ("owner", "teammate", "outsider"):
        with CaptureQueriesContext(connection) as captured:
            rows(build, world.viewer(actor), 5)
        assert str(getattr(world, actor).pk) in captured.captured_queries[0]["sql"]
    assert built == [prepared.ID]


def test_plans_are_not_kept_without_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST", 3)
    monkeypatch.setattr(prepared, "_plans", {})
    for day in range(8):
        asked = Filter(due_from=TODAY + day * DAY)
        rows(first_ids, viewer_of(world.admin), 5, by=(asked, "due"), today=TODAY)
    assert len(prepared._plans) <= 3
