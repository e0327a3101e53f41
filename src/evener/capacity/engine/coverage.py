"""What if two people leave, deals grow, we hire three: load, waiting and uncovered value, by simulation.

Requests come by chance and go, as they come, to whoever with the skills can begin first. Many replications run side by
side as numpy rows, one arrival after the other, because a loop over single events is some fifteen times slower (the
comparison with SimPy stands in docs/algorithms/coverage_planning.md). Scenarios meet the same arrivals and sizes
(common random numbers), so their differences are surer than each of them. Time is in weeks, work in hours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evener.capacity.engine.scenarios import (
    NOW,
    Arrivals,
    Kind,
    Outcome,
    Scenario,
    Staff,
    Team,
    checked,
    team_of,
)

Reals = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

REPLICATIONS = 100
BATCH = 50
"""Replications that run side by side; progress is told and stopping asked after each hundredth of one."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """`outcomes` in the order of the scenarios, the first is how things are now."""

    outcomes: tuple[Outcome, ...]
    weeks: int
    replications: int
    """fewer than asked for when stopped; 0: stopped before anything was known"""
    stopped: bool


def covered(
    staff: Sequence[Staff],
    kinds: Sequence[Kind],
    *,
    scenarios: Sequence[Scenario] = (),
    weeks: int = 52,
    replications: int = REPLICATIONS,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Coverage:
    """Simulate `weeks` now and under each scenario. Raises `scenarios.BadPlan` for numbers that mean nothing.

    `progress` hears the share done, 0 to 1. Replications do not depend on how many there are: 20 of 100 are the first
    20 of them.
    """
    plans = [NOW, *scenarios]
    checked(staff, kinds, plans, weeks=weeks, replications=replications)
    teams = [team_of(staff, kinds, plan, weeks=weeks) for plan in plans]
    done: list[list[Reals]] = [[] for _ in plans]
    stopped = False
    for first in range(0, replications, BATCH):
        count = min(BATCH, replications - first)
        arrivals = Arrivals.drawn(kinds, plans, weeks=weeks, seeds=range(first, first + count), seed=seed)
        for index, (plan, team) in enumerate(zip(plans, teams, strict=True)):
            base = first / replications + count / replications * index / len(plans)
            share = count / replications / len(plans)

            def step(part: float, base: float = base, share: float = share) -> bool:
                if progress:
                    progress(base + share * part)
                return bool(should_stop and should_stop())

            rows = _simulated(team, arrivals.under(plan), kinds, step)
            if rows is None:
                stopped = True
                break
            done[index].append(rows)
        if stopped:
            break
    # A batch counts when every scenario has seen it.
    whole = min(len(rows) for rows in done)
    tables = [np.concatenate(rows[:whole]) if whole else np.zeros((0, len(Outcome.MEASURES))) for rows in done]
    outcomes = tuple(
        Outcome.of(plan.name, table, against=tables[0]) for plan, table in zip(plans, tables, strict=True) if whole
    )
    return Coverage(outcomes=outcomes, weeks=weeks, replications=len(tables[0]), stopped=stopped)


def _simulated(team: Team, stream: Arrivals, kinds: Sequence[Kind], step: Callable[[float], bool]) -> Reals | None:
    """One row of `Outcome.MEASURES` per replication; None when stopped."""
    begin, end = _served(team, stream, kinds, step)
    if begin is None or end is None:
        return None
    when, there = stream.when, np.isfinite(stream.when)
    safe = np.where(there, when, 0.0)
    kind = stream.kind
    needed = np.asarray([each.needed_within for each in kinds])[kind]
    value = np.asarray([each.value for each in kinds])[kind] * there
    done = np.isfinite(end) & there
    wait = np.where(done, begin - safe, np.nan)
    late = there & ~(done & (end - safe <= needed + 1e-9))
    rows = np.zeros((len(when), len(Outcome.MEASURES)))
    for row in range(len(when)):
        waits = wait[row][done[row]]
        asked = max(1, int(there[row].sum()))
        rows[row] = (
            float((stream.hours[row] * there[row]).sum()) / max(team.available, 1e-9),
            float(waits.mean()) if len(waits) else 0.0,
            float(np.quantile(waits, 0.5)) if len(waits) else 0.0,
            float(np.quantile(waits, 0.85)) if len(waits) else 0.0,
            float(late[row].sum()) / asked,
            float((value[row] * late[row]).sum()),
            float((there[row] & ~done[row]).sum()) / asked,
        )
    return rows


def _served(
    team: Team, stream: Arrivals, kinds: Sequence[Kind], step: Callable[[float], bool]
) -> tuple[Reals, Reals] | tuple[None, None]:
    """When each request is begun and done, infinite for those nobody does."""
    replications, most = stream.when.shape
    begin = np.full((replications, most), np.inf)
    end = np.full((replications, most), np.inf)
    if not team.size:
        return begin, end
    free = np.tile(team.busy_until, (replications, 1))
    row = np.arange(replications)
    columns = np.arange(team.size) * team.width
    patience = np.asarray([kind.patience for kind in kinds])
    every = max(1, most // 100)
    for number in range(most):
        if number % every == 0 and step(number / most):
            return None, None
        when, kind = stream.when[:, number], stream.kind[:, number]
        start = np.maximum(free, when[:, None])
        # The first week from then on in which they work at all: leave, and those who are not there yet or no more.
        week = np.minimum(start, team.last).astype(np.int64) + columns
        np.maximum(start, team.working.take(week), out=start)
        start += team.barred[kind]
        chosen = start.argmin(axis=1)
        begins = start[row, chosen]
        # Infinite where nobody is there, and after a replication's last arrival.
        taken = np.isfinite(begins) & (begins <= when + patience[kind])
        if not taken.any():
            continue
        rows, people, at = row[taken], chosen[taken], begins[taken]
        done = team.finished(people, at, stream.hours[taken, number])
        begin[rows, number] = at
        end[rows, number] = done
        free[rows, people] = done
    return begin, end
