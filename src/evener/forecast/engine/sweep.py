"""Many backtests, or many draws of what may come, spread over processes or machines.

Each piece is a pure function of what it is given, its seed among that, and nothing is shared; so the answers are the
same bit for bit wherever it runs, and come in the order they were asked for. Where it runs is joblib's to say: by
default one after the other, with `jobs` on so many processes of this machine (loky), and inside
`joblib.parallel_config(backend="dask")` on an existing Dask cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from joblib import Parallel, delayed

from evener.forecast.engine.backtest import Backtest, dated
from evener.forecast.engine.deals import Deals
from evener.forecast.engine.threads import on_one_thread

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Asked:
    """One backtest of a sweep."""

    as_of: float
    cohort: str
    horizon: float | None
    seed: int


def every(
    days: Sequence[float], cohorts: Sequence[str], seeds: Sequence[int], *, horizon: float | None
) -> list[Asked]:  # fmt: skip
    """Each day with each cohort and each seed, in this order."""
    return [Asked(day, cohort, horizon, seed) for day in days for cohort in cohorts for seed in seeds]


def backtests(
    deals: Deals, asked: Sequence[Asked], *, allowed: frozenset[str] = frozenset(), jobs: int | None = None
) -> list[Backtest]:  # fmt: skip
    """One answer for each, in the same order."""
    each = [
        {"as_of": one.as_of, "cohort": one.cohort, "horizon": one.horizon, "seed": one.seed, "allowed": allowed}
        for one in asked
    ]
    return run(dated, deals, each, jobs=jobs)


def run(
    work: Callable[..., Found], given: Any, asked: Sequence[Mapping[str, Any]], *, jobs: int | None = None
) -> list[Found]:  # fmt: skip
    """`work(given, **each)` for each of those asked, in the same order: a simulation with its seeds or scenarios."""
    # Processes and clusters cannot be sent a function made on the way, so what they are sent is `_one`.
    return list(Parallel(n_jobs=jobs)(delayed(_one)(work, given, each) for each in asked))


@on_one_thread
def _one(work: Callable[..., Found], given: Any, asked: Mapping[str, Any]) -> Found:
    return work(given, **asked)
