"""What the engines take: numbers in, numbers out, no database. `python -m bench.engines` prints it."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bench import outcomes, papers, plain
from bench.assignment import changes, instance
from evener.capacity.engine.assignment import Proposal, propose, propose_again
from evener.capacity.engine.backtest import Tasks, learn, walk
from evener.capacity.engine.dates import answer
from evener.capacity.engine.queues import Pool, Work
from evener.stakeholders.engine.layout import Person, lay_out

RUNS = 9
QUEUED = 2000
TASKS = 10_000
COMPANIES = 5
DRAWN = 60


def engines(*, deals: int) -> list[dict[str, Any]]:
    """Seconds: the middle of nine runs, one after the other in one process. What makes papers: 95 of 100 runs in ms."""
    one_pool, six_pools, tasks = _question(pools=1), _question(pools=6), _tasks()
    return [
        _timed(f"date simulation, 10,000 draws, {QUEUED:,} works in one queue", one_pool),
        _timed("the same in six pools, a tenth of the works after others", six_pools),
        _timed(f"learning ratios from {TASKS:,} tasks", lambda: learn(tasks)),
        _timed(f"backtest of {TASKS:,} tasks", lambda: walk(tasks, begin=TASKS // 4), runs=3),
        *_assignments(),
        _timed(f"map of {DRAWN} people, laid out", lambda: lay_out(_cast()), unit="ms"),
        *outcomes.engines(),
        *papers.engines(),
        *plain.engines(),
    ]


def _assignments() -> list[dict[str, Any]]:
    """500 requests for 60 people: five made-up companies, each proposed once and again after four single changes."""
    first, again = [], []
    for seed in range(1, COMPANIES + 1):
        people, jobs = instance(seed=seed)
        before = propose(people, jobs)
        first.append(before)
        again += [
            propose_again(changed, others, earlier=before)
            for changed, others in changes(people, jobs, seed=seed).values()
        ]
    return [
        *_proposed("assignment of 500 requests to 60 people", first),
        *_proposed("the same after one change", again),
    ]


def _proposed(work: str, found: Sequence[Proposal]) -> list[dict[str, Any]]:
    seconds, gaps = [each.seconds for each in found], [each.gap * 100 for each in found]
    return [
        {
            "work": work, "value": round(statistics.median(seconds), 2), "unit": "s",
            "spread": f"{min(seconds):.2f} to {max(seconds):.2f}",
        },
        {
            "work": f"{work}: from the proven bound", "value": round(statistics.median(gaps), 2), "unit": "%",
            "spread": f"{min(gaps):.2f} to {max(gaps):.2f}",
        },
    ]  # fmt: skip


def _cast() -> list[Person]:
    """Five below each, every third listens to somebody."""
    return [
        Person(
            number, f"Wilhelmina Person {number}", "Head of Operations", "Technical evaluator, user",
            "Leans to us · high influence", 4 - number % 4, (number - 1) // 5 if number else None,
            (number // 2,) if number % 3 == 0 and number else (),
        )
        for number in range(DRAWN)
    ]  # fmt: skip


def _timed(work: str, call: Callable[[], Any], runs: int = RUNS, unit: str = "s") -> dict[str, Any]:
    times, factor = [], 1000 if unit == "ms" else 1
    for _ in range(runs):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return {
        "work": work,
        "value": round(statistics.median(times) * factor, 2),
        "unit": unit,
        "spread": f"{min(times) * factor:.2f} to {max(times) * factor:.2f}",
    }


def _question(*, pools: int) -> Callable[[], Any]:
    """Two years of calendars, sixty people, works of 1 to 60 hours, half of them certain."""
    rng = np.random.default_rng(7)
    people = 60 // pools
    hours = np.where(np.arange(730) % 7 < 5, 7.0 * people, 0.0)
    works = []
    for number in range(QUEUED):
        likely = float(np.exp(rng.normal(2, 0.8)))
        after = (f"w{rng.integers(0, number)}",) if pools > 1 and number and rng.random() < 0.1 else ()
        weight = float(rng.choice([1, 1, 0.47, 0.25]))
        pool = f"p{number % pools}"
        works.append(Work(f"w{number}", pool, likely * 0.6, likely, likely * 2, weight=weight, after=after))
    asked = Work("asked", "p0", 10, 20, 40, after=("w1999", "w1500") if pools > 1 else ())
    given = [Pool(f"p{number}", hours, people) for number in range(pools)]
    return lambda: answer(pools=given, works=works, asked=asked, by_day=100)


def _tasks() -> Tasks:
    rng = np.random.default_rng(7)
    estimates = rng.choice([0.5, 1.0, 2, 4, 7, 14, 28], TASKS)
    return Tasks(estimates, estimates * np.exp(rng.normal(0, 0.7, TASKS)))


if __name__ == "__main__":
    print(json.dumps(engines(deals=0), indent=1))
