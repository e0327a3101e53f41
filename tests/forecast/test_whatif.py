"""What if: dropped and slipping deals bring less, an engineer brings work sooner, and only deals one sees move."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from evener.capacity.actions import make_skill, set_skill
from evener.deals import actions as deals
from evener.deals.models import Stage
from evener.forecast.models import Forecast
from evener.forecast.queries.whatif import WhatIf, whatif
from evener.forecast.rules.whatif import LONGEST, Asked, asked
from evener.promises import actions as promises
from evener.promises.rules import Answer, VerdictKind
from tests.forecast.made import forecast_now
from tests.world import NOW, TODAY, World, promise

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def several(world: World, count: int = 4) -> list[int]:
    made = [
        deals.create_deal(
            by=world.viewer("owner"), at=NOW, values={"name": f"Deal {n}", "amount_minor": 1_000_000 * (n + 1)}
        ).pk
        for n in range(count)
    ]
    forecast_now()
    return made


def found(world: World, told: Asked, who: str = "owner") -> WhatIf:
    answer = whatif(world.viewer(who), told, currency="EUR", today=TODAY)
    assert answer is not None
    return answer


def test_nothing_asked_is_nothing_changed(world: World) -> None:
    several(world)
    for each in found(world, Asked()).compared:
        assert each.was == each.would


def test_what_drops_or_slips_brings_less(world: World) -> None:
    ids = several(world)
    for told in (Asked(drops=frozenset(ids[-1:])), Asked(slips={ids[-1]: 60})):
        first = found(world, told).compared[0]
        assert first.would.mean < first.was.mean
        assert first.would.high <= first.was.high
    later = found(world, Asked(slips={ids[-1]: 60})).compared
    assert sum(each.would.mean for each in later) < sum(each.was.mean for each in later)


def test_one_engineer_more_brings_promised_work_sooner(world: World) -> None:
    admin, engineer = world.viewer("admin"), world.viewer("engineer")
    skill = make_skill(by=admin, at=NOW, name="Modbus")
    set_skill(by=admin, at=NOW, person_id=engineer.id, skill_id=skill.pk, level=3, wants=False)
    likely = Stage.objects.order_by("position").last()
    assert likely
    deals.change_deal(
        by=world.viewer("owner"), at=NOW, deal_id=world.deal.pk, values={"stage_id": likely.pk}, seen_version=None
    )
    answer = Answer(VerdictKind.WITH_WORK, hours_low=60, hours_likely=70, hours_high=80, skill="Modbus")
    for words in ("First", "Second"):  # one person does each; the second waits for the first
        said = promise(world, words=words, ask=True)
        promises.change_promise(
            by=world.viewer("owner"), at=NOW, promise_id=said.pk, values={"due_on": TODAY + DAY}, seen_version=None
        )
        promises.give_verdict(by=engineer, at=NOW, promise_id=said.pk, answer=answer)
    several(world)
    told = found(world, Asked(skill_id=skill.pk))
    assert told.moved is not None
    count, sooner = told.moved
    assert (count, sooner > 2) == (1, True)
    assert found(world, Asked(skill_id=skill.pk, starts=90)).moved != told.moved
    assert found(world, Asked(skill_id=make_skill(by=admin, at=NOW, name="Nobody's").pk)).cannot


def test_only_deals_one_sees(client: Client, world: World) -> None:
    (id,) = several(world, 1)
    deals.change_deal(
        by=world.viewer("owner"), at=NOW, deal_id=id, values={"confidential": True}, seen_version=None
    )  # fmt: skip
    assert id in [row.id for row in found(world, Asked()).rows]
    assert all(row.id != id for row in found(world, Asked(), who="outsider").rows)
    told = found(world, Asked(drops=frozenset([id])), who="outsider")
    assert all(each.was == each.would for each in told.compared)


def test_what_cannot_be_read_is_not_asked() -> None:
    told = asked(["x", "3"], [("4", "-5"), ("5", "99999"), ("y", "3"), ("6", "0")], skill="n", starts="soon")
    assert told == Asked(frozenset([3]), {5: LONGEST})
    assert Asked().nothing


def test_the_page(client: Client, world: World, stored_queries: Any) -> None:
    client.force_login(world.owner)
    assert "Nothing to change yet" in client.get("/forecast/what-if/").content.decode()
    ids = several(world)
    with stored_queries("forecast what if"):
        text = client.get(f"/forecast/what-if/?drop={ids[0]}&slip-{ids[1]}=60&currency=EUR").content.decode()
    assert "danger-text" in text
    assert "checked" in text
    assert "the same luck" in text
    assert Forecast.objects.count() == 1


def test_other_days_and_deals_that_are_not_listed_stay_asked(client: Client, world: World) -> None:
    ids = several(world)
    client.force_login(world.owner)
    asked = f"/forecast/what-if/?slip-{ids[1]}=45&starts=17&drop=998&slip-999=30"
    text = client.get(asked).content.decode()
    assert '<option value="45" selected>by 45 days' in text and '<option value="17" selected>' in text
    assert '<input type="hidden" name="drop" value="998">' in text
    assert '<input type="hidden" name="slip-999" value="30">' in text and f'name="slip-{ids[1]}" value' not in text
