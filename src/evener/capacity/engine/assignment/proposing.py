"""`propose`: all open jobs at once. `propose_again`: after a change, close to what was proposed before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evener.capacity.engine.assignment.digests import changed_since, digest_of, marks_of
from evener.capacity.engine.assignment.facts import (
    LIMITS,
    WEIGHTS,
    Earlier,
    Job,
    Limits,
    Person,
    Proposal,
    Search,
    Status,
    Weights,
)
from evener.capacity.engine.assignment.looking import Looking
from evener.capacity.engine.assignment.partners import partners
from evener.capacity.engine.assignment.problem import Problem, stated
from evener.capacity.engine.assignment.reasons import line, unplaced
from evener.capacity.engine.assignment.relaxation import Reals, bounded, relaxed
from evener.capacity.engine.assignment.room import Room, settle_pins
from evener.capacity.engine.assignment.watch import Watch, gap_of

SEARCH = Search()
AGAIN = Search(seconds=0.7)
FRESH = 2.0
"""With more seconds than this the relaxation is solved anew, which bounds better than the earlier prices."""


@dataclass(frozen=True, slots=True)
class _Found:
    """`bound` in points."""

    room: Room
    bound: float
    prices: Mapping[str, float]


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
    earlier: Proposal | Earlier,
    limits: Limits = LIMITS,
    weights: Weights = WEIGHTS,
    search: Search = AGAIN,
) -> Proposal:
    """Like `propose`, starting from `earlier` and preferring its lines. The bound comes from its prices."""
    if isinstance(earlier, Proposal):
        earlier = earlier.earlier
    return _proposed(people, jobs, limits, weights, search, earlier=earlier)


def _proposed(
    people: Sequence[Person],
    jobs: Sequence[Job],
    limits: Limits,
    weights: Weights,
    search: Search,
    *,
    earlier: Earlier | None,
) -> Proposal:
    watch = Watch(search)
    before = earlier.lines if earlier else {}
    problem = stated(people, jobs, limits=limits, weights=weights, earlier=before)
    settle_pins(problem)
    found = _Found(Room(problem), 0.0, {})
    if problem.pairs:
        found = _searched(problem, watch, earlier=earlier, changed=changed_since(people, jobs, earlier))
    return _written(found, watch=watch, before=before)


def _searched(problem: Problem, watch: Watch, *, earlier: Earlier | None, changed: set[str]) -> _Found:
    prices: Mapping[str, float] = {}
    if earlier and watch.search.seconds < FRESH:
        prices = {key: price * problem.scale for key, price in earlier.prices.items()}
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
    looking.search(room, first=_near_change(problem, changed) if earlier else ())
    room.fill(_by_points(problem))
    return _Found(room, max(looking.bound, room.worth()), prices)


def _hinted(problem: Problem, earlier: Earlier | None, share: Reals) -> Reals:
    """The earlier lines count as whole shares, so that they are given first."""
    if earlier is None:
        return share
    before = earlier.lines
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


def _by_points(problem: Problem) -> list[int]:
    return sorted(range(problem.pairs), key=lambda pair: (-int(problem.points[pair]), pair))


def _status(found: _Found, watch: Watch) -> Status:
    worth = found.room.worth()
    if not found.room.problem.pairs:
        return Status.EMPTY
    if found.bound <= worth + 1:
        return Status.PROVEN
    if gap_of(worth, found.bound) <= watch.search.gap:
        return Status.GOOD
    return Status.STOPPED if watch.stopped else Status.BEST_FOUND


def _written(found: _Found, *, watch: Watch, before: Mapping[int, int]) -> Proposal:
    room, status = found.room, _status(found, watch)
    problem = room.problem
    learning = partners(room)
    lines = tuple(
        line(room, job, partner=learning.get(job), earlier=before)
        for job in range(len(problem.jobs))
        if job in room.held
    )
    objective, most = room.worth() / problem.scale, found.bound / problem.scale
    now = {entry.job: entry.person for entry in lines}
    there = {job.id for job in problem.jobs}
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
        marks=marks_of(problem.people, problem.jobs),
        prices={key: price / problem.scale for key, price in found.prices.items()},
        changed=sum(now.get(job) != person for job, person in before.items() if job in there),
    )
