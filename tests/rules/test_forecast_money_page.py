"""The numbers of docs/algorithms/forecast.md about money: the level, amounts, what changed, what if."""

from __future__ import annotations

import numpy as np
import pytest

from evener.forecast.engine.amounts import moves_of
from evener.forecast.engine.bridge import Part, Standing, State, bridge
from evener.forecast.engine.filling import fills_of, take
from evener.forecast.engine.level import Past, given, level_of, thresholds
from evener.forecast.engine.revenue import Book
from evener.forecast.engine.scenarios import slipped
from evener.forecast.rules.filling import fill_for
from tests.worked_examples import number, numbers, table

PAGE = "forecast.md"
A, B = 1, 2  # products


@pytest.mark.parametrize("row", numbers(PAGE, "Chance", "Size of the level"))
def test_chances_under_a_level(row: list[float]) -> None:
    place = thresholds(np.array(row[0]))
    found = [float(given(place, np.array(row[1]), np.array(level))) for level in (-1.2816, 0.0, 1.2816)]
    assert found == pytest.approx(row[2:], abs=0.0006)


@pytest.mark.parametrize("row", table(PAGE, "Earlier days"))
def test_how_large_the_level_is(row: list[str]) -> None:
    won = [] if row[1] == "-" else [int(each) for each in row[1].split(",")]
    level = level_of([Past(np.full(100, 0.3), each) for each in won], reach=float(row[2]))
    assert level.periods == int(row[0]) and level.size == pytest.approx(float(row[3]), abs=0.006)


@pytest.mark.parametrize("row", numbers(PAGE, "Won deals"))
def test_how_far_amounts_move(row: list[float]) -> None:
    half = int(row[0]) // 2
    final = np.exp(np.tile([row[1], -row[1]], half))
    assert moves_of(np.ones(len(final)), final)[0] == pytest.approx(row[2], abs=0.006)


def test_what_changed() -> None:
    rows = [[number(cell) for cell in row] for row in table(PAGE, "Deal")]
    then = {int(row[0]): Standing(row[1], int(row[3])) for row in rows}
    now = {int(row[0]): Standing(row[2], int(row[4]), State.WON if row[2] == 1 else State.OPEN) for row in rows}
    found = bridge(then, now)
    for row in rows:
        mine = {step.part: step.minor for step in found.steps if step.key == row[0]}
        assert [mine.get(part, 0) for part in (Part.AMOUNT, Part.LEVEL, Part.CHANCE, Part.WON)] == row[5:]
    assert found.then + sum(step.minor for step in found.steps) == found.now


@pytest.mark.parametrize("row", numbers(PAGE, "Slips by"))
def test_a_deal_that_slips(row: list[float]) -> None:
    one = np.zeros(1)
    book = Book(np.zeros(1, np.int64), np.array([[0.2, 0.5, 0.6]]), one, np.array([-1]), one)
    moved = slipped(book, np.array([30.0, 60.0, 90.0]), np.array([row[0]]))
    assert moved.chances[0] == pytest.approx(row[1:])


@pytest.mark.parametrize("row", table(PAGE, "Open deal of"))
def test_a_deal_without_an_amount(row: list[str]) -> None:
    won = [("EUR", A, 1_000)] * 5 + [("EUR", A, 2_000)] * 5 + [("EUR", B, 9_000)] * 3 + [("CHF", A, 500)] * 3
    currency, product, minor = (np.array(column) for column in zip(*won, strict=True))
    fills = fills_of(currency=currency, product=product, amount_minor=minor)
    code, kind = row[1], {"A": A, "B": B}[row[0]]
    own = np.array([0 if row[2] == "-" else int(row[2])])
    taken = take(currency=np.array([code]), product=np.array([kind]), amount_minor=own, fills=fills, moves=0.25)
    assert (taken.minor[0], taken.spreads[0]) == (number(row[4]), pytest.approx(number(row[5]), abs=0.006))
    behind = fill_for(fills, code, kind) if own[0] == 0 else None
    assert (behind.deals if behind else "-") == (row[3] if row[3] == "-" else int(row[3]))
    assert taken.filled[0] == (behind is not None)
