"""The numbers of docs/algorithms/forecast.md."""

from __future__ import annotations

import numpy as np
import pytest

from evener.forecast.engine.cases import bounded
from evener.forecast.engine.curves import incidence
from evener.forecast.engine.deals import LOST, NOTHING, OPEN, WON, Deals
from evener.forecast.engine.drift import level
from evener.forecast.engine.how import Ending, base_chances
from evener.forecast.engine.learning import TRUST, mix
from evener.forecast.engine.outlook import between
from evener.forecast.engine.shrinking import shrunk, still_open
from evener.forecast.engine.walking import walk
from evener.forecast.engine.when import Pace
from tests.worked_examples import numbers

PAGE = "forecast.md"
NEARLY = 0.0006


@pytest.mark.parametrize("row", numbers(PAGE, "Endings won"))
def test_the_prior_weighs_as_four_endings(row: list[float]) -> None:
    kind = np.repeat([WON, LOST, NOTHING], np.array(row[:3], int))
    assert base_chances(kind, np.ones(len(kind))) == pytest.approx(row[3:], abs=NEARLY)


def test_curves_of_six_deals() -> None:
    kind = np.array([WON, LOST, OPEN, NOTHING, WON, OPEN])
    curves = incidence(np.array([10.0, 20.0, 20.0, 30.0, 40.0, 50.0]), kind)
    rows = numbers(PAGE, "Age", "Watched")
    assert curves.age.tolist() == [row[0] for row in rows]
    assert curves.at_risk.tolist() == [row[1] for row in rows]
    assert curves.share == pytest.approx(np.array([row[2:] for row in rows]), abs=NEARLY)


@pytest.mark.parametrize("row", numbers(PAGE, "Age", "Days ahead"))
def test_walking_to_the_day_asked_for(row: list[float]) -> None:
    pace = Pace(np.array([0.0, 30.0]), np.log([0.01, 0.002]), np.zeros(3), np.zeros(3))
    ending = Ending(np.log([0.5, 0.3, 0.2]), np.zeros(1), np.zeros((2, 3)))
    age, far = np.array([row[0]]), np.array([[row[1]]])
    found = walk(pace, ending, np.zeros(1), np.zeros((1, 0)), age, np.array([736_000.0]), far)
    assert found[0, 0] == pytest.approx(row[2:], abs=NEARLY)


@pytest.mark.parametrize("row", numbers(PAGE, "Seen in the first five"))
def test_the_level_by_now(row: list[float]) -> None:
    seen = np.repeat(row[:2], 5)
    assert np.exp(level(seen, np.full(10, 40.0))) == pytest.approx(row[2], abs=0.006)


@pytest.mark.parametrize("row", numbers(PAGE, "Deals that were checked"))
def test_which_past_is_believed(row: list[float]) -> None:
    found = mix(np.tile([0.5, 0.6], (int(row[0]), 1)).reshape(-1, 2), np.array([TRUST, TRUST]))
    assert found == pytest.approx(row[1:], abs=0.006)


def ended_of(own: list[float], *, ended_days: float) -> Deals:
    """Deals that ended so, and one that is open."""
    kind = np.append(np.repeat([WON, LOST, NOTHING], np.array(own, int)), OPEN)
    closed = np.where(kind == OPEN, np.inf, ended_days / max(len(kind) - 1, 1))
    return Deals(np.arange(len(kind)), np.zeros(len(kind)), closed, kind)


@pytest.mark.parametrize("row", numbers(PAGE, "Own won"))
def test_few_deals_are_held_towards_the_stage(row: list[float]) -> None:
    deals = ended_of(row[:3], ended_days=60.0)
    found, weight = shrunk(deals, np.array([row[3]]), np.array([row[4:7]], int), as_of=100.0)
    assert found[0] == pytest.approx(row[7:10], abs=NEARLY)
    low, high = between(found[:, [WON]], weight)
    assert (low[0, 0], high[0, 0]) == pytest.approx(row[10:], abs=NEARLY)


@pytest.mark.parametrize("row", numbers(PAGE, "Endings", "Days watched"))
def test_still_open_at_one_rate(row: list[float]) -> None:
    ended = int(row[0])
    each = row[1] / (ended + 1)
    deals = ended_of([ended, 0, 0], ended_days=each * ended)
    assert still_open(deals, np.array([row[2]]), as_of=each)[0] == pytest.approx(row[3], abs=NEARLY)


@pytest.mark.parametrize("row", numbers(PAGE, "Won", "Lost", "No decision", "Open"))
def test_nothing_is_certain(row: list[float]) -> None:
    assert bounded(np.array([row[:4]]), final=False)[0] == pytest.approx(row[4:], abs=NEARLY)
