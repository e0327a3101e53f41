"""What no proposal can pass: the same problem with jobs that may be split, solved by OR-Tools' GLOP.

Its prices (what one more hour of somebody's time, or one more copy of a job, would be worth) also bound a changed
problem without solving it again: for any prices of at least 0, no choice is worth more than

    sum over rows of price * most + sum over columns of max(0, points - sum of price * factor) * largest value

(weak duality of linear programmes), and of the pairs of one job only the best counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp

from evener.capacity.engine.assignment.problem import Problem

Reals = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Priced:
    bound: float
    """points"""
    reduced: Reals
    """per pair: points it costs (0 or less) to give the job wholly here"""
    jobs: Reals
    """per job: points another one like it would add"""


@dataclass(frozen=True, slots=True)
class Relaxed:
    share: Reals
    """per pair: how much of the job goes to this person when jobs may be split"""
    prices: dict[str, float]
    """by key of a person's row, those above 0"""


def relaxed(problem: Problem) -> Relaxed:
    """Solve the relaxation; about half a second for 500 jobs and 60 people."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    columns = [
        solver.NumVar(1.0 if index in problem.fixed else 0.0, float(top), "") for index, top in enumerate(problem.top)
    ]
    rows = list(problem.rows())
    sums = [_sum(solver, row.most, row.columns, row.factors, columns) for row in rows]
    objective = solver.Objective()
    for column, cost in zip(columns, problem.cost, strict=True):
        objective.SetCoefficient(column, float(cost))
    objective.SetMaximization()
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        raise ArithmeticError("the relaxation has no solution")
    # The bound is computed from the prices, so that it holds whatever the solver's tolerance is.
    prices = {row.key: price for row, at in zip(rows, sums, strict=True) if (price := at.dual_value()) > 0}
    share = np.asarray([column.solution_value() for column in columns[: problem.pairs]], dtype=np.float64)
    return Relaxed(share=share, prices=prices)


def _sum(solver: Any, most: int, columns: list[int], factors: list[int], all_columns: list[Any]) -> Any:
    row = solver.Constraint(-solver.infinity(), float(most))
    for column, factor in zip(columns, factors, strict=True):
        row.SetCoefficient(all_columns[column], float(factor))
    return row


def bounded(problem: Problem, prices: Mapping[str, float]) -> Priced:
    """What any prices prove. A job's own price is set anew: the best it can add to anybody at the others' prices."""
    reduced = np.asarray(problem.cost, dtype=np.float64)
    total = 0.0
    for rows in problem.rows_of_person:
        for row in rows:
            price = prices.get(row.key, 0.0)
            if price > 0:
                total += price * row.most
                for column, factor in zip(row.columns, row.factors, strict=True):
                    reduced[column] -= price * factor
    helping = reduced[problem.pairs :]
    total += float(np.maximum(helping, 0.0) @ np.asarray(problem.top[problem.pairs :], dtype=np.float64))
    reduced = reduced[: problem.pairs]
    jobs = np.zeros(len(problem.jobs))
    np.maximum.at(jobs, problem.job_of, reduced)
    total += float(jobs.sum())
    reduced = reduced - jobs[problem.job_of]
    # A pair settled by hand is in every choice, also when it is a bad one.
    total += sum(min(0.0, float(reduced[pair])) for pair in problem.fixed)
    return Priced(bound=total, reduced=reduced, jobs=jobs)
