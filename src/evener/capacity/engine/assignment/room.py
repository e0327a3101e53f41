"""Who holds which job, what that is worth, and what still fits."""

from __future__ import annotations

from collections.abc import Iterable

from evener.capacity.engine.assignment.problem import Problem


class Room:
    """A choice of pairs that keeps every rule. `held` is job index: pair."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.held: dict[int, int] = {}
        self.jobs: list[set[int]] = [set() for _ in problem.people]

    def give(self, pair: int) -> None:
        job = int(self.problem.job_of[pair])
        self.held[job] = pair
        self.jobs[int(self.problem.person_of[pair])].add(job)

    def take_back(self, job: int) -> None:
        person = int(self.problem.person_of[self.held.pop(job)])
        self.jobs[person].discard(job)

    def free_jobs(self) -> list[int]:
        """Jobs that somebody could do and nobody has."""
        return [job for job, pairs in enumerate(self.problem.pairs_of_job) if pairs and job not in self.held]

    def lacking(self, person: int, job: int, *, without: Iterable[int] = ()) -> int:
        """Quarters missing for `person` to do `job` beside what they hold, 0 when it fits."""
        problem = self.problem
        first, last = problem.span[job]
        others = [(problem.span[held], problem.quarters[held]) for held in self.jobs[person] - set(without) - {job}]
        worst = problem.quarters[job] - problem.window(person, first, last)
        for start in {first, *(span[0] for span, _ in others if span[0] < first)}:
            for end in {last, *(span[1] for span, _ in others if span[1] > last)}:
                inside = sum(quarters for span, quarters in others if span[0] >= start and span[1] <= end)
                worst = max(worst, inside + problem.quarters[job] - problem.window(person, start, end))
        return max(0, worst)

    def evaluations_full(self, person: int, job: int) -> bool:
        problem = self.problem
        if not problem.jobs[job].is_evaluation:
            return False
        running = sum(problem.jobs[held].is_evaluation for held in self.jobs[person] - {job})
        return running + problem.people[person].evaluations >= problem.limits.evaluations

    def deals_full(self, person: int, job: int) -> bool:
        deal = self.problem.jobs[job].deal
        active = self.deals(person, without=job)
        return deal is not None and deal not in active and len(active) >= self.problem.limits.deals

    def deals(self, person: int, *, without: int | None = None) -> set[int]:
        """Deals the person is active on, those of the proposal included."""
        deals = {self.problem.jobs[held].deal for held in self.jobs[person] if held != without}
        return {deal for deal in deals if deal is not None} | self.problem.people[person].deals

    def fits(self, pair: int) -> bool:
        job, person = int(self.problem.job_of[pair]), int(self.problem.person_of[pair])
        return not (self.evaluations_full(person, job) or self.deals_full(person, job) or self.lacking(person, job) > 0)

    def hours(self, person: int) -> int:
        """Quarters of the jobs held."""
        return sum(self.problem.quarters[job] for job in self.jobs[person])

    def worth(self, people: Iterable[int] | None = None) -> int:
        """Points of these people's jobs, less what crowding and unevenness cost."""
        problem, total = self.problem, 0
        for person in range(len(problem.people)) if people is None else people:
            total += sum(int(problem.points[self.held[job]]) for job in self.jobs[person])
            hours = self.hours(person)
            total -= sum(each * max(0, hours - above) for above, each in problem.steps[person])
            before = max(problem.limits.healthy_deals, len(problem.people[person].deals))
            total -= problem.crowded * max(0, len(self.deals(person)) - before)
        return total

    def fill(self, order: Iterable[int]) -> None:
        """Give each pair in turn where its job is free and it fits."""
        for pair in order:
            if int(self.problem.job_of[pair]) not in self.held and self.fits(pair):
                self.give(pair)


def settle_pins(problem: Problem) -> None:
    """Jobs pinned by hand go first, the most valuable before the others; those that fit are fixed."""
    room = Room(problem)
    pinned = [index for index, job in enumerate(problem.jobs) if job.pinned is not None and problem.pairs_of_job[index]]
    for index in sorted(pinned, key=lambda index: (-problem.jobs[index].value, problem.jobs[index].id)):
        pair = problem.pairs_of_job[index][0]
        if room.fits(pair):
            room.give(pair)
            problem.fixed.add(pair)
