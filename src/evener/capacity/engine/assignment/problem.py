"""The assignment as columns and rows of whole numbers, the same for the relaxation and for the solver.

Columns: one per job and person who could do it (`pairs`), then the helping ones. Rows are all "at most".

* A job goes to at most one person.
* Hours: for each person and each span of weeks from an `earliest` to a `due`, the jobs that must be done inside it fit
  into the free hours of those weeks. For work that may be interrupted this is exactly when a plan exists.
* At most so many evaluations and active deals per person; several jobs of one deal count it once.

Hours are counted in quarters: a job's are rounded up, free ones down. Points are the jobs' value times a scale, so
that value and wishes are compared in whole numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, isfinite

import numpy as np
import numpy.typing as npt

from evener.capacity.engine.assignment.facts import BadInput, Job, Limits, Person, Weights

Whole = npt.NDArray[np.int64]

QUARTERS = 4
MOST_QUARTERS = 40_000_000
"""Ten million hours: what is longer is as impossible as this."""
POINTS = 1_000_000_000
"""What all jobs together are worth, in points."""
STEPS = ((0.5, 0.4), (0.75, 0.7), (0.9, 1.0))
"""Fairness: above this share of a person's free hours, an hour costs this share of the weight. Convex, so hours go to
whoever has more left."""
NEAR = 720.0
"""Minutes between two time zones at which nearness is worth nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """A sum that may not pass a number: columns times factors, at most `most`. `key` names it across problems."""

    key: str
    columns: list[int]
    factors: list[int]
    most: int


@dataclass(slots=True)
class Problem:
    people: list[Person]
    jobs: list[Job]
    limits: Limits
    weights: Weights
    scale: float
    """points per unit of value"""
    unit: float
    """value of an average job (1 where none has value)"""
    span: dict[int, tuple[int, int]]
    """job index: first and last week it may be done in; jobs without a week are missing"""
    quarters: list[int]
    """per job"""
    free: list[list[int]]
    """per person: quarters free before week w, from 0 to the whole horizon"""
    job_of: Whole
    person_of: Whole
    points: Whole
    """of a pair: the job's own and what the wishes add"""
    wish: npt.NDArray[np.float64]
    """of a pair, in value"""
    pairs_of_job: list[list[int]]
    pairs_of_person: list[list[int]]
    cost: list[int] = field(default_factory=list)
    """per column: points, negative for what costs"""
    top: list[int] = field(default_factory=list)
    """per column: largest value"""
    job_rows: list[Row] = field(default_factory=list)
    rows_of_person: list[list[Row]] = field(default_factory=list)
    steps: list[list[tuple[int, int]]] = field(default_factory=list)
    """per person: quarters above which each further one costs so many points"""
    crowded: int = 0
    """points a deal above the healthy number costs"""
    fixed: set[int] = field(default_factory=set)
    """pairs settled by hand"""

    @property
    def pairs(self) -> int:
        return len(self.job_of)

    def rows(self) -> Iterator[Row]:
        yield from self.job_rows
        for rows in self.rows_of_person:
            yield from rows

    def window(self, person: int, first: int, last: int) -> int:
        """Quarters a person has free from the first to the last week, both included."""
        free = self.free[person]
        return max(0, free[last + 1] - free[first])


def checked(people: Sequence[Person], jobs: Sequence[Job]) -> int:
    """Weeks of the horizon. Raises `BadInput` for numbers that mean nothing."""
    horizons = {len(person.free) for person in people}
    if len(horizons) > 1:
        odd = min(people, key=lambda person: len(person.free))
        raise BadInput(what="weeks", id=odd.id, value=len(odd.free))
    for person in people:
        if not all(isfinite(hours) for hours in person.free):
            raise BadInput(what="free", id=person.id, value=person.free)
    for job in jobs:
        for what, value in (("hours", job.hours), ("value", job.value)):
            if not isfinite(value) or value < 0:
                raise BadInput(what=what, id=job.id, value=value)
    for things in (people, jobs):
        seen: set[int] = set()
        for thing in things:
            if thing.id in seen:
                raise BadInput(what="id", id=thing.id, value=thing.id)
            seen.add(thing.id)
    return horizons.pop() if horizons else 0


def quarters_of(job: Job) -> int:
    return min(MOST_QUARTERS, ceil(job.hours * QUARTERS - 1e-9))


