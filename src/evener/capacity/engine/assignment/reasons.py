"""Why this person, and why nobody: codes and numbers, which the page puts into words."""

from __future__ import annotations

from collections.abc import Mapping

from evener.capacity.engine.assignment.facts import (
    Because,
    Job,
    Line,
    Numbers,
    Obstacle,
    Reason,
    Unplaced,
    Why,
)
from evener.capacity.engine.assignment.partners import Partner
from evener.capacity.engine.assignment.problem import QUARTERS, Problem, apart, has_skills, wished
from evener.capacity.engine.assignment.room import Room

NAMED = 5
"""How many people or jobs a reason names."""


def line(room: Room, job: int, *, partner: Partner | None, earlier: Mapping[int, int]) -> Line:
    problem = room.problem
    pair = room.held[job]
    work, number = problem.jobs[job], int(problem.person_of[pair])
    person = problem.people[number]
    reasons = _hand(problem, job) + _deal(room, job, number) + _fit(room, job, number)
    if earlier.get(work.id) == person.id:
        reasons.append(Reason(Because.KEPT))
    if partner:
        reasons.append(Reason(Because.LEARNS, (("skill", partner[1]), ("hours", partner[2]))))
    return Line(
        job=work.id,
        person=person.id,
        partner=problem.people[partner[0]].id if partner else None,
        hours=work.hours,
        partner_hours=partner[2] if partner else 0.0,
        value=work.value,
        wish=float(problem.wish[pair]),
        reasons=tuple(reasons),
    )


def _hand(problem: Problem, job: int) -> list[Reason]:
    work = problem.jobs[job]
    if work.pinned is not None:
        return [Reason(Because.PINNED)]
    if work.only:
        return [Reason(Because.WISHED, (("among", len(work.only)),))]
    able = sum(has_skills(person, work) for person in problem.people)
    if able == 1:
        return [Reason(Because.ONLY_ONE)]
    return [Reason(Because.CHOICE, (("among", able),))]


def _deal(room: Room, job: int, number: int) -> list[Reason]:
    problem = room.problem
    work, person = problem.jobs[job], problem.people[number]
    reasons = []
    if work.deal is not None and work.deal in person.deals:
        reasons.append(Reason(Because.ACTIVE_ON_DEAL))
    if (strength := work.known.get(person.id, 0.0)) > 0:
        reasons.append(Reason(Because.KNOWS_DEAL, (("strength", strength),)))
    same = sum(problem.jobs[other].deal == work.deal for other in room.jobs[number]) if work.deal is not None else 0
    if same > 1:
        reasons.append(Reason(Because.SAME_DEAL, (("jobs", same),)))
    return reasons


def _fit(room: Room, job: int, number: int) -> list[Reason]:
    problem = room.problem
    work, person = problem.jobs[job], problem.people[number]
    reasons = [
        Reason(Because.SKILL_FIT, (("skill", skill), ("needed", level), ("level", person.skills[skill])))
        for skill, level in sorted(work.skills.items())
    ]
    if work.utc_offset is not None:
        reasons.append(Reason(Because.TIME_ZONE, (("minutes", apart(person.utc_offset, work.utc_offset)),)))
    free = problem.window(number, *problem.span[job]) / QUARTERS
    left = (problem.free[number][-1] - room.hours(number)) / QUARTERS
    reasons.append(Reason(Because.ROOM, (("free", free), ("left", left))))
    return reasons


def unplaced(room: Room, job: int, *, stopped: bool) -> Unplaced:
    """The first thing that is so, from “nobody is there” over “nobody can” to “others were worth more”."""
    problem = room.problem
    work = problem.jobs[job]
    if not problem.people:
        return Unplaced(work.id, Why.NO_PEOPLE)
    if job not in problem.span:
        why = Why.PAST_DUE if work.due < 0 else Why.NO_WEEKS
        return Unplaced(work.id, why, (("earliest", max(0, work.earliest)), ("due", work.due)))
    able = [number for number, person in enumerate(problem.people) if has_skills(person, work)]
    if work.pinned is not None and (answer := _pinned(problem, work)):
        return answer
    if not able:
        return _no_skill(problem, work)
    allowed = [number for number in able if wished(problem.people[number], work)]
    if not allowed:
        return Unplaced(work.id, Why.WISHES, (("ruled_out", len(able)),), _named(room, job, able))
    return _crowded_out(room, job, allowed, stopped=stopped)


