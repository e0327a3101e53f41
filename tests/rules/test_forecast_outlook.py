"""The outlook of open deals: hidden deals are learnt from, and nobody is told how many there are."""

from __future__ import annotations

import numpy as np
import pytest

from evener.forecast.engine.deals import Flags
from evener.forecast.engine.outlook import HORIZON, Given, give
from tests.rules.test_forecast import DAY, company

TODAY = DAY + 500.0
SIZE = 3_000


def given(hidden: Flags | None) -> Given:
    deals = company(SIZE)
    return give(
        deals, np.full(len(deals), 0.25), as_of=TODAY, days=np.array([30.0, 90.0]), allowed=frozenset(), seed=1,
        hidden=hidden,
    )  # fmt: skip


def test_what_it_is_held_against_leaves_hidden_deals_out() -> None:
    deals = company(SIZE)
    then = deals.open_on(TODAY - HORIZON)
    hidden = np.arange(len(deals)) % 5 == 0
    every, told = given(None), given(hidden)
    assert every.check is not None and every.check.ours is not None and every.check.base is not None
    assert told.check is not None and told.check.ours is not None and told.check.base is not None
    assert every.check.ours.deals == len(then)
    assert told.check.ours.deals == told.check.base.deals == int((~hidden[then]).sum()) < len(then)
    # What is said of a deal is learnt from all of them.
    assert told.basis == every.basis and told.ahead == pytest.approx(every.ahead)
    few = given(np.arange(len(deals)) % 50 > 0)
    assert few.check is not None and few.check.ours is None and few.basis == every.basis


def test_hidden_deals_hidden_from_nobody_change_nothing() -> None:
    nobody, every = given(np.zeros(SIZE, bool)), given(None)
    assert nobody.check is not None and every.check is not None
    assert nobody.check.ours == every.check.ours and nobody.check.base == every.check.base
