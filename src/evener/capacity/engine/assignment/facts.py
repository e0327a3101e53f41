"""What an assignment is made from and what comes out: plain values, no unit hidden.

Hours are hours, weeks are whole numbers counted from the first week of the horizon (0), value is money-neutral and at
least 0, offsets are minutes east of UTC. Ids are whatever the caller's rows are called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Numbers = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can take work.

    `free` is one number per week of the horizon: the calendar less focus time, leave and the load already accepted. A
    negative number (more accepted than there is) is carried into the next weeks.
    """

    id: int
    name: str
    skills: Mapping[int, int]
    """skill id: level 1 to 3"""
    free: tuple[float, ...]
    utc_offset: int = 0
    deals: frozenset[int] = frozenset()
    """deals they are active on already"""
    evaluations: int = 0
    """evaluations that run already"""
    learning: frozenset[int] = frozenset()
    """skills they want to learn"""


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work that one person does, between the start of week `earliest` and the end of week `due`.

    A job due after the horizon must fit inside it. `only` names the people it may go to (empty: anybody), `never` those
    it may not; `pinned` was settled by hand and goes before everything else.
    """

    id: int
    title: str
    hours: float
    due: int
    value: float
    skills: Mapping[int, int] = field(default_factory=dict)
    """skill id: lowest level, 1 to 3"""
    deal: int | None = None
    earliest: int = 0
    is_evaluation: bool = False
    utc_offset: int | None = None
    known: Mapping[int, float] = field(default_factory=dict)
    """person id: how well they know this deal, 0 to 1"""
    only: frozenset[int] = frozenset()
    never: frozenset[int] = frozenset()
    pinned: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What one person may carry at once, and how long a partner learns along."""

    evaluations: int = 3
    """GitLab handbook: three evaluations at once per sales engineer"""
    deals: int = 12
    healthy_deals: int = 8
    """presales playbooks: 8 to 12 active deals; each one above costs points"""
    partner_share: float = 0.25
    """hours of a stretch partner, as a share of the job's; our own prior"""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a wish may cost, as a share of the value of an average job. Together they stay below a job's own value."""

    placed: float = 0.10
    """for being placed at all, so that work of no known value is done too where there is room"""
    continuity: float = 0.06
    time_zone: float = 0.02
    skill_fit: float = 0.02
    fairness: float = 0.02
    """per average job given to somebody who is full already; less below (see `STEPS` of `problem`)"""
    crowded: float = 0.03
    """per deal above the healthy number"""
    stable: float = 0.05
    """for staying with the person an earlier proposal named"""


LIMITS = Limits()
WEIGHTS = Weights()


class Because(StrEnum):
    """Why this person. The numbers that go with each are named beside it."""

    PINNED = "pinned"
    WISHED = "wished"  # named by hand, alone or with others: among
    ONLY_ONE = "only_one"  # nobody else has the skills
    KNOWS_DEAL = "knows_deal"  # strength 0..1
    ACTIVE_ON_DEAL = "active_on_deal"
    SAME_DEAL = "same_deal"  # gets more of the same deal here: jobs
    SKILL_FIT = "skill_fit"  # skill, needed, level
    TIME_ZONE = "time_zone"  # minutes apart
    ROOM = "room"  # free: hours before it is due, left: after all that is proposed, hours
    KEPT = "kept"  # as in the earlier proposal
    LEARNS = "learns"  # the partner wants this skill: skill, hours
    CHOICE = "choice"  # among so many who could


class Why(StrEnum):
    """Why a job found nobody."""

    NO_PEOPLE = "no_people"  # nobody takes part
    PAST_DUE = "past_due"  # due, as weeks from now (negative)
    NO_WEEKS = "no_weeks"  # may not begin before it is due: earliest, due
    NO_SKILL = "no_skill"  # skill, needed, best
    NO_ONE_HAS_ALL = "no_one_has_all"  # each skill is there, not with one person: skills
    WISHES = "wishes"  # those with the skill are ruled out by hand: ruled_out
    PINNED_GONE = "pinned_gone"  # person
    PINNED_NO_SKILL = "pinned_no_skill"  # person, skill, needed, level
    PINNED_FULL = "pinned_full"  # person, and `people` says what is lacking
    TOO_LARGE = "too_large"  # more hours than anybody's free time before it is due
    FULL = "full"  # everybody with the skill
    EVALUATIONS = "evaluations"  # everybody with the skill has as many as allowed: limit
    DEALS = "deals"  # likewise: limit
    OUTBID = "outbid"  # `jobs` took the hours: worth more
    STOPPED = "stopped"  # the search was stopped before it came to this