def free_before(free: Sequence[float]) -> list[int]:
    """Quarters free before each week. What is overbooked in one week takes from the next ones."""
    total, debt, sums = 0, 0.0, [0]
    for hours in free:
        here = min(hours, MOST_QUARTERS / QUARTERS) * QUARTERS + debt
        debt = min(0.0, here)
        total += max(0, floor(here + 1e-9))
        sums.append(total)
    return sums


def span_of(job: Job, weeks: int) -> tuple[int, int] | None:
    first, last = max(0, job.earliest), min(job.due, weeks - 1)
    return (first, last) if first <= last else None


def has_skills(person: Person, job: Job) -> bool:
    return all(person.skills.get(skill, 0) >= level for skill, level in job.skills.items())


def wished(person: Person, job: Job) -> bool:
    if job.pinned is not None:
        return person.id == job.pinned
    return person.id not in job.never and (not job.only or person.id in job.only)


def wish_share(person: Person, job: Job, weights: Weights) -> float:
    """What a line adds beside the job's own value, in shares of an average job."""
    share = weights.placed
    share += weights.continuity * min(
        1.0, max(0.0, max(job.known.get(person.id, 0.0), 0.8 * (job.deal in person.deals)))
    )
    if job.utc_offset is not None:
        share += weights.time_zone * max(0.0, 1 - apart(person.utc_offset, job.utc_offset) / NEAR)
    if job.skills:
        spare = sum(person.skills.get(skill, 0) - level for skill, level in job.skills.items()) / (2 * len(job.skills))
        share += weights.skill_fit * (1 - spare)
    return share


def apart(one: int, other: int) -> int:
    """Minutes between two time zones, the short way round the day."""
    minutes = abs(one - other) % 1440
    return min(minutes, 1440 - minutes)


def stated(
    people: Sequence[Person],
    jobs: Sequence[Job],
    *,
    limits: Limits,
    weights: Weights,
    earlier: Mapping[int, int] | None = None,
) -> Problem:
    """The problem of these people and jobs; `earlier` names who had a job in the proposal to stay close to."""
    weeks = checked(people, jobs)
    people = sorted(people, key=lambda person: person.id)
    jobs = sorted(jobs, key=lambda job: job.id)
    worth = sum(job.value for job in jobs)
    unit = worth / len(jobs) if worth > 0 else 1.0
    usual = sum(min(job.hours, 2000.0) for job in jobs) / max(1, len(jobs)) or 1.0
    problem = Problem(
        people=people,
        jobs=jobs,
        limits=limits,
        weights=weights,
        scale=POINTS / (unit * max(1, len(jobs))),
        unit=unit,
        span={index: span for index, job in enumerate(jobs) if (span := span_of(job, weeks))},
        quarters=[quarters_of(job) for job in jobs],
        free=[free_before(person.free) for person in people],
        job_of=np.zeros(0, dtype=np.int64),
        person_of=np.zeros(0, dtype=np.int64),
        points=np.zeros(0, dtype=np.int64),
        wish=np.zeros(0),
        pairs_of_job=[[] for _ in jobs],
        pairs_of_person=[[] for _ in people],
    )
    _pair_up(problem, usual=usual, earlier=earlier or {})
    _write_rows(problem, usual=usual)
    return problem


def _pair_up(problem: Problem, *, usual: float, earlier: Mapping[int, int]) -> None:
    job_of: list[int] = []
    person_of: list[int] = []
    wishes: list[float] = []
    weights = problem.weights
    for index, job in enumerate(problem.jobs):
        if index not in problem.span:
            continue
        # What fairness may cost at most is given back for being placed, so that it never leaves work undone.
        sure = weights.fairness * min(job.hours, 2000.0) / usual + weights.crowded
        for number, person in enumerate(problem.people):
            if not has_skills(person, job) or not wished(person, job):
                continue
            if problem.quarters[index] > problem.window(number, *problem.span[index]):
                continue
            problem.pairs_of_job[index].append(len(job_of))
            problem.pairs_of_person[number].append(len(job_of))
            job_of.append(index)
            person_of.append(number)
            stays = weights.stable * (earlier.get(job.id) == person.id)
            wishes.append((wish_share(person, job, weights) + sure + stays) * problem.unit)
    problem.job_of = np.asarray(job_of, dtype=np.int64)
    problem.person_of = np.asarray(person_of, dtype=np.int64)
    problem.wish = np.asarray(wishes, dtype=np.float64)
    own = np.asarray([problem.jobs[index].value for index in job_of], dtype=np.float64)
    problem.points = np.rint((own + problem.wish) * problem.scale).astype(np.int64)


