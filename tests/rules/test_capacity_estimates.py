"""What estimates turn into: the numbers of docs/algorithms/estimates.md, and what holds for all of them."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evener.capacity.engine.backtest import BLOCK, Level, Prediction, Tasks, independent, learn, score, walk
from evener.capacity.engine.estimates import (
    GROUP_TASKS,
    LEVELS,
    NEIGHBOURS,
    PRIOR,
    RatioModel,
    hours_of,
    learnt,
    own_share,
)
from tests.worked_examples import number, numbers, table

PAGE = "estimates.md"
TENS = (0.1, 0.5, 0.9)


def at(row: np.ndarray, levels: tuple[float, ...] = TENS) -> list[float]:
    return [float(np.interp(level, LEVELS, row)) for level in levels]


def made_up(count: int, *, seed: int = 1, level: float = 0.2) -> Tasks:
    rng = np.random.default_rng(seed)
    estimates = rng.choice([1.0, 2, 4, 7, 14], count)
    levels = np.repeat(rng.normal(0, level, count // BLOCK + 1), BLOCK)[:count]
    return Tasks(estimates, estimates * np.exp(levels + rng.normal(0, 0.5, count)))


def test_the_prior() -> None:
    ratios = table(PAGE, "Quantile")[0][1:]
    for level, ratio in zip((0.05, 0.25, 0.5, 0.75, 0.9, 0.95), ratios, strict=True):
        assert np.exp(at(PRIOR, (level,)))[0] == pytest.approx(float(ratio), rel=0.03)


@pytest.mark.parametrize("row", numbers(PAGE, "Finished tasks"))
def test_own_tasks_are_believed_slowly(row: list[float]) -> None:
    count, share, *ratios = row
    assert own_share(count) == pytest.approx(share, abs=0.005)
    model = learnt(estimates=np.full(int(count), 4.0), actuals=np.full(int(count), 6.0))
    assert np.exp(at(model.ratios([4.0])[0])) == pytest.approx(ratios, abs=0.006)


def test_near_sizes_count_more() -> None:
    weights = [number(cell) for cell in table(PAGE, "Times as large")[0][1:]]
    assert np.exp(-0.5 * (np.log([1, 2, 4, 8]) / NEIGHBOURS) ** 2) == pytest.approx(weights, abs=0.006)
    small, large = np.full(100, 1.0), np.full(100, 56.0)
    model = learnt(estimates=np.concatenate([small, large]), actuals=np.concatenate([small * 2, large / 2]))
    assert np.median(model.ratios([1.0])) > 0.3
    assert np.median(model.ratios([56.0])) < -0.3


def test_late_tasks_count_more() -> None:
    weights = [number(cell) for cell in table(PAGE, "Tasks ago")[0][1:]]
    assert 0.5 ** (np.array([0, 500, 1000, 2000]) / 1000) == pytest.approx(weights, abs=0.006)
    estimates, before, after = np.full(4000, 4.0), np.full(2000, 4.0), np.full(2000, 8.0)
    turned = learnt(estimates=estimates, actuals=np.concatenate([before, after]))
    assert np.exp(np.mean(turned.ratios([4.0]))) > 1.6


@pytest.mark.parametrize("row", numbers(PAGE, "Tasks of each"))
def test_groups(row: list[float]) -> None:
    count, quick, slow = int(row[0]), *row[1:]
    odd = np.arange(2 * count) % 2 == 1
    model = learnt(
        estimates=np.full(2 * count, 4.0),
        actuals=np.where(odd, 6.0, 4.0),
        groups=["slow" if each else "quick" for each in odd],
    )
    assert [np.exp(model.shifts[name]) for name in ("quick", "slow")] == pytest.approx([quick, slow], abs=0.006)
    assert model.ratios([4.0], ["nobody knows"]) == pytest.approx(model.ratios([4.0]))
    assert abs(model.shifts["slow"]) < np.log(1.5) * count / (count + GROUP_TASKS)


@pytest.mark.parametrize("row", numbers(PAGE, "Low"))
def test_ranges(row: list[float]) -> None:
    low, likely, high = (np.array([each]) for each in row[:3])
    assert at(hours_of(low=low, likely=likely, high=high, model=RatioModel())[0]) == pytest.approx(row[3:], rel=0.02)


@given(st.lists(st.floats(0.1, 1000), min_size=3, max_size=3), st.floats(1.01, 10))
def test_hours_rise_with_their_quantile_and_scale(three: list[float], factor: float) -> None:
    low, likely, high = (np.array([each]) for each in sorted(three))
    hours = hours_of(low=low, likely=likely, high=high, model=RatioModel())[0]
    assert (np.diff(hours) >= 0).all()
    scaled = hours_of(low=low * factor, likely=likely * factor, high=high * factor, model=RatioModel())[0]
    assert scaled == pytest.approx(hours * factor, rel=1e-4)


@pytest.mark.parametrize("row", numbers(PAGE, "Level's spread"))
def test_a_sum_of_twenty(row: list[float]) -> None:
    rng = np.random.default_rng(1)
    ratios = np.exp(PRIOR)[rng.integers(0, len(PRIOR), (20, 100_000))]
    sums = 4 * ratios.sum(axis=0) * np.exp(row[0] * rng.standard_normal(100_000))
    assert np.quantile(sums, TENS) == pytest.approx(row[1:], abs=1)


def test_the_spread_before_anything_is_known() -> None:
    """As the page derives it: 62 % of sums inside 80 % intervals of independent draws."""
    rng = np.random.default_rng(1)
    sums = np.log(np.exp(PRIOR)[rng.integers(0, len(PRIOR), (20, 100_000))].sum(axis=0))
    low, high = np.quantile(sums, (0.1, 0.9))
    spread, wider = (high - low) / 2 / 1.2816, 1.2816 / 0.8779  # 62 % of a normal lie within 0.8779
    assert spread == pytest.approx(0.21, abs=0.005)
    assert wider == pytest.approx(1.46, abs=0.005)
    assert np.sqrt(wider**2 - 1) * spread == pytest.approx(RatioModel().spread, abs=0.01)


@pytest.mark.parametrize("row", numbers(PAGE, "Blocks"))
def test_the_level_of_blocks_that_all_take_longer(row: list[float]) -> None:
    level = Level()
    for _ in range(int(row[0])):
        level.learn(error=float(np.log(1.2)), width=0.25, below=False, above=False)
    assert level.mean_and_spread() == pytest.approx((row[1], row[2]), abs=0.001)


@pytest.mark.parametrize("row", numbers(PAGE, "Errors spread"))
def test_the_level_of_blocks_that_go_this_way_and_that(row: list[float]) -> None:
    tenths = [-1.645, -1.036, -0.674, -0.385, -0.126, 0.126, 0.385, 0.674, 1.036, 1.645]  # middles of a normal's tenths
    level = Level()
    for block in range(100):
        level.learn(error=row[0] * tenths[block * 7 % 10], width=0.25, below=False, above=False)
    mean, spread = level.mean_and_spread()
    assert mean == pytest.approx(0, abs=0.01)
    assert spread == pytest.approx(row[1], abs=0.006)


def test_tails_follow_misses() -> None:
    level = Level()
    for _, p10, p90, actual, low, high in numbers(PAGE, "Block"):
        level.learn(error=0.0, width=0.2, below=actual < p10, above=actual > p90)
        assert (level.low, level.high) == pytest.approx((low, high), abs=0.0005)


def test_the_level_is_found_again() -> None:
    """Tasks made with a level of 0.3 between blocks: intervals cover, independent ones do not."""
    tasks = made_up(4000, level=0.3)
    found, _ = walk(tasks, begin=1000)
    ours, baseline = score(found), score(independent(tasks, begin=1000))
    assert 0.75 <= ours.coverage <= 0.85
    assert ours.width_ratio <= 1.3
    assert baseline.coverage < 0.65
    assert learn(tasks).spread == pytest.approx(0.3, abs=0.08)
    assert learn(made_up(4000, level=0.0)).spread < 0.12


@pytest.mark.parametrize("drift", ["step", "ramp", "wider"])
def test_coverage_stands_drift(drift: str) -> None:
    tasks = made_up(4000)
    factors = {
        "step": np.where(np.arange(4000) < 2500, 1.0, 1.8),
        "ramp": np.exp(np.linspace(0, 1, 4000)),
        "wider": np.exp(np.where(np.arange(4000) < 2500, 0.0, np.random.default_rng(5).normal(0, 0.8, 4000))),
    }
    moved = Tasks(tasks.estimates, tasks.actuals * factors[drift])
    found = score(walk(moved, begin=1000)[0])
    assert 0.75 <= found.coverage <= 0.85
    assert found.width_ratio <= 1.3


def test_a_score_by_hand() -> None:
    """Ten intervals of 80 to 120 around 100: seven hold; factor 1.5 would hold the eighth."""
    actuals = [100, 110, 90, 95, 105, 119, 81, 130, 150, 20]
    found = score([Prediction(0, 19, 80, 100, 120, actual) for actual in actuals])
    assert (found.blocks, found.coverage, found.below, found.above) == (10, 0.7, 0.1, 0.2)
    assert (found.mean_width, found.width_ratio) == pytest.approx((40, 1 / 1.5))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 45), st.integers(1, 5))
def test_few_tasks_are_no_trouble(count: int, seed: int) -> None:
    model = learn(made_up(count, seed=seed))
    assert model.tasks == count
    assert np.isfinite(model.table).all()
    assert (np.diff(model.ratios([3.0])[0]) >= 0).all()
    again = RatioModel.of(json.loads(json.dumps(model.plain())))
    assert again.table == pytest.approx(model.table, abs=1e-4)
    assert (again.level, again.spread, again.tasks) == pytest.approx((model.level, model.spread, count), abs=1e-4)
