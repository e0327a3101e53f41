"""The numbers of docs/algorithms/forecast.md about money: the level, amounts, what changed, what if."""

from __future__ import annotations

import numpy as np
import pytest

from evener.forecast.engine.amounts import moves_of
from evener.forecast.engine.bridge import Part, Standing, State, bridge
from evener.forecast.engine.level import Past, given, level_of, thresholds
from evener.forecast.engine.revenue import Book
from evener.forecast.engine.scenarios import slipped
from tests.worked_examples import number, numbers, table

PAGE = "forecast.md"


@pytest.mark.parametrize("row", numbers(PAGE, "Chance", "Size of the level"))
def test_chances_under_a_level(row: list[float]) -> None:
    place = thresholds(np.array(row[0]))
    found = [float(given(place, np.array(row[1]), np.array(level))) for level in (-1.2816, 0.0, 1.2816)]
    assert found == pytest.approx(row[2:], abs=0.0006)


@pytest.mark.parametrize("row", table(PAGE, "Earlier days"))
def test_how_large_the_level_is(row: list[str]) -> None:
    won = [] if row[1] == "-" else [int(each) for each in row[1].split(",")]
    level = level_of([Past(np.full(100, 0.3), each) for each in won])
    assert level.periods == int(row[0]) and level.size == pytest.approx(float(row[2]), abs=0.006)


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