@dataclass(frozen=True, slots=True)
class Reason:
    code: Because
    numbers: Numbers = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One job given to one person. `wish` is what the line adds beside the job's own value."""

    job: int
    person: int
    partner: int | None
    hours: float
    partner_hours: float
    value: float
    wish: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps one person with the skill from taking the job; `lacking` in hours."""

    person: int
    why: Why
    lacking: float = 0.0


@dataclass(frozen=True, slots=True)
class Unplaced:
    job: int
    why: Why
    numbers: Numbers = ()
    people: tuple[Obstacle, ...] = ()
    """nearest first, at most five"""
    jobs: tuple[int, ...] = ()
    """what took the hours, the most valuable first, at most five"""


class Status(StrEnum):
    PROVEN = "proven"  # nothing better exists
    GOOD = "good"  # within the asked gap of the proven bound
    BEST_FOUND = "best_found"  # time was up first; the gap says how far it may be
    STOPPED = "stopped"  # somebody asked to stop
    EMPTY = "empty"  # nothing to place, or nobody to place it with


@dataclass(frozen=True, slots=True)
class Progress:
    """Best so far; `bound` is proven: no proposal can be worth more."""

    objective: float
    bound: float
    gap: float
    seconds: float
    stage: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer and how good it is at least: gap = (bound - objective) / bound.

    `objective` is value placed plus what the wishes add, in the jobs' unit of value; partners are chosen afterwards
    from hours that stay free and are not part of it.
    """

    lines: tuple[Line, ...]
    unplaced: tuple[Unplaced, ...]
    value: float
    """of the placed jobs alone"""
    objective: float
    bound: float
    gap: float
    seconds: float
    status: Status
    digest: str
    """of everything it was made from: another digest means the proposal may be stale"""
    marks: Mapping[str, str]
    """digest of each person ("p7") and job ("j12"), so that the next proposal sees what changed"""
    prices: Mapping[str, float]
    """of the relaxation, in value: what one more hour or job would be worth; they bound the next proposal"""
    changed: int = 0
    """against an earlier proposal: lines that differ for jobs that are in both"""

    @property
    def earlier(self) -> Earlier:
        return Earlier(lines={line.job: line.person for line in self.lines}, marks=self.marks, prices=self.prices)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the next proposal needs of this one; keep `as_json()` beside the proposal."""

    lines: Mapping[int, int]
    """job: person"""
    marks: Mapping[str, str]
    prices: Mapping[str, float]

    def as_json(self) -> dict[str, Any]:
        return {"lines": sorted(self.lines.items()), "marks": dict(self.marks), "prices": dict(self.prices)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Earlier:
        return cls(
            lines={int(job): int(person) for job, person in kept["lines"]},
            marks=dict(kept["marks"]),
            prices={str(key): float(price) for key, price in kept["prices"].items()},
        )


@dataclass(frozen=True, slots=True)
class Search:
    """How long and how hard to look. Without `seconds` being reached, equal inputs give equal answers."""

    seconds: float = 4.7
    """after which the search ends; writing the answer takes a tenth of a second more"""
    gap: float = 0.01
    workers: int = 1
    seed: int = 1
    progress: Callable[[Progress], None] | None = None
    should_stop: Callable[[], bool] | None = None


class BadInput(ValueError):
    """A number that means nothing: `what` is a field, `id` whose it is."""

    def __init__(self, *, what: str, id: int, value: object) -> None:
        super().__init__(f"{what} of {id} is {value!r}")
        self.what = what
        self.id = id
        self.value = value
