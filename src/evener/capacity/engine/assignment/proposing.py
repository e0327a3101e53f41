"""`propose`: all open jobs at once. `propose_again`: after a change, close to what was proposed before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from time import perf_counter

import numpy as np

from evener.capacity.engine.assignment.facts import (
    Job,
    Limits,
    Person,
    Progress,
    Proposal,
    Search,
    Status,
    Weights,
)
from evener.capacity.engine.assignment.looking import WHOLE, Looking
from evener.capacity.engine.assignment.partners import partners
from evener.capacity.engine.assignment.problem import Problem, stated
from evener.capacity.engine.assignment.reasons import line, unplaced
from evener.capacity.engine.assignment.relaxation import Reals, bounded, relaxed
from evener.capacity.engine.assignment.room import Room, settle_pins

LIMITS = Limits()
WEIGHTS = Weights()
SEARCH = Search()
AGAIN = Search(seconds=0.9)


class _Watch:
    """The seconds a search has used, and who hears of it."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.began = perf_counter()
        self.stage = "relaxation"
        self.told = 0.0
        self.stopped = False

    def seconds(self) -> float:
        return perf_counter() - self.began

    def left(self) -> float:
        return self.search.seconds - self.seconds()

    def halt(self) -> bool:
        if self.search.should_stop and self.search.should_stop():
            self.stopped = True
        return self.stopped

    def tell(self, *, objective: float, bound: float) -> None:
        """At most ten times a second."""
        if self.search.progress and (not self.told or self.seconds() - self.told > 0.1):
            self.told = self.seconds()
            self.search.progress(Progress(objective, bound, gap_of(objective, bound), self.told, self.stage))


def gap_of(objective: float, bound: float) -> float:
    """How far the objective may be from the best, as a share of the bound."""
    return max(0.0, bound - objective) / bound if bound > 0 else 0.0


def propose(
    people: Sequence[Person],
    jobs: Sequence[Job],
    *,
    limits: Limits = LIMITS,
    weights: Weights = WEIGHTS,
    search: Search = SEARCH,
) -> Proposal:
    """Who does what. Raises `BadInput` for numbers that mean nothing; everything else is an answer."""
    return _proposed(people, jobs, limits, weights, search, earlier=None)


def propose_again(
    people: Sequence[Person],
    jobs: Sequence[Job],
    *,
    earlier: Proposal,
    limits: Limits = LIMITS,
    weights: Weights = WEIGHTS,
    search: Search = AGAIN,
) -> Proposal:
    """Like `propose`, starting from `earlier` and preferring its lines. The bound comes from its prices."""
    return _proposed(people, jobs, limits, weights, search, earlier=earlier)


def _proposed(
    people: Sequence[Person],
    jobs: Sequence[Job],
    limits: Limits,
    weights: Weights,
    search: Search,
    *,
    earlier: Proposal | None,
) -> Proposal:
    watch = _Watch(search)
    before = {entry.job: entry.person for entry in earlier.lines} if earlier else {}
    problem = stated(people, jobs, limits=limits, weights=weights, earlier=before)
    settle_pins(problem)
    room, bound, proven, prices = Room(problem), 0.0, True, {}
    if problem.pairs:
        room, bound, proven, prices = _searched(
            problem, watch, earlier=earlier, changed=_changed(people, jobs, earlier)
        )
    return _written(
        room,
        bound=bound,
        status=_status(problem, room, bound, proven, watch),
        watch=watch,
        before=before,
        prices=prices,
    )


def _searched(
    problem: Problem, watch: _Watch, *, earlier: Proposal | None, changed: set[str]
) -> tuple[Room, float, bool, dict[str, float]]:
    prices = {key: price * problem.scale for key, price in earlier.prices.items()} if earlier else {}
    share = np.zeros(problem.pairs)
    if not prices:
        found = relaxed(problem)
        share, prices = found.share, found.prices
    priced = bounded(problem, prices)
    watch.stage = "search"
    looking = Looking(
        problem=problem,
        share=_hinted(problem, earlier, share),
        priced=priced,
        prices=prices,
        bound=priced.bound,
        gap=watch.search.gap,
        workers=watch.search.workers,
        seed=watch.search.seed,
        left=watch.left,
        halt=watch.halt,
        tell=lambda worth, most: watch.tell(objective=worth / problem.scale, bound=most / problem.scale),
    )
    room = looking.start()
    proven = False
    if problem.pairs <= WHOLE:
        proven = not watch.halt() and looking.whole(room)
    else:
        looking.improve(room, first=_near_change(problem, changed) if earlier else ())
    room.fill(_by_points(problem))
    return room, max(looking.bound, room.worth()), proven, prices


