"""Intervals held against what happened: what is known on a day, and books that are hardly any."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evener.forecast.engine.amounts import MOVES, amounts_on, moves_of
from evener.forecast.engine.coverage import level_on, rolling
from evener.forecast.engine.deals import OPEN, Column, Deals, Events
from evener.forecast.engine.level import prior
from tests.rules.test_forecast import DAY, company


def priced(size: int, *, seed: int = 1) -> Deals:
    made = company(size, seed=seed)
    return replace(made, features={"amount": made.features["size"], "source": made.features["source"]})


def test_intervals_hold_what_came() -> None:
    numbers, amounts = [], []
    for seed in (1, 2):
        found = rolling(priced(700, seed=seed), as_of=DAY + 560, ahead=60.0, cohort="open", seed=1)
        numbers += [each.number.covers for each in found.periods]
        amounts += [each.amount.covers for each in found.periods if each.amount]
        assert 0 < found.periods[0].periods_before < found.periods[-1].periods_before
    assert len(numbers) >= 12
    assert np.mean(numbers) >= 0.7 and np.mean(amounts) >= 0.6


def test_what_came_later_changes_no_forecast() -> None:
    """The same past with another future gives the same ranges for the days before it."""
    made = priced(600)
    day = DAY + 400
    later = made.closed > day
    other = replace(
        made, outcome=np.where(later, 1, made.outcome), closed=np.where(later, made.closed + 30, made.closed)
    )
    one, two = (rolling(each, as_of=day, ahead=60.0, cohort="open", seed=1).periods for each in (made, other))
    assert [(each.day, each.number.low, each.number.high) for each in one] == [
        (each.day, each.number.low, each.number.high) for each in two
    ]
    assert one[-1].number.was != two[-1].number.was


def test_new_deals() -> None:
    found = rolling(priced(1_500), as_of=DAY + 560, ahead=60.0, cohort="new", seed=1)
    assert found.number is not None and found.number >= 0.6
    assert all(each.deals is None for each in found.periods)


@pytest.mark.parametrize("cohort", ["open", "new"])
def test_books_that_are_hardly_any(cohort: str) -> None:
    for size in (0, 1, 5, 40):
        made = priced(max(size, 1))
        rows = np.arange(size)
        cut = Deals(
            made.ids[rows], made.created[rows], made.closed[rows], made.outcome[rows],
            {name: each.at(rows) for name, each in made.features.items()},
        )  # fmt: skip
        rolling(cut, as_of=DAY + 300, ahead=30.0, cohort=cohort, seed=1)
    made = priced(300)
    nothing = np.full(300, np.nan)
    for odd in (
        replace(made, outcome=np.zeros(300, np.int64)),
        replace(made, outcome=np.full(300, OPEN), closed=np.full(300, np.inf)),
        replace(made, features={"amount": Column(nothing)}),
        replace(made, features={}),
        replace(made, features={"amount": Column(np.where(np.arange(300) == 4, 1e12, -5.0))}),
        replace(made, created=made.created + 10_000, closed=made.closed + 10_000),
    ):
        rolling(odd, as_of=DAY + 400, ahead=45.0, cohort=cohort, seed=1)


def test_the_level_rests_on_the_prior_until_there_is_a_past() -> None:
    few = priced(10)
    watched = DAY + 300 - few.closed[few.ended(DAY + 300)].min()
    found = level_on(few, as_of=DAY + 300, ahead=90.0, seed=1)
    assert found.periods == 0 and found.weights == pytest.approx(prior(90.0 / watched).weights)
    assert level_on(priced(1), as_of=DAY - 1, ahead=90.0, seed=1).weights == pytest.approx(prior().weights)
    told = level_on(priced(700), as_of=DAY + 560, ahead=60.0, seed=1)
    assert told.periods > 2 and told.size < prior().size


def test_amounts_that_nobody_knows_are_those_of_others() -> None:
    made = priced(400)
    rows = made.open_on(DAY + 400)
    known = amounts_on(made, rows, as_of=DAY + 400, ahead=30, hidden=False)
    assert known.taken == 0 and known.moves == MOVES and known.settled == 0
    unknown = amounts_on(made, rows, as_of=DAY + 400, ahead=30, hidden=True)
    assert unknown.taken == len(rows) and (unknown.spreads > MOVES).all()
    won = made.ended(DAY + 400) & (made.outcome == 0)
    assert unknown.expected.mean() == pytest.approx(made.features["amount"].values[won].mean(), rel=0.25)


def test_how_far_amounts_move() -> None:
    assert moves_of(np.zeros(0), np.zeros(0)) == (MOVES, 0)
    then = np.full(200, 100.0)
    assert moves_of(then, then)[0] < 0.1
    assert moves_of(then, then * np.exp(np.tile([0.5, -0.5], 100)))[0] == pytest.approx(0.48, abs=0.02)
    made = priced(300)
    deal = np.arange(300)
    first = Events(deal, made.created, Column(made.features["amount"].values * 2))
    moved = made.with_history({"amount": first})
    found = amounts_on(moved, moved.open_on(DAY + 400), as_of=DAY + 400, ahead=30, hidden=False)
    assert found.settled > 20 and found.moves == pytest.approx(0.65, abs=0.1)
    assert found.expected == pytest.approx(2 * made.features["amount"].values[moved.open_on(DAY + 400)])
