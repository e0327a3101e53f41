"""The numbers of docs/algorithms/dates.md."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evener.capacity.engine.dates import answer
from evener.capacity.engine.estimates import RatioModel
from evener.capacity.engine.pools import Member, pool_of
from evener.capacity.engine.queues import Pool, Work
from tests.worked_examples import number, numbers, table

PAGE = "dates.md"
EXACT = RatioModel(table=np.zeros_like(RatioModel().table), spread=0.0)  # takes what was estimated
MODELS = {
    "exactly as estimated": EXACT,
    "the prior, without a level": RatioModel(spread=0.0),
    "the prior": RatioModel(),
}


def pool(name: str = "build", people: float = 1) -> Pool:
    return Pool(name, np.full(100, 8.0 * people), people)


def work(name: str, hours: float) -> Work:
    return Work(name, "build", hours, hours, hours)


@pytest.mark.parametrize("row", numbers(PAGE, "People"))
def test_queues(row: list[float]) -> None:
    people, before, hours, day = row
    works = [work(f"w{place}", 40) for place in range(int(before))]
    assert answer(pools=[pool(people=people)], works=works, asked=work("x", hours), model=EXACT).p50 == day


@pytest.mark.parametrize("row", numbers(PAGE, "Radio waits"))
def test_whose_time_goes_where(row: list[float]) -> None:
    radio, data, own, part = row
    member = Member(hours=[8.0] * 5, skills=frozenset({1, 2}), own=own)
    found = pool_of(1, [member, member], waiting={1: radio, 2: data})
    assert found.people == pytest.approx(2 * part)
    assert found.hours == pytest.approx(np.full(5, 16 * part))


@pytest.mark.parametrize("row", numbers(PAGE, "Weight"))
def test_weights(row: list[float]) -> None:
    before = replace(work("before", 80), weight=row[0])
    found = answer(pools=[pool()], works=[before], asked=work("x", 8), by_day=0, model=EXACT)
    assert found.chance == pytest.approx(row[1], abs=0.01)


@pytest.mark.parametrize("row", numbers(PAGE, "Earliest day"))
def test_earliest_days(row: list[float]) -> None:
    before = replace(work("before", 80), earliest=int(row[0]))
    assert answer(pools=[pool()], works=[before], asked=work("x", 16), model=EXACT).p50 == row[1]


@pytest.mark.parametrize("row", table(PAGE, "Design takes"))
def test_handing_over(row: list[str]) -> None:
    pools = [pool(), pool("design")]
    design = replace(work("design", number(row[0])), pool={"another pool": "design"}.get(row[2], "build"))
    asked = replace(work("x", number(row[1])), after=("design",))
    assert answer(pools=pools, works=[design], asked=asked, model=EXACT).p50 == number(row[3])


@pytest.mark.parametrize("row", table(PAGE, "Ratios"))
def test_everything(row: list[str]) -> None:
    works = [replace(work(f"w{place}", 20), weight=1 if place < 10 else 0.47) for place in range(20)]
    asked = Work("x", "build", 20, 30, 60)
    found = answer(pools=[pool(people=3)], works=works, asked=asked, by_day=15, model=MODELS[row[0]])
    assert [found.p50, found.p85] == pytest.approx([number(cell) for cell in row[1:3]], abs=1)
    assert found.chance == pytest.approx(number(row[3]), abs=0.015)
