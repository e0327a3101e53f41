"""What the outcome model and the draws of money take, by the number of deals. `python -m bench.outcomes`.

Made-up deals of five years with 30 features, six of them with a history of about five events a deal. Each size is
measured in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from evener.forecast.engine.cases import Case
from evener.forecast.engine.deals import Column, Deals, Events
from evener.forecast.engine.learning import learn
from evener.forecast.engine.level import prior
from evener.forecast.engine.revenue import Book, simulate

SIZES = (1_000, 10_000, 100_000)
BEGIN, YEARS, TODAY = 735_000.0, 5, 1700.0
NUMBERS, WORDS, MANY_WORDS, MOVING = 20, 8, 2, 6
AHEAD = np.array([30.0, 60, 90, 120, 180, 200, 270, 365])


def engines() -> list[dict[str, Any]]:
    """One line per size and measure, as `bench.engines` gives them."""
    lines = []
    for size in SIZES:
        run = [sys.executable, "-m", "bench.outcomes", str(size)]
        lines += json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
    return lines


def open_book(size: int) -> Book:
    """Open deals of one currency: many small, few large, a quarter of them of an account with others."""
    rng = np.random.default_rng(size)
    chances = np.cumsum(rng.uniform(0.01, 0.2, (size, 4)), axis=1)
    accounts = np.where(rng.random(size) < 0.25, rng.integers(0, max(size // 10, 1), size), -1)
    return Book(np.arange(size), chances, rng.lognormal(14, 1.2, size), accounts, np.full(size, 0.25))


def measured(size: int) -> list[dict[str, Any]]:
    """Seconds on the clock, with the processor's seconds as the spread: on a busy machine they differ."""
    deals = company(size)
    day, rows = BEGIN + TODAY, np.arange(size)
    start = np.maximum(deals.created, day)
    found: list[dict[str, Any]] = []

    def timed(work: str, call: Callable[[], Any]) -> Any:
        clock, used = time.perf_counter(), time.process_time()
        answer = call()
        clock, used = time.perf_counter() - clock, time.process_time() - used
        found.append({"work": work, "value": round(clock, 2), "unit": "s", "spread": f"{used:.2f} of the processor"})
        return answer

    learnt = timed(
        f"learning from {size:,} deals", lambda: learn(deals, as_of=day, cohort="open", horizon=90.0, seed=1)
    )
    timed(f"chances of {size:,} open deals", lambda: learnt.chances(deals, Case(rows, start, start + 90.0)))
    timed(f"the same by {len(AHEAD)} days", lambda: learnt.paths(deals, rows, start, AHEAD))
    book, four = open_book(size), [(-1, 0), (0, 1), (1, 2), (2, 3)]
    timed(f"10,000 draws of {size:,} open deals by quarter", lambda: simulate(book, prior(), seed=1, windows=four))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return [*found, {"work": f"most memory with {size:,} deals", "value": peak, "unit": "MiB"}]


def company(size: int) -> Deals:
    """How deals end goes by some of the numbers and words; the histories wander about the value."""
    rng = np.random.default_rng(1)
    created = BEGIN + np.floor(np.sort(rng.uniform(0, YEARS * 365, size)))
    features: dict[str, Column] = {}
    pull = np.zeros(size)
    for place in range(NUMBERS):
        values = rng.normal(size=size)
        features[f"number {place}"] = Column(values)
        pull += 0.2 * values if place < 4 else 0.0
    for place in range(WORDS + MANY_WORDS):
        levels = 8 if place < WORDS else 300
        values = rng.integers(0, levels, size).astype(float)
        features[f"word {place}"] = Column(values + 1.0, ("", *(f"w{each}" for each in range(levels))))
        pull += 0.1 * (values % 3 - 1)
    times = np.stack(
        [rng.exponential(1, size) * days for days in (90 * np.exp(-pull), 90 * np.exp(pull), np.full(size, 160.0))]
    )
    deals = Deals(
        np.arange(size).astype(str).astype(object), created, created + np.floor(times.min(0)), times.argmin(0), features
    )
    moving = [f"number {place}" for place in range(MOVING - 2)] + ["word 0", f"word {WORDS}"]
    return deals.with_history({name: _history(deals, features[name], rng) for name in moving})


def _history(deals: Deals, column: Column, rng: np.random.Generator) -> Events:
    count = 1 + rng.poisson(4, len(deals))
    deal = np.repeat(np.arange(len(deals)), count)
    share = rng.random(len(deal))
    share[np.cumsum(count) - count] = 0.0
    at = deals.created[deal] + np.floor(share * (deals.closed - deals.created)[deal])
    order = np.lexsort((at, deal))
    deal, at = deal[order], at[order]
    values = column.values[deal]
    if column.numeric:
        values = values + rng.normal(0, 0.5, len(deal))
    else:
        other = rng.integers(1, len(column.words), len(deal)).astype(float)
        values = np.where(rng.random(len(deal)) < 0.5, values, other)
    return Events(deal, at, Column(values, column.words))


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1])) if len(sys.argv) > 1 else engines(), indent=1))
