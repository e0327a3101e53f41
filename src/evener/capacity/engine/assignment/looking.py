"""Looking for a good choice: a start from the relaxation, then small exact problems, one neighbourhood after another.

CP-SAT on the whole of 500 jobs and 60 people is far from the bound after 20 seconds; on three people at a time it
proves the best in some hundredths of a second, and a few hundred of those come within a percent.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import numpy as np

from evener.capacity.engine.assignment.blocks import Block, Solved, solved, solver_for
from evener.capacity.engine.assignment.problem import Problem, Whole
from evener.capacity.engine.assignment.relaxation import Priced, Reals
from evener.capacity.engine.assignment.room import Room

PEOPLE_AT_ONCE = 3
MORE_AFTER = 2
"""After so many looks in vain at somebody, one person more is looked at with them."""
TIRING = 0.8
"""Each look in vain makes the next one at the same person this much less likely."""
SMALL = 150
"""Up to so many pairs the problem is one block and solved to the proven end."""
MIDDLING = 800
"""Up to so many pairs the whole is solved as one block after small ones, which also lowers the bound."""
BLOCKS_FIRST = 0.3
"""Share of the time that the small ones then have."""
EFFORT = 0.03
"""CP-SAT's deterministic seconds for one block."""
NEARLY = 0.02
"""A pair is tried when it costs at most this share of an average job against the relaxation."""


