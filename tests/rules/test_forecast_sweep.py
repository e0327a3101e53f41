"""A sweep gives the same answers bit for bit wherever it runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import distributed
import joblib
import numpy as np
import pytest

from evener.forecast.engine.deals import Floats
from evener.forecast.engine.sweep import backtests, every, run
from tests.rules.test_forecast import DAY, company


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A Dask cluster in this process, on this machine only."""
    dask: Any = distributed  # it ships no types for these
    with (
        dask.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, protocol="tcp", host="127.0.0.1"
        ) as local,
        dask.Client(local) as client,
    ):
        yield client


def drawn(chances: Floats, *, seed: int, days: float) -> float:
    rng = np.random.default_rng(seed)
    return float((rng.random((100, len(chances))) < chances).sum() * days)


def test_backtests_are_the_same_on_every_back_end(cluster: Any) -> None:
    deals = company(80)
    asked = every([DAY + 400], ["open", "new"], [3], horizon=60.0)
    here = backtests(deals, asked)
    there = {"processes": backtests(deals, asked, jobs=2)}
    with joblib.parallel_config(backend="dask"):
        there["dask"] = backtests(deals, asked)
    assert [(one.as_of, one.cohort) for one in asked] == [(DAY + 400, "open"), (DAY + 400, "new")]
    assert any(len(one.rows) for one in here)
    for found in there.values():
        for first, second in zip(here, found, strict=True):
            assert (first.rows == second.rows).all()
            assert first.chances.tobytes() == second.chances.tobytes()
            assert first.ours == second.ours


def test_any_work_comes_back_in_the_order_it_was_asked_for(cluster: Any) -> None:
    chances = np.linspace(0.1, 0.9, 30)
    asked = [{"seed": seed, "days": days} for seed in (1, 2) for days in (30.0, 90.0)]
    here = run(drawn, chances, asked)
    assert here == [drawn(chances, seed=1, days=30.0), drawn(chances, seed=1, days=90.0)] + [
        drawn(chances, seed=2, days=days) for days in (30.0, 90.0)
    ]
    with joblib.parallel_config(backend="dask"):
        assert run(drawn, chances, asked) == here
    assert run(drawn, chances, asked, jobs=2) == here