def _pinned(problem: Problem, work: Job) -> Unplaced | None:
    """Set when the person a job is pinned to cannot do it whatever else happens."""
    person = next((person for person in problem.people if person.id == work.pinned), None)
    if person is None:
        return Unplaced(work.id, Why.PINNED_GONE, (("person", work.pinned or 0),))
    for skill, level in sorted(work.skills.items()):
        if person.skills.get(skill, 0) < level:
            numbers = (
                ("person", person.id),
                ("skill", skill),
                ("needed", level),
                ("level", person.skills.get(skill, 0)),
            )
            return Unplaced(work.id, Why.PINNED_NO_SKILL, numbers)
    return None


def _no_skill(problem: Problem, work: Job) -> Unplaced:
    for skill, level in sorted(work.skills.items()):
        best = max((person.skills.get(skill, 0) for person in problem.people), default=0)
        if best < level:
            return Unplaced(work.id, Why.NO_SKILL, (("skill", skill), ("needed", level), ("best", best)))
    return Unplaced(work.id, Why.NO_ONE_HAS_ALL, tuple(("skill", skill) for skill in sorted(work.skills)))


def _named(room: Room, job: int, people: list[int]) -> tuple[Obstacle, ...]:
    """What keeps each of these people from it, the nearest first."""
    obstacles = []
    for person in people:
        lacking = room.lacking(person, job)
        if room.evaluations_full(person, job):
            why = Why.EVALUATIONS
        elif room.deals_full(person, job):
            why = Why.DEALS
        else:
            why = Why.FULL
        obstacles.append(Obstacle(room.problem.people[person].id, why, lacking / QUARTERS))
    obstacles.sort(key=lambda obstacle: (obstacle.lacking, obstacle.person))
    return tuple(obstacles[:NAMED])


def _crowded_out(room: Room, job: int, allowed: list[int], *, stopped: bool) -> Unplaced:
    problem = room.problem
    work = problem.jobs[job]
    people = _named(room, job, allowed)
    pinned = work.pinned is not None
    alone = [person for person in allowed if problem.quarters[job] <= problem.window(person, *problem.span[job])]
    if not alone:
        most = max(problem.window(person, *problem.span[job]) for person in allowed) / QUARTERS
        everybody = max(problem.window(number, *problem.span[job]) for number in range(len(problem.people))) / QUARTERS
        why = Why.TOO_LARGE if work.hours > everybody else Why.FULL
        return Unplaced(work.id, Why.PINNED_FULL if pinned else why, (("most", most), ("hours", work.hours)), people)
    numbers: Numbers = (("people", len(allowed)),)
    if pinned:
        return Unplaced(work.id, Why.PINNED_FULL, numbers, people, _took(room, job, alone))
    if all(room.evaluations_full(person, job) for person in alone):
        limit = (("limit", problem.limits.evaluations), *numbers)
        return Unplaced(work.id, Why.EVALUATIONS, limit, people, _took(room, job, alone))
    if all(room.deals_full(person, job) for person in alone):
        return Unplaced(
            work.id, Why.DEALS, (("limit", problem.limits.deals), *numbers), people, _took(room, job, alone)
        )
    if stopped:
        return Unplaced(work.id, Why.STOPPED, numbers, people)
    return Unplaced(work.id, Why.OUTBID, numbers, people, _took(room, job, alone))


def _took(room: Room, job: int, people: list[int]) -> tuple[int, ...]:
    """Placed jobs of these people that this one would meet, worth most per hour first."""
    problem = room.problem
    first, last = problem.span[job]
    work = problem.jobs[job]
    met = [
        problem.jobs[held]
        for person in people
        for held in room.jobs[person]
        if problem.span[held][0] <= last
        and problem.span[held][1] >= first
        and (problem.jobs[held].value * max(work.hours, 0.25) >= work.value * max(problem.jobs[held].hours, 0.25))
    ]
    met.sort(key=lambda other: (-other.value / max(other.hours, 0.25), other.id))
    return tuple(other.id for other in met[:NAMED])
