"""Who does what: the rules that always hold, the wishes, the reasons, and numbers that make no sense."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.assignment import instance
from evener.capacity.engine.assignment import (
    BadInput,
    Because,
    Earlier,
    Job,
    Limits,
    Line,
    Person,
    Progress,
    Proposal,
    Search,
    Status,
    Unplaced,
    Why,
    digest_of,
    propose,
    propose_again,
)

pytestmark = pytest.mark.pure
LIMITS = Limits()
PYTHON, CABLES, LAW = 1, 2, 3


def person(id: int, *, hours: float = 10.0, weeks: int = 4, **more: Any) -> Person:
    more.setdefault("skills", {PYTHON: 2})
    return Person(id=id, name=f"P{id}", free=(hours,) * weeks, **more)


def job(id: int, *, hours: float = 10.0, due: int = 3, value: float = 1000.0, **more: Any) -> Job:
    more.setdefault("skills", {PYTHON: 1})
    return Job(id=id, title=f"J{id}", hours=hours, due=due, value=value, **more)


def who(proposal: Proposal) -> dict[int, int]:
    return {line.job: line.person for line in proposal.lines}


def why(proposal: Proposal) -> dict[int, Unplaced]:
    return {left.job: left for left in proposal.unplaced}


def codes(line: Line) -> set[Because]:
    return {reason.code for reason in line.reasons}


def must_hold(people: Sequence[Person], jobs: Sequence[Job], proposal: Proposal, limits: Limits = LIMITS) -> None:
    """Every hard rule, from the facts alone."""
    assert sorted([*who(proposal), *why(proposal)]) == sorted(each.id for each in jobs)
    by_id, persons = {each.id: each for each in jobs}, {each.id: each for each in people}
    for line in proposal.lines:
        work, holder = by_id[line.job], persons[line.person]
        assert all(holder.skills.get(skill, 0) >= level for skill, level in work.skills.items())
        assert work.pinned in (None, holder.id)
        if work.pinned is None:
            assert holder.id not in work.never
            assert not work.only or holder.id in work.only
        assert line.partner != line.person
    for holder in people:
        hours = [(by_id[line.job], line.hours) for line in proposal.lines if line.person == holder.id]
        hours += [(by_id[line.job], line.partner_hours) for line in proposal.lines if line.partner == holder.id]
        for first in range(len(holder.free)):
            for last in range(first, len(holder.free)):
                inside = sum(spent for work, spent in hours if work.earliest >= first and work.due <= last)
                assert inside <= sum(max(0.0, free) for free in holder.free[first : last + 1]) + 1e-6
        own = [by_id[line.job] for line in proposal.lines if line.person == holder.id]
        new = {work.deal for work in own if work.deal is not None} - holder.deals
        assert not new or len(new | holder.deals) <= limits.deals
        proofs = sum(work.is_evaluation for work in own)
        assert not proofs or proofs + holder.evaluations <= limits.evaluations
    assert proposal.objective <= proposal.bound + 1e-6
    assert proposal.value == pytest.approx(sum(by_id[line.job].value for line in proposal.lines))


def test_the_dearer_work_is_done_when_hours_run_out() -> None:
    jobs = [job(1, hours=30, value=300), job(2, hours=30, value=900), job(3, hours=10, value=100)]
    proposal = propose([person(1)], jobs)
    assert who(proposal) == {2: 1, 3: 1}
    assert proposal.status is Status.PROVEN
    assert proposal.gap == 0
    left = why(proposal)[1]
    assert left.why is Why.OUTBID
    assert left.jobs[0] == 2
    assert left.people[0].person == 1
    assert left.people[0].lacking == 30


def test_hours_count_up_to_the_due_week_and_from_the_earliest() -> None:
    early, late = job(1, hours=10, due=0), job(2, hours=10, due=0)
    assert len(propose([person(1)], [early, late]).lines) == 1
    assert len(propose([person(1)], [early, replace(late, due=1)]).lines) == 2
    # 30 hours free in weeks 1 to 3, but both may only be worked on in week 3.
    assert len(propose([person(1)], [job(1, earliest=3), job(2, earliest=3)]).lines) == 1


def test_what_is_overbooked_takes_from_the_next_week() -> None:
    busy = replace(person(1), free=(-10.0, 10.0, 10.0))
    assert why(propose([busy], [job(1, due=1)]))[1].why is Why.TOO_LARGE
    assert who(propose([busy], [job(1, due=2)])) == {1: 1}


def test_levels_are_required() -> None:
    senior = person(2, skills={PYTHON: 3, CABLES: 1})
    proposal = propose(
        [person(1), senior], [job(1, skills={PYTHON: 3}), job(2, skills={CABLES: 2}), job(3, skills={LAW: 1})]
    )
    assert who(proposal) == {1: 2}
    assert why(proposal)[2].numbers == (("skill", CABLES), ("needed", 2), ("best", 1))
    assert why(proposal)[3].why is Why.NO_SKILL
    both = propose([person(1), person(2, skills={CABLES: 3})], [job(1, skills={PYTHON: 1, CABLES: 1})])
    assert why(both)[1].why is Why.NO_ONE_HAS_ALL


def test_three_evaluations_and_twelve_deals() -> None:
    proofs = [job(number, hours=1, is_evaluation=True) for number in range(1, 5)]
    proposal = propose([person(1, evaluations=1)], proofs)
    assert len(proposal.lines) == 2
    assert {left.why for left in proposal.unplaced} == {Why.EVALUATIONS}
    active = person(1, deals=frozenset(range(100, 111)))
    deals = [job(1, hours=1, deal=1), job(2, hours=1, deal=2), job(3, hours=1, deal=105), job(4, hours=1, deal=1)]
    proposal = propose([active], deals)
    assert set(who(proposal)) in ({1, 3, 4}, {2, 3})
    assert set(who(proposal)) == {1, 3, 4}  # two jobs of one deal take one place
    assert why(proposal)[2].why is Why.DEALS


def test_above_eight_deals_somebody_else_is_asked_first() -> None:
    crowded = person(1, deals=frozenset(range(100, 108)), hours=20)
    assert who(propose([crowded, person(2, hours=20)], [job(1, deal=1)])) == {1: 2}


def test_whoever_knows_the_deal_gets_it() -> None:
    proposal = propose([person(1), person(2)], [job(1, deal=7, known={2: 1.0})])
    assert who(proposal) == {1: 2}
    assert Because.KNOWS_DEAL in codes(proposal.lines[0])
    active = propose([person(1), person(2, deals=frozenset({7}))], [job(1, deal=7)])
    assert who(active) == {1: 2}
    assert Because.ACTIVE_ON_DEAL in codes(active.lines[0])


def test_a_near_time_zone_and_no_wasted_level() -> None:
    far, near = person(1, utc_offset=-480), person(2, utc_offset=60)
    assert who(propose([far, near], [job(1, utc_offset=60)])) == {1: 2}
    senior, junior = person(1, skills={PYTHON: 3}), person(2, skills={PYTHON: 1})
    assert who(propose([senior, junior], [job(1)])) == {1: 2}


def test_work_is_evened_out() -> None:
    people = [person(number) for number in (1, 2, 3, 4)]
    proposal = propose(people, [job(number, hours=30) for number in (1, 2, 3, 4)])
    assert sorted(who(proposal).values()) == [1, 2, 3, 4]


def test_a_partner_learns_along_from_hours_that_stay_free() -> None:
    learner = person(2, skills={}, learning=frozenset({PYTHON}))
    proposal = propose([person(1), learner], [job(1, hours=20)])
    line = proposal.lines[0]
    assert (line.person, line.partner, line.partner_hours) == (1, 2, 5.0)
    assert Because.LEARNS in codes(line)
    assert propose([person(1), replace(learner, free=(1.0,) * 4)], [job(1, hours=20)]).lines[0].partner is None
    assert propose([person(1, learning=frozenset({PYTHON}))], [job(1)]).lines[0].partner is None


def test_wishes_by_hand() -> None:
    people = [person(1), person(2), person(3)]
    proposal = propose(people, [job(1, only=frozenset({2})), job(2, never=frozenset({1, 2})), job(3, pinned=1)])
    assert who(proposal) == {1: 2, 2: 3, 3: 1}
    nobody = propose(people, [job(1, never=frozenset({1, 2, 3}))])
    assert why(nobody)[1].why is Why.WISHES


def test_a_pin_goes_before_more_valuable_work() -> None:
    proposal = propose([person(1)], [job(1, hours=40, value=1, pinned=1), job(2, hours=40, value=9_000)])
    assert who(proposal) == {1: 1}
    two = propose([person(1)], [job(1, hours=40, pinned=1), job(2, hours=40, pinned=1)])
    assert why(two)[2].why is Why.PINNED_FULL
    assert why(two)[2].people[0].lacking == 40


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (job(1, due=-1), Why.PAST_DUE),
        (job(1, earliest=3, due=2), Why.NO_WEEKS),
        (job(1, earliest=9, due=9), Why.NO_WEEKS),
        (job(1, hours=1_000_000), Why.TOO_LARGE),
        (job(1, hours=1e300), Why.TOO_LARGE),
        (job(1, pinned=99), Why.PINNED_GONE),
        (job(1, pinned=1, skills={LAW: 1}), Why.PINNED_NO_SKILL),
        (job(1, pinned=1, hours=50), Why.PINNED_FULL),
    ],
)
def test_what_cannot_be_placed_says_why(bad: Job, reason: Why) -> None:
    proposal = propose([person(1)], [bad, job(2)])
    assert why(proposal)[1].why is reason
    assert who(proposal) == {2: 1}


def test_nobody_nothing_and_no_hours() -> None:
    assert propose([], []).status is Status.EMPTY
    assert propose([person(1)], []).lines == ()
    assert why(propose([], [job(1)]))[1].why is Why.NO_PEOPLE
    assert why(propose([person(1, hours=0.0)], [job(1)]))[1].why is Why.TOO_LARGE
    one_busy = propose([person(1, hours=0.0), person(2, skills={})], [job(1)])
    assert why(one_busy)[1].why is Why.FULL
    assert who(propose([person(1, hours=0.0)], [job(1, hours=0)])) == {1: 1}
    assert who(propose([person(1)], [job(1, value=0.0), job(2, value=0.0)])) == {1: 1, 2: 1}


@pytest.mark.parametrize(
    ("people", "jobs", "what"),
    [
        ([person(1)], [job(1, hours=-1)], "hours"),
        ([person(1)], [job(1, hours=float("nan"))], "hours"),
        ([person(1)], [job(1, value=float("inf"))], "value"),
        ([person(1)], [job(1), job(1)], "id"),
        ([person(1), person(2, weeks=3)], [job(1)], "weeks"),
        ([person(1, hours=float("nan"))], [job(1)], "free"),
    ],
)
def test_numbers_that_mean_nothing(people: list[Person], jobs: list[Job], what: str) -> None:
    with pytest.raises(BadInput) as raised:
        propose(people, jobs)
    assert raised.value.what == what


@given(st.integers(0, 10_000), st.integers(0, 40), st.integers(0, 8), st.floats(0, 3))
@settings(max_examples=25, deadline=None)
def test_the_rules_hold_whatever_comes(seed: int, jobs: int, people: int, demand: float) -> None:
    team, work = instance(seed=seed, jobs=jobs, people=people, demand=demand)
    proposal = propose(team, work, search=Search(seconds=0.5))
    must_hold(team, work, proposal)
    if proposal.lines:
        fewer = [each for each in team if each.id != proposal.lines[0].person]
        must_hold(fewer, work, propose_again(fewer, work, earlier=proposal, search=Search(seconds=0.3)))


@pytest.fixture(scope="module")
def large() -> tuple[list[Person], list[Job], Proposal]:
    people, jobs = instance(seed=3, jobs=160, people=20)
    return people, jobs, propose(people, jobs, search=Search(seconds=20, gap=0.02))


def test_a_larger_company_comes_within_the_asked_gap(large: tuple[list[Person], list[Job], Proposal]) -> None:
    people, jobs, proposal = large
    must_hold(people, jobs, proposal)
    assert proposal.status in (Status.GOOD, Status.PROVEN)
    assert proposal.gap <= 0.02


def test_equal_inputs_give_equal_answers(large: tuple[list[Person], list[Job], Proposal]) -> None:
    people, jobs, proposal = large
    again = propose(people[::-1], jobs[::-1], search=Search(seconds=20, gap=0.02))
    assert again.lines == proposal.lines
    assert again.digest == proposal.digest


@pytest.mark.parametrize("kept", [False, True])
def test_after_one_change_little_moves(large: tuple[list[Person], list[Job], Proposal], kept: bool) -> None:
    people, jobs, proposal = large
    before = Earlier.from_json(json.loads(json.dumps(proposal.earlier.as_json()))) if kept else proposal
    left = people[1:]
    mine = sum(line.person == people[0].id for line in proposal.lines)
    search = Search(seconds=1.9, gap=0.02)
    again = propose_again(left, jobs, earlier=before, search=search)
    must_hold(left, jobs, again)
    assert again.changed <= mine + len(jobs) // 8
    assert any(Because.KEPT in codes(line) for line in again.lines)
    # The bound that comes from the earlier prices is one: a longer look finds nothing above it.
    fresh = propose_again(left, jobs, earlier=before, search=Search(seconds=6, gap=0.01))
    assert fresh.objective <= again.bound * (1 + 1e-9)


def test_it_can_be_stopped_and_tells_how_far_it_is() -> None:
    people, jobs = instance(seed=5, jobs=160, people=20)
    heard: list[Progress] = []
    search = Search(seconds=30, gap=0.0, progress=heard.append, should_stop=lambda: len(heard) > 2)
    proposal = propose(people, jobs, search=search)
    assert proposal.status is Status.STOPPED
    assert proposal.seconds < 20
    assert heard[-1].objective <= heard[-1].bound
    must_hold(people, jobs, proposal)
    at_once = propose(people, jobs, search=Search(should_stop=lambda: True))
    must_hold(people, jobs, at_once)


def test_the_digest_tells_a_stale_proposal() -> None:
    people, jobs = [person(1)], [job(1)]
    assert digest_of(people, jobs) == propose(people, jobs).digest
    assert digest_of(people, [job(1, hours=11)]) != digest_of(people, jobs)
    assert digest_of(people, jobs, limits=Limits(deals=9)) != digest_of(people, jobs)