def _hinted(problem: Problem, earlier: Proposal | None, share: Reals) -> Reals:
    """The earlier lines count as whole shares, so that they are given first."""
    if earlier is None:
        return share
    before = {entry.job: entry.person for entry in earlier.lines}
    hinted = share.copy()
    for pair in range(problem.pairs):
        if before.get(problem.jobs[int(problem.job_of[pair])].id) == problem.people[int(problem.person_of[pair])].id:
            hinted[pair] = 2.0
    return hinted


def _near_change(problem: Problem, changed: set[str]) -> list[list[int]]:
    """Who is affected by what changed, a few people at a time: themselves, or whoever could do a changed job."""
    people = [number for number, person in enumerate(problem.people) if f"p{person.id}" in changed]
    groups = [[number, *_alike(problem, number)] for number in people[:10]]
    for index, job in enumerate(problem.jobs):
        if f"j{job.id}" in changed and len(groups) < 20:
            able = [int(problem.person_of[pair]) for pair in problem.pairs_of_job[index]]
            groups += [able[start : start + 3] for start in range(0, min(len(able), 12), 3)]
    return groups


def _alike(problem: Problem, number: int) -> list[int]:
    """The two people who share most jobs with this one."""
    mine = {int(problem.job_of[pair]) for pair in problem.pairs_of_person[number]}
    shared = [
        (-sum(int(problem.job_of[pair]) in mine for pair in pairs), other)
        for other, pairs in enumerate(problem.pairs_of_person)
        if other != number
    ]
    return [other for _, other in sorted(shared)[:2]]


def _by_points(problem: Problem) -> Iterable[int]:
    return np.lexsort((np.arange(problem.pairs), -problem.points)).tolist()


def _status(problem: Problem, room: Room, bound: float, proven: bool, watch: _Watch) -> Status:
    if not problem.pairs:
        return Status.EMPTY
    if proven or bound <= room.worth():
        return Status.PROVEN
    if gap_of(room.worth(), bound) <= watch.search.gap:
        return Status.GOOD
    return Status.STOPPED if watch.stopped else Status.BEST_FOUND


def _written(
    room: Room,
    *,
    bound: float,
    status: Status,
    watch: _Watch,
    before: dict[int, int],
    prices: dict[str, float],
) -> Proposal:
    problem = room.problem
    learning = partners(room)
    lines = tuple(
        line(room, job, partner=learning.get(job), earlier=before)
        for job in range(len(problem.jobs))
        if job in room.held
    )
    objective, most = room.worth() / problem.scale, bound / problem.scale
    now = {entry.job: entry.person for entry in lines}
    there = {job.id for job in problem.jobs}
    marks = marks_of(problem.people, problem.jobs)
    return Proposal(
        lines=lines,
        unplaced=tuple(
            unplaced(room, job, stopped=status is Status.STOPPED)
            for job in range(len(problem.jobs))
            if job not in room.held
        ),
        value=sum(entry.value for entry in lines),
        objective=objective,
        bound=most,
        gap=gap_of(objective, most),
        seconds=watch.seconds(),
        status=status,
        digest=digest_of(problem.people, problem.jobs, limits=problem.limits, weights=problem.weights),
        marks=marks,
        prices={key: price / problem.scale for key, price in prices.items()},
        changed=sum(now.get(job) != person for job, person in before.items() if job in there),
    )


def _mark(thing: Person | Job) -> str:
    plain = asdict(thing)
    for key, value in plain.items():
        if isinstance(value, frozenset):
            plain[key] = sorted(value)
        elif isinstance(value, dict):
            plain[key] = sorted(value.items())
    return hashlib.blake2b(repr(plain).encode(), digest_size=6).hexdigest()


def marks_of(people: Iterable[Person], jobs: Iterable[Job]) -> dict[str, str]:
    """A short digest of each person ("p7") and each job ("j12")."""
    return {f"p{person.id}": _mark(person) for person in people} | {f"j{job.id}": _mark(job) for job in jobs}


def digest_of(
    people: Iterable[Person], jobs: Iterable[Job], *, limits: Limits = LIMITS, weights: Weights = WEIGHTS
) -> str:
    """One digest of everything a proposal is made from; compare it before a proposal is accepted."""
    parts = sorted(marks_of(people, jobs).items())
    return hashlib.blake2b(repr((parts, limits, weights)).encode(), digest_size=16).hexdigest()


def _changed(people: Iterable[Person], jobs: Iterable[Job], earlier: Proposal | None) -> set[str]:
    """What is new, gone or different since the earlier proposal."""
    if earlier is None:
        return set()
    now = marks_of(people, jobs)
    return {key for key in now.keys() | earlier.marks.keys() if now.get(key) != earlier.marks.get(key)}
