"""Solving a few people's share of the problem exactly, the others' staying as it is (OR-Tools CP-SAT)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from evener.capacity.engine.assignment.problem import Problem


@dataclass(frozen=True, slots=True)
class Block:
    """`pairs` may be chosen, at most one per job; `hint` is what stands now."""

    people: Sequence[int]
    pairs: Sequence[int]
    hint: frozenset[int]


@dataclass(frozen=True, slots=True)
class Solved:
    pairs: tuple[int, ...]
    bound: float
    """points; proven for this block"""


def solved(problem: Problem, block: Block, solver: cp_model.CpSolver) -> Solved | None:
    """The best choice found before the solver's time is up; None when there was no time for any."""
    model = cp_model.CpModel()
    chosen = {pair: model.new_bool_var("") for pair in block.pairs}
    columns: dict[int, cp_model.IntVar] = dict(chosen)
    for person in block.people:
        for row in problem.rows_of_person[person]:
            terms = _terms(problem, model, columns, row.columns, row.factors)
            if terms:
                total = cp_model.LinearExpr.weighted_sum([term[0] for term in terms], [term[1] for term in terms])
                model.add(total <= row.most)
    jobs: dict[int, list[cp_model.IntVar]] = {}
    for pair, variable in chosen.items():
        jobs.setdefault(int(problem.job_of[pair]), []).append(variable)
        model.add_hint(variable, pair in block.hint)
        if pair in problem.fixed:
            model.add(variable == 1)
    for variables in jobs.values():
        if len(variables) > 1:
            model.add_at_most_one(variables)
    points = [problem.cost[column] for column in columns]
    model.maximize(cp_model.LinearExpr.weighted_sum(list(columns.values()), points))
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return Solved(
        pairs=tuple(pair for pair, variable in chosen.items() if solver.value(variable)),
        bound=solver.best_objective_bound,
    )


def _terms(
    problem: Problem,
    model: cp_model.CpModel,
    columns: dict[int, cp_model.IntVar],
    row_columns: list[int],
    row_factors: list[int],
) -> list[tuple[cp_model.IntVar, int]]:
    """The part of a row that is in this block; helping columns come with the first pair that needs them."""
    terms: list[tuple[cp_model.IntVar, int]] = []
    for column, factor in zip(row_columns, row_factors, strict=True):
        variable = columns.get(column)
        if variable is None and terms and factor < 0:
            variable = columns[column] = model.new_int_var(0, problem.top[column], "")
        if variable is not None:
            terms.append((variable, factor))
    return terms


def solver_for(*, effort: float, seconds: float, seed: int, workers: int = 1, gap: float = 1e-4) -> cp_model.CpSolver:
    """A solver that looks for at most `effort` of CP-SAT's deterministic seconds and `seconds` of real ones."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = workers
    parameters.max_deterministic_time = effort
    parameters.max_time_in_seconds = max(0.01, seconds)
    parameters.random_seed = seed
    # A few hundred columns whose linear relaxation is nearly whole: the linear part pays, the rest costs time.
    parameters.linearization_level = 2
    parameters.symmetry_level = 0
    parameters.cp_model_probing_level = 0
    parameters.relative_gap_limit = gap
    return solver
