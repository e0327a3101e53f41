"""The revenue forecast: laws that hold for any book, and the quick way held against drawing every deal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evener.forecast.engine.deals import OPEN, Column, Deals
from evener.forecast.engine.level import SIZES, Past, level_of, prior
from evener.forecast.engine.newcomers import to_come
from evener.forecast.engine.revenue import ALL, Book, Line, simulate, windows_of
from tests.rules.test_forecast import DAY, company

DRAWS = 4_000


def book(size: int, *, seed: int = 1, periods: int = 3, accounts: int = 0, spread: float = 0.25) -> Book:
    """Made-up open deals, with amounts in minor units that differ a hundredfold."""
    rng = np.random.default_rng(seed)
    chances = np.cumsum(rng.dirichlet([0.6] * periods + [2.5], size)[:, :periods], axis=1) * 0.97 + 0.002
    owners = rng.integers(0, 4, size)
    account = rng.integers(0, accounts, size) if accounts else np.full(size, -1)
    money = np.asarray(np.round(np.exp(rng.normal(13, 1.1, size))), float)
    return Book(np.arange(size), chances, money, account, np.full(size, spread), {"owner": owners})


def whole(found: list[Line], window: tuple[int, int]) -> Line:
    return next(line for line in found if line.group == ALL and line.window == window)


@st.composite
def books(draw: Any) -> Book:
    size = draw(st.integers(0, 25))
    made = book(size, seed=draw(st.integers(0, 99)), periods=draw(st.integers(1, 4)), accounts=draw(st.integers(0, 5)))
    money = np.array([draw(st.sampled_from([0.0, np.nan, 1.0, 5e4, 1e13])) for _ in range(size)])
    return replace(made, amounts=np.where(draw(st.booleans()), money, made.amounts))


@settings(max_examples=25)
@given(made=books(), seed=st.integers(0, 3))
def test_laws_of_a_forecast(made: Book, seed: int) -> None:
    found = simulate(made, prior(), seed=seed, draws=400)
    for line in found:
        for values in (line.numbers, line.amounts):
            assert len(values) == 101 and (np.diff(values) >= 0).all() and values[0] >= 0
        first, last = line.window
        rows = np.arange(len(made)) if line.group == ALL else np.flatnonzero(made.groups["owner"] == line.code)
        chance = made.chances[rows, last] - (made.chances[rows, first] if first >= 0 else 0.0)
        assert line.mean_number == pytest.approx(float(chance.sum()))
        assert line.mean_amount == pytest.approx(float((chance * made.money[rows]).sum()))
        shares = line.by_level + line.by_accounts + sum(each.share for each in line.carriers)
        assert -1e-9 <= shares <= 1 + 1e-6
        assert line.numbers[-1] <= len(rows)
        assert line.reaches(0) == 1.0 and line.reaches(1e18) <= 0.01
    if len(made):
        assert {line.window for line in found} == set(windows_of(made.chances.shape[1]))
    again = simulate(made, prior(), seed=seed, draws=400)
    assert all((a.amounts == b.amounts).all() for a, b in zip(found, again, strict=True))


@settings(max_examples=20)
@given(made=books(), scale=st.sampled_from([0.01, 100.0]))
def test_another_unit_changes_nothing_else(made: Book, scale: float) -> None:
    plain = simulate(made, prior(), seed=1, draws=300)
    scaled = simulate(replace(made, amounts=made.amounts * scale), prior(), seed=1, draws=300)
    for one, other in zip(plain, scaled, strict=True):
        assert other.amounts == pytest.approx(one.amounts * scale, rel=1e-5, abs=1e-6)
        assert other.numbers.tolist() == one.numbers.tolist()


@settings(max_examples=20)
@given(made=books(), more=st.floats(0, 1e9))
def test_a_deal_more_never_lowers_the_mean(made: Book, more: float) -> None:
    chances = np.concatenate([made.chances, np.full((1, made.chances.shape[1]), 0.3)])
    larger = Book(
        np.append(made.keys, 10_000), chances, np.append(made.amounts, more), np.append(made.accounts, -1),
        np.append(made.spreads, 0.2), {"owner": np.append(made.groups["owner"], 0)},
    )  # fmt: skip
    window = (-1, made.chances.shape[1] - 1)
    if len(made) == 0:
        return
    before, after = (whole(simulate(each, prior(), seed=1, draws=300), window) for each in (made, larger))
    assert after.mean_amount >= before.mean_amount and after.mean_number > before.mean_number
    # The others' luck is as it was, so that no draw has less.
    assert (after.amounts >= before.amounts - 1e-6 * (1 + before.amounts)).all()


@pytest.mark.parametrize("accounts", [0, 60])
def test_the_quick_way_is_as_drawing_every_deal(accounts: int) -> None:
    """400 deals: all drawn one by one, against 20 of them and the sum of the others from its moments."""
    made = book(400, accounts=accounts)
    slow = simulate(made, prior(), seed=1, exact=400)
    quick = simulate(made, prior(), seed=2, exact=20)
    for one, other in zip(slow, quick, strict=True):
        wide = one.amounts[90] - one.amounts[10]
        size = one.numbers[90] - one.numbers[10]
        for percent in (10, 25, 50, 75, 90):
            assert abs(one.amounts[percent] - other.amounts[percent]) < 0.06 * wide
            assert abs(one.numbers[percent] - other.numbers[percent]) <= max(1.0, 0.06 * size)
        assert other.by_level == pytest.approx(one.by_level, abs=0.03)


def test_one_giant_deal_carries_the_spread() -> None:
    made = book(300)
    giant = replace(made, amounts=np.where(np.arange(300) == 17, 1e10, made.amounts))
    line = whole(simulate(giant, prior(0.5), seed=1), (-1, 2))
    assert line.carriers[0].row == 17 and line.carriers[0].share > 0.85
    assert line.amounts[10] < 0.1e10 and line.amounts[99] > 0.9e10


def test_no_deals_and_no_amounts() -> None:
    assert simulate(book(0), prior(), seed=1, draws=100) == []
    empty = replace(book(30), amounts=np.full(30, np.nan))
    line = whole(simulate(empty, prior(), seed=1, draws=500), (-1, 2))
    assert line.mean_amount == 0 and line.amounts.max() == 0 and line.carriers == () and line.mean_number > 0


def test_draws_have_the_mean_of_the_chances() -> None:
    made = book(3_000, accounts=500)
    for line in simulate(made, prior(), seed=3):
        middle = float(line.amounts[1:-1].mean())
        assert middle == pytest.approx(line.mean_amount, rel=0.03)


def past(ratio: float, seed: int = 1) -> Past:
    chances = np.random.default_rng(seed).uniform(0.1, 0.6, 400)
    return Past(chances, round(float(chances.sum()) * ratio))


def test_the_level_is_wider_where_less_is_known() -> None:
    made = book(800)

    def width(pasts: list[Past]) -> float:
        line = whole(simulate(made, level_of(pasts, reach=1), seed=1), (-1, 2))
        return float((line.amounts[90] - line.amounts[10]) / line.amounts[50])

    exact = [past(1.0, seed) for seed in range(12)]
    assert width([]) > width(exact[:2]) > width(exact)
    assert width([past(1.0 + shift, 1) for shift in (0.3, -0.3, 0.4, -0.4)]) > width([])
    # A period that overlaps others counts for less.
    light = [replace(each, weight=0.2) for each in exact]
    assert level_of(exact, reach=1).size < level_of(light, reach=1).size < prior(1).size < prior(4).size < prior().size
    assert level_of(exact, reach=1).periods == 12 and prior().periods == 0
    # Without a level of their own, independent deals would seem far surer than they are.
    sure = replace(prior(), weights=np.eye(len(SIZES))[0])
    line = whole(simulate(made, sure, seed=1), (-1, 2))
    assert (line.amounts[90] - line.amounts[10]) / line.amounts[50] < 0.7 * width([])


def test_deals_to_come_need_a_past() -> None:
    young = company(20)
    assert to_come(young, as_of=DAY + 300, ahead=np.array([30.0, 90.0]), seed=1) is None
    made = company(1_500)
    money = Column(np.full(len(made), 1_000.0))
    made = replace(made, features={**made.features, "amount": money})
    found = to_come(made, as_of=DAY + 500, ahead=np.array([30.0, 90.0]), seed=1)
    assert found is not None and found.a_day == pytest.approx(1_500 / 730, rel=0.2)
    assert found.mean_number[0] < found.mean_number[1] and (np.diff(found.numbers, axis=0) >= 0).all()
    won = ((made.created > DAY + 500) & (made.closed <= DAY + 590) & (made.outcome == 0)).sum()
    assert found.numbers[1][5] <= won <= found.numbers[1][95]
    assert found.mean_amount == pytest.approx(found.mean_number * 1_000)


def test_deals_to_come_without_any_win() -> None:
    size = 200
    made = Deals(
        np.arange(size), DAY + np.arange(size, dtype=float), np.full(size, np.inf), np.full(size, OPEN)
    )  # fmt: skip
    assert to_come(made, as_of=DAY + 150, ahead=np.array([30.0]), seed=1) is None