@dataclass(slots=True)
class Looking:
    """One search. `left` says how many seconds there are, `halt` whether to stop, `tell` hears of progress."""

    problem: Problem
    share: Reals
    priced: Priced
    bound: float
    gap: float
    workers: int
    seed: int
    left: Callable[[], float]
    halt: Callable[[], bool]
    tell: Callable[[float, float], None]
    prices: Mapping[str, float]
    reduced: Reals = field(init=False)
    scarce: list[list[tuple[int, float, dict[int, int]]]] = field(init=False)
    """per person: rows of hours, evaluations and deals that have a price: most, price, factor by pair"""
    tired: Whole = field(init=False)
    """per person: how often in a row looking at them brought nothing"""

    def __post_init__(self) -> None:
        self.reduced = self.priced.reduced
        self.tired = np.zeros(len(self.problem.people), dtype=np.int64)
        self.scarce = [
            [
                (row.most, self.prices[row.key], dict(zip(row.columns, row.factors, strict=True)))
                for row in rows
                if row.key in self.prices and row.key[0] in "hed"
            ]
            for rows in self.problem.rows_of_person
        ]

    def start(self) -> Room:
        """Whole shares of the relaxation first, then by share, what still fits."""
        room = Room(self.problem)
        for pair in sorted(self.problem.fixed):
            room.give(pair)
        keys = np.round(self.share, 3)
        room.fill(np.lexsort((np.arange(self.problem.pairs), -self.reduced, -keys)).tolist())
        return room

    def good(self, room: Room) -> bool:
        return self.bound - room.worth() <= self.gap * max(self.bound, 1.0)

    def done(self, room: Room, *, until: float) -> bool:
        self.tell(room.worth(), self.bound)
        return self.good(room) or self.left() <= until or self.halt()

    def search(self, room: Room, *, first: Sequence[Sequence[int]] = ()) -> None:
        """The way that fits the size; neighbourhoods `first` are looked at before all others."""
        if self.problem.pairs <= SMALL:
            if not self.halt():
                self.whole(room, gap=0.0)
            return
        middling = self.problem.pairs <= MIDDLING
        self.improve(room, first=first, until=self.left() * (1 - BLOCKS_FIRST) if middling else 0.0)
        if middling and not self.good(room) and not self.halt():
            self.whole(room, gap=self.gap)

    def improve(self, room: Room, *, first: Sequence[Sequence[int]] = (), until: float = 0.0) -> None:
        """Small blocks until good enough, only `until` seconds left, or stopped."""
        rng = random.Random(self.seed)  # noqa: S311 - where to look next, nothing secret
        waiting = [list(people) for people in first]
        near = self._near()
        with ThreadPoolExecutor(self.workers) as threads:
            turn = 0
            while not self.done(room, until=until):
                groups = self._groups(room, rng, near, waiting)
                blocks = self._blocks(room, rng, groups)
                turn += 1
                results = threads.map(lambda block, turn=turn: self._solve(block, turn), blocks)
                for block, result in zip(blocks, results, strict=True):
                    gained = result is not None and take(room, block, result)
                    people = list(block.people)
                    self.tired[people] = 0 if gained else self.tired[people] + 1

    def whole(self, room: Room, *, gap: float) -> None:
        """Solve everything as one block until it is within `gap` of its bound, which may be below the relaxation's."""
        block = Block(
            people=range(len(self.problem.people)),
            pairs=range(self.problem.pairs),
            hint=frozenset(room.held.values()),
        )
        left = self.left()
        solver = solver_for(effort=left, seconds=left, seed=self.seed, workers=self.workers, gap=gap)
        with ThreadPoolExecutor(1) as threads:
            answer = threads.submit(solved, self.problem, block, solver)
            while not wait([answer], timeout=0.05).done:
                if self.halt():
                    solver.stop_search()
        result = answer.result()
        if result is not None:
            self.bound = min(self.bound, result.bound)
            take(room, block, result)

    def _solve(self, block: Block, turn: int) -> Solved | None:
        solver = solver_for(effort=EFFORT, seconds=min(1.0, self.left()), seed=self.seed + turn)
        return solved(self.problem, block, solver)

    def _near(self) -> Reals:
        """People by people: how many jobs both could sensibly do."""
        problem = self.problem
        could = np.zeros((len(problem.people), len(problem.jobs)))
        keep = self.reduced > -self._loss()
        could[problem.person_of[keep], problem.job_of[keep]] = 1.0
        near = could @ could.T + 0.05
        np.fill_diagonal(near, 0.0)
        return near

    def _loss(self) -> float:
        return NEARLY * self.bound / max(1, len(self.problem.jobs))

    def _groups(self, room: Room, rng: random.Random, near: Reals, waiting: list[list[int]]) -> list[list[int]]:
        """People to free, one group per worker, none in two groups."""
        taken: set[int] = set()
        groups = []
        for _ in range(self.workers):
            if waiting:
                group = [person for person in waiting.pop(0) if person not in taken]
            else:
                group = self._around(room, rng, near, taken)
            taken.update(group)
            if group:
                groups.append(group)
        return groups

    def _around(self, room: Room, rng: random.Random, near: Reals, taken: set[int]) -> list[int]:
        """Half the time people who could take a job that nobody has, half the time people whose hours are wasted.

        Each is weighed by what the relaxation's prices say is lost there.
        """
        waste = self._waste(room) * TIRING**self.tired
        for person in taken:
            waste[person] = 0.0
        weights = waste
        if rng.random() < 0.5:
            jobs = room.free_jobs()
            lost = [float(self.priced.jobs[job]) for job in jobs]
            if sum(lost) > 0:
                job = rng.choices(jobs, lost)[0]
                able = [
                    int(self.problem.person_of[pair])
                    for pair in self.problem.pairs_of_job[job]
                    if self.reduced[pair] > -self._loss()
                ]
                weights = np.zeros_like(waste)
                weights[able] = waste[able]
        group: list[int] = []
        while len(group) < PEOPLE_AT_ONCE + (bool(group) and self.tired[group[0]] >= MORE_AFTER):
            if weights.sum() <= 0:
                weights = waste * (near[group[0]] if group else 1.0)
                weights[group] = 0.0
                if weights.sum() <= 0:
                    break
            group.append(rng.choices(range(len(weights)), weights.tolist())[0])
            weights = weights.copy()
            weights[group] = 0.0
            if len(group) == 1 and weights is waste:
                weights = weights * near[group[0]]
        return group

    def _waste(self, room: Room) -> Reals:
        """Per person: points lost against the prices by hours that stay empty and by jobs that fit badly."""
        waste = np.full(len(self.problem.people), self.bound * 1e-6)
        for person, rows in enumerate(self.scarce):
            held = {room.held[job] for job in room.jobs[person]}
            for most, price, factor in rows:
                waste[person] += price * (most - sum(factor.get(pair, 0) for pair in held))
            waste[person] += sum(max(0.0, -float(self.reduced[pair])) for pair in held)
        kept: Reals = np.maximum(waste, self.bound * 1e-6)
        return kept

    def _blocks(self, room: Room, rng: random.Random, groups: list[list[int]]) -> list[Block]:
        """Each group's own jobs and those nobody has; the latter are dealt out among the groups."""
        problem, loss = self.problem, self._loss()
        member = {person: index for index, group in enumerate(groups) for person in group}
        homes: dict[int, int] = {}
        for job in room.free_jobs():
            able = sorted(
                {
                    member[person]
                    for pair in problem.pairs_of_job[job]
                    if (person := int(problem.person_of[pair])) in member
                }
            )
            if able:
                homes[job] = rng.choice(able)
        for job, pair in room.held.items():
            if (person := int(problem.person_of[pair])) in member:
                homes[job] = member[person]
        blocks = []
        for index, group in enumerate(groups):
            hint = frozenset(room.held[job] for person in group for job in room.jobs[person])
            pairs = [
                pair
                for person in group
                for pair in problem.pairs_of_person[person]
                if homes.get(int(problem.job_of[pair])) == index and (self.reduced[pair] > -loss or pair in hint)
            ]
            blocks.append(Block(people=group, pairs=pairs, hint=hint))
        return blocks


def take(room: Room, block: Block, result: Solved) -> bool:
    """Put the block's new choice in place, unless it is worth less than the old one; True when it is worth more."""
    before = room.worth(block.people)
    old = sorted(block.hint)
    _swap(room, old, result.pairs)
    after = room.worth(block.people)
    if after < before:
        _swap(room, result.pairs, old)
    return after > before


def _swap(room: Room, out: Iterable[int], into: Iterable[int]) -> None:
    for pair in out:
        room.take_back(int(room.problem.job_of[pair]))
    for pair in into:
        room.give(pair)
