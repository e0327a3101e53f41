"""Made-up work and people for the assignment: `instance(seed=…)` gives the size the goals are set for.

python -m bench.assignment [--instances 10] prints seconds and gap of a first proposal and of one after one change.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import replace

from evener.capacity.engine.assignment import Job, Person, Search, propose, propose_again

SKILLS = 20
WEEKS = 12


def instance(
    *, seed: int, jobs: int = 500, people: int = 60, weeks: int = WEEKS, demand: float = 1.1
) -> tuple[list[Person], list[Job]]:
    """`people` with 3 to 6 of 20 skills, `jobs` whose hours are `demand` times all free hours of the horizon."""
    rng = random.Random(seed)
    team = [_person(rng, id=number + 1, weeks=weeks, deals=jobs) for number in range(people)]
    free = sum(sum(person.free) for person in team)
    weight = [rng.lognormvariate(0, 0.7) for _ in range(jobs)]
    scale = demand * free / sum(weight) if weight else 0.0
    return team, [
        _job(rng, id=number + 1, hours=max(1.0, round(share * scale)), team=team, weeks=weeks, deals=jobs)
        for number, share in enumerate(weight)
    ]


def _person(rng: random.Random, *, id: int, weeks: int, deals: int) -> Person:
    # Some skills are common and some rare, as everywhere.
    skills: dict[int, int] = {}
    for _ in range(40):
        if len(skills) < 3 + id % 4:
            skills[min(int(rng.expovariate(0.12)) + 1, SKILLS)] = rng.choices((1, 2, 3), (3, 4, 3))[0]
    usual = rng.choice((16.0, 24.0, 32.0))
    return Person(
        id=id,
        name=f"Person {id}",
        skills=skills,
        free=tuple(
            0.0 if rng.random() < 0.06 else max(0.0, round(usual - rng.uniform(0, 14) * (week < 4)))
            for week in range(weeks)
        ),
        utc_offset=rng.choice((-480, -300, 0, 60, 60, 60, 330)),
        deals=frozenset(rng.sample(range(1, deals + 1), rng.randint(0, min(4, deals)))),
        evaluations=rng.choice((0, 0, 0, 1, 1, 2)),
        learning=frozenset(rng.sample(range(1, SKILLS + 1), 2)),
    )


def _job(rng: random.Random, *, id: int, hours: float, team: list[Person], weeks: int, deals: int) -> Job:
    holder = rng.choice(team) if team else None
    known = list(holder.skills.items()) if holder else [(1, 1)]
    wanted = rng.sample(known, k=min(len(known), rng.choices((1, 2, 3), (6, 3, 1))[0]))
    earliest = rng.choice((0, 0, 0, 0, rng.randrange(max(1, weeks // 2))))
    length = 1 + int(hours / 16) + rng.randrange(weeks)
    return Job(
        id=id,
        title=f"Job {id}",
        hours=hours,
        due=min(earliest + length, weeks - 1),
        value=round(hours * rng.lognormvariate(5, 0.8), 2),
        skills={skill: max(1, level - rng.randrange(3)) for skill, level in wanted},
        deal=rng.randint(1, max(1, int(deals * 0.7))),
        earliest=earliest,
        is_evaluation=rng.random() < 0.15,
        utc_offset=rng.choice((None, -480, -300, 0, 60, 60, 330)),
        known={person.id: round(rng.random(), 2) for person in rng.sample(team, k=min(2, len(team)))},
    )


def main() -> int:
    """One row per instance: seconds and gap of a first proposal, and of a new one after one change."""
    parser = argparse.ArgumentParser(prog="bench.assignment", description=__doc__)
    parser.add_argument("--instances", type=int, default=10)
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    print("seed  seconds     gap  placed  |  after a change: seconds, gap, lines that moved")
    for seed in range(1, given.instances + 1):
        people, jobs = instance(seed=seed)
        first = propose(people, jobs, search=Search(workers=given.workers))
        cells = [f"{seed:4}  {first.seconds:7.2f}  {first.gap:6.2%}  {len(first.lines):6}  |"]
        for name, (team, work) in changes(people, jobs, seed=seed).items():
            again = propose_again(team, work, earlier=first)
            cells.append(f"{name} {again.seconds:.2f} s {again.gap:.2%} {again.changed};")
        print(" ".join(cells), flush=True)
    return 0


def changes(people: list[Person], jobs: list[Job], *, seed: int) -> dict[str, tuple[list[Person], list[Job]]]:
    """One change each: somebody leaves, somebody has half the hours, a job is new, a job is withdrawn."""
    at = seed % len(people)
    halved = replace(people[at], free=tuple(hours / 2 for hours in people[at].free))
    new = replace(jobs[seed % len(jobs)], id=len(jobs) + 1, value=4 * jobs[seed % len(jobs)].value)
    return {
        "left": (people[:at] + people[at + 1 :], jobs),
        "halved": ([*people[:at], halved, *people[at + 1 :]], jobs),
        "new": (people, [*jobs, new]),
        "withdrawn": (people, jobs[1:]),
    }


if __name__ == "__main__":
    raise SystemExit(main())
