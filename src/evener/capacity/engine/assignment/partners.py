"""A second person per job who wants to learn: from hours that stay free after everything is placed."""

from __future__ import annotations

from math import ceil

from evener.capacity.engine.assignment.problem import QUARTERS
from evener.capacity.engine.assignment.room import Room

Partner = tuple[int, int, float]
"""person index, skill they learn, hours"""


def partners(room: Room) -> dict[int, Partner]:
    """By job index. Valuable jobs choose first; whoever learns along on fewest jobs so far is asked first.

    A partner takes a fixed share of the job's hours, wants a skill the job needs, is not the one who does it, is not
    ruled out by hand, and has the hours free before the job is due beside all that was proposed.
    """
    problem = room.problem
    taken: list[list[tuple[tuple[int, int], int]]] = [
        [(problem.span[job], problem.quarters[job]) for job in jobs] for jobs in room.jobs
    ]
    turns = [0] * len(problem.people)
    chosen: dict[int, Partner] = {}
    for job in sorted(room.held, key=lambda job: (-problem.jobs[job].value, problem.jobs[job].id)):
        quarters = ceil(problem.quarters[job] * problem.limits.partner_share)
        if quarters <= 0:
            continue
        able = []
        for person, skill in learners(room, job):
            spare = _spare(room, person, job, taken[person])
            if spare >= quarters:
                able.append((turns[person], -spare, person, skill))
        if able:
            _, _, person, skill = min(able)
            turns[person] += 1
            taken[person].append((problem.span[job], quarters))
            chosen[job] = (person, skill, quarters / QUARTERS)
    return chosen


def learners(room: Room, job: int) -> list[tuple[int, int]]:
    """Who wants to learn a skill this job needs, with that skill."""
    problem = room.problem
    work, holder = problem.jobs[job], int(problem.person_of[room.held[job]])
    return [
        (number, min(person.learning & work.skills.keys()))
        for number, person in enumerate(problem.people)
        if number != holder and person.id not in work.never and person.learning & work.skills.keys()
    ]


def _spare(room: Room, person: int, job: int, taken: list[tuple[tuple[int, int], int]]) -> int:
    """Quarters that could still be spent inside the job's weeks without pushing anything past its due week."""
    problem = room.problem
    first, last = problem.span[job]
    starts = {first, *(span[0] for span, _ in taken if span[0] < first)}
    ends = {last, *(span[1] for span, _ in taken if span[1] > last)}
    return min(
        problem.window(person, start, end)
        - sum(quarters for span, quarters in taken if span[0] >= start and span[1] <= end)
        for start in starts
        for end in ends
    )