def _write_rows(problem: Problem, *, usual: float) -> None:
    problem.cost = problem.points.tolist()
    problem.top = [1] * problem.pairs
    problem.crowded = round(problem.weights.crowded * problem.unit * problem.scale)
    for index, pairs in enumerate(problem.pairs_of_job):
        if pairs:
            problem.job_rows.append(Row(f"j{problem.jobs[index].id}", pairs, [1] * len(pairs), 1))
    for number, pairs in enumerate(problem.pairs_of_person):
        problem.steps.append(_steps(problem, number, usual))
        rows = [
            *_hours(problem, number, pairs),
            *_evaluations(problem, number, pairs),
            *_deals(problem, number, pairs),
            *_fairness(problem, number, pairs),
        ]
        problem.rows_of_person.append(rows)


def _hours(problem: Problem, number: int, pairs: list[int]) -> Iterator[Row]:
    spans = [problem.span[int(problem.job_of[pair])] for pair in pairs]
    # The same jobs inside two spans: only the one with fewer hours says something.
    tightest: dict[tuple[int, ...], tuple[int, int, int]] = {}
    for first in sorted({span[0] for span in spans}):
        for last in sorted({span[1] for span in spans}):
            inside = tuple(
                pair for pair, span in zip(pairs, spans, strict=True) if span[0] >= first and span[1] <= last
            )
            if first <= last and len(inside) > 1:
                here = (problem.window(number, first, last), first, last)
                tightest[inside] = min(here, tightest.get(inside, here))
    for inside, (free, first, last) in tightest.items():
        hours = [problem.quarters[int(problem.job_of[pair])] for pair in inside]
        if sum(hours) > free:
            yield Row(f"h{problem.people[number].id}.{first}.{last}", list(inside), hours, free)


def _evaluations(problem: Problem, number: int, pairs: list[int]) -> Iterator[Row]:
    proofs = [pair for pair in pairs if problem.jobs[int(problem.job_of[pair])].is_evaluation]
    room = max(0, problem.limits.evaluations - problem.people[number].evaluations)
    if len(proofs) > room:
        yield Row(f"e{problem.people[number].id}", proofs, [1] * len(proofs), room)


def _deals(problem: Problem, number: int, pairs: list[int]) -> Iterator[Row]:
    person, limits = problem.people[number], problem.limits
    by_deal: dict[int, list[int]] = defaultdict(list)
    for pair in pairs:
        deal = problem.jobs[int(problem.job_of[pair])].deal
        if deal is not None and deal not in person.deals:
            by_deal[deal].append(pair)
    has = len(person.deals)
    if has + len(by_deal) <= limits.healthy_deals:
        return
    counted: list[int] = []
    for deal, group in by_deal.items():
        if len(group) == 1:
            counted.append(group[0])
            continue
        active = _helping(problem, cost=0, top=1)
        counted.append(active)
        for pair in group:
            yield Row(f"a{person.id}.{deal}.{problem.jobs[int(problem.job_of[pair])].id}", [pair, active], [1, -1], 0)
    if has + len(by_deal) > limits.deals:
        yield Row(f"d{person.id}", counted, [1] * len(counted), max(0, limits.deals - has))
    crowd = _helping(problem, cost=-problem.crowded, top=len(counted))
    free = max(0, limits.healthy_deals - has)
    yield Row(f"c{person.id}", [*counted, crowd], [1] * len(counted) + [-1], free)


def _steps(problem: Problem, number: int, usual: float) -> list[tuple[int, int]]:
    free, before, steps = problem.free[number][-1], 0.0, []
    for share, weight in STEPS:
        each = problem.weights.fairness * (weight - before) * problem.unit * problem.scale / (usual * QUARTERS)
        steps.append((floor(free * share), round(each)))
        before = weight
    return steps


def _fairness(problem: Problem, number: int, pairs: list[int]) -> Iterator[Row]:
    hours = [problem.quarters[int(problem.job_of[pair])] for pair in pairs]
    for step, (above, each) in enumerate(problem.steps[number]):
        if sum(hours) > above and each:
            excess = _helping(problem, cost=-each, top=problem.free[number][-1])
            yield Row(f"f{problem.people[number].id}.{step}", [*pairs, excess], [*hours, -1], above)


def _helping(problem: Problem, *, cost: int, top: int) -> int:
    problem.cost.append(cost)
    problem.top.append(top)
    return len(problem.cost) - 1
