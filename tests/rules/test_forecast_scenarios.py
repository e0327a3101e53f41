"""What changed between two forecasts adds up exactly; and what if: only what was changed makes a difference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evener.capacity.engine.queues import Pool, Work
from evener.forecast.engine.bridge import Part, Standing, State, bridge, worth
from evener.forecast.engine.level import prior
from evener.forecast.engine.revenue import ALL
from evener.forecast.engine.scenarios import (
    Difference,
    Promised,
    compare,
    delays,
    slipped,
    with_engineer,
    without,
)
from tests.rules.test_forecast_revenue import book

standing = st.builds(
    Standing,
    chance=st.floats(0, 1, allow_nan=False),
    amount_minor=st.integers(0, 10**18),
    state=st.sampled_from(State),
    close_on=st.one_of(st.none(), st.integers(736_000, 736_400)),
)
sheets = st.dictionaries(st.integers(1, 12), standing, max_size=12)


@settings(max_examples=300)
@given(then=sheets, now=sheets)
def test_the_parts_add_up_exactly(then: dict[int, Standing], now: dict[int, Standing]) -> None:
    found = bridge(then, now)
    assert found.then == sum(each.value for each in then.values())
    assert found.now == sum(each.value for each in now.values())
    assert found.then + sum(step.minor for step in found.steps) == found.now
    assert sum(found.sums().values()) == found.now - found.then
    assert all(step.minor for step in found.steps)
    assert bridge(then, then).steps == ()


def test_each_part_by_itself() -> None:
    deal = Standing(0.5, 1_000, close_on=736_100)
    others = dict.fromkeys(range(10, 15), deal)

    def parts(then: Standing | None, now: Standing | None) -> dict[Part, int]:
        before, after = ({1: each} if each else {} for each in (then, now))
        return bridge({**others, **before}, {**others, **after}).sums()

    assert parts(None, deal) == {Part.NEW: 500}
    assert parts(deal, None) == {Part.GONE: -500}
    assert parts(deal, replace(deal, state=State.WON)) == {Part.WON: 500}
    assert parts(deal, replace(deal, state=State.ENDED)) == {Part.LOST: -500}
    assert parts(deal, replace(deal, amount_minor=1_200)) == {Part.AMOUNT: 100}
    assert parts(deal, replace(deal, chance=0.2, close_on=736_200)) == {Part.MOVED: -300}
    assert parts(deal, replace(deal, chance=0.6)) == {Part.CHANCE: 100}
    assert parts(deal, replace(deal, amount_minor=800, state=State.WON)) == {Part.AMOUNT: -100, Part.WON: 400}
    assert parts(replace(deal, state=State.ENDED), deal) == {Part.CHANCE: 500}
    # What moves all alike is no deal's own news.
    assert bridge(others, {key: replace(deal, chance=0.6) for key in others}).sums() == {Part.LEVEL: 500}
    assert worth(0.5, 10**18 + 2) == (10**18 + 2) // 2


def whole(found: list[Difference]) -> dict[tuple[int, int], Difference]:
    return {each.was.window: each for each in found if each.was.group == ALL}


def test_what_does_not_change_has_the_same_luck() -> None:
    made = book(120)
    found = whole(compare(made, made, prior(), seed=1))
    assert all(each.mean_amount == 0 and each.amount_at(10) == 0 for each in found.values())


def test_dropping_deals() -> None:
    made = book(120)
    rows = np.array([3, 7])
    each = whole(compare(made, without(made, rows), prior(), seed=1))[-1, 2]
    assert each.mean_amount == pytest.approx(-float(made.chances[rows, 2] @ made.amounts[rows]))
    assert (each.would.amounts <= each.was.amounts + 1).all() and each.amount_at(50) < 0


def test_slipping() -> None:
    made = book(60)
    ends = np.array([30.0, 60.0, 90.0])
    assert (slipped(made, ends, np.zeros(60)).chances == made.chances).all()
    month = slipped(made, ends, np.full(60, 30.0)).chances
    assert month[:, 1:] == pytest.approx(made.chances[:, :2]) and (month[:, 0] == 0).all()
    half = slipped(made, ends, np.full(60, 15.0)).chances
    assert half[:, 0] == pytest.approx(made.chances[:, 0] / 2)
    assert (np.diff(half, axis=1) >= -1e-12).all() and (half <= made.chances + 1e-12).all()
    sooner = slipped(made, ends, np.full(60, -30.0)).chances
    assert sooner[:, :2] == pytest.approx(made.chances[:, 1:])
    assert whole(compare(made, slipped(made, ends, np.full(60, 400.0)), prior(), seed=1))[-1, 2].would.mean_amount == 0


def test_an_engineer_more_makes_promised_work_ready_sooner() -> None:
    made = book(60, periods=4)
    day = np.where(np.arange(400) % 7 < 5, 8.0, 0.0)
    pool = Pool("1", day, 1.0)
    works = [Work(f"w{number}", "1", 60.0, 80.0, 120.0) for number in range(6)]
    promised = [Promised(number, works[number], 20) for number in range(1, 6)] + [Promised(9, works[5], None)]
    before = delays([pool], works, promised, deals=60, model=None)
    after = delays(with_engineer([pool], id="1", hours=day, from_day=10), works, promised, deals=60, model=None)
    assert before[9] == 0 and before[5] > before[3] > 0
    assert (after <= before).all() and after[5] < before[5]
    ends = np.array([30.0, 60.0, 90.0, 180.0])
    each = whole(compare(slipped(made, ends, before), slipped(made, ends, after), prior(), seed=1))[-1, 3]
    assert each.mean_amount > 0 and each.amount_at(50) >= 0
