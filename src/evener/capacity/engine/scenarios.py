"""What a coverage plan is made from (people, requests, changes) and what it says in the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

FOREVER = float("inf")


class BadPlan(ValueError):
    """A number that means nothing: `what` is a field, `name` whose it is."""

    def __init__(self, *, what: str, name: str, value: object) -> None:
        super().__init__(f"{what} of {name} is {value!r}")
        self.what = what
        self.name = name
        self.value = value


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who does requests. `hours` per week for them (the last number holds for all later weeks)."""

    name: str
    skills: Mapping[str, int]
    hours: tuple[float, ...]
    busy: float = 0.0
    """hours of work they hold already"""
    joins: float = 0.0
    """week they begin"""
    ramp: int = 0
    """weeks until they do all their hours: 1/(ramp+1) of them in the first, then evenly more"""
    leaves: float = FOREVER
    """week from which they begin nothing; what they have begun they finish"""


@dataclass(frozen=True, slots=True)
class Kind:
    """Requests of one kind: how many a week, how long, what for."""

    name: str
    per_week: float
    hours: float
    """mean"""
    skills: Mapping[str, int] = field(default_factory=dict)
    value: float = 0.0
    """of one request, money-neutral"""
    cv2: float = 1.0
    """variance of the hours / mean²; 0 is always the same, 1 chance, 4 very uneven (gamma distribution)"""
    needed_within: float = FOREVER
    """weeks from asking until it must be done"""
    patience: float = FOREVER
    """weeks it waits to be begun before it is done without us"""


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody leaves in this week."""

    name: str
    week: float


@dataclass(frozen=True, slots=True)
class Grow:
    """From this week on so many times as many requests, of one kind or of all."""

    factor: float
    week: float = 0.0
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Hire:
    """Somebody joins; their own `joins` and `ramp` say when and how fast."""

    staff: Staff


Change = Leave | Grow | Hire


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    changes: tuple[Change, ...] = ()

    def factors(self, kind: Kind, weeks: int) -> Reals:
        """Per week: how many times as many requests of this kind as now."""
        factors = np.ones(weeks)
        for change in self.changes:
            if isinstance(change, Grow) and change.kind in (None, kind.name):
                from_week = np.arange(weeks) - change.week
                # A change inside a week counts for the rest of it.
                factors *= 1 + (change.factor - 1) * np.clip(from_week + 1, 0.0, 1.0)
        return factors


NOW = Scenario("now")


@dataclass(frozen=True, slots=True)
class Team:
    """Who is there in which week, as tables (people by weeks) that the simulation reads."""

    size: int
    width: int
    """columns of the tables: weeks and one for ever after"""
    last: float
    working: Reals
    """flat: the first moment from this week on at which they begin something"""
    total: Reals
    """people by weeks: own hours before each week"""
    rate: Reals
    """people by weeks: own hours in each week; for finishing also after they left"""
    busy_until: Reals
    barred: Reals
    """kinds by people: 0, or infinite for those without the skills"""
    available: float
    """hours all have together in the weeks looked at"""

    def finished(self, people: Whole, start: Reals, hours: Reals) -> Reals:
        """When work of so many hours is done that these people begin at `start`."""
        last = self.width - 1
        week = np.minimum(start, last).astype(np.int64)
        target = self.total[people, week] + self.rate[people, week] * (start - week) + hours
        at = np.maximum((self.total[people] < target[:, None]).sum(axis=1) - 1, 0)
        return np.asarray(np.maximum(start, at + (target - self.total[people, at]) / self.rate[people, at]))


def team_of(staff: Sequence[Staff], kinds: Sequence[Kind], plan: Scenario, *, weeks: int) -> Team:
    """The team under a plan. Whoever knows fewest skills stands first, so that all-rounders stay free for longest."""
    people = list(staff)
    for change in plan.changes:
        if isinstance(change, Hire):
            people.append(change.staff)
        elif isinstance(change, Leave):
            people = [
                replace(each, leaves=min(each.leaves, change.week)) if each.name == change.name else each
                for each in people
            ]
    people = [each for each in people if any(hours > 0 for hours in each.hours)]
    people.sort(key=lambda each: len(each.skills))
    size, width = len(people), weeks + 1
    rate, working = np.zeros((size, width)), np.full((size, width), np.inf)
    available = 0.0
    for number, each in enumerate(people):
        own = np.asarray([_hours(each, week) for week in range(width)])
        there = np.asarray([_there(each, week) for week in range(width)])
        available += float((own * there)[:weeks].sum())
        starts = np.inf
        for week in reversed(range(width)):
            if own[week] > 0 and there[week] > 0:
                starts = max(float(week), each.joins)
            working[number, week] = starts if starts < each.leaves else np.inf
        # What is begun gets finished: at the usual hours after leaving, and at some pace in any week for ever after.
        usual = max(each.hours)
        rate[number] = np.where(np.arange(width) + 1 > each.leaves, np.maximum(own, usual), own)
        rate[number, -1] = own[-1] if own[-1] > 0 else usual
    total = np.concatenate([np.zeros((size, 1)), np.cumsum(rate, axis=1)[:, :-1]], axis=1)
    team = Team(
        size=size,
        width=width,
        last=float(weeks),
        working=working.ravel(),
        total=total,
        rate=np.maximum(rate, 1e-12),
        busy_until=np.zeros(size),
        barred=np.asarray([[0.0 if _able(each, kind) else np.inf for each in people] for kind in kinds]).reshape(
            len(kinds), size
        ),
        available=available,
    )
    return replace(team, busy_until=_busy_until(team, people))


def _hours(each: Staff, week: int) -> float:
    hours = each.hours[min(week, len(each.hours) - 1)]
    since = week - int(each.joins)
    return hours * min(1.0, (since + 1) / (each.ramp + 1)) if since >= 0 else 0.0


def _there(each: Staff, week: int) -> float:
    """Share of the week between joining and leaving."""
    return max(0.0, min(week + 1.0, each.leaves) - max(float(week), each.joins))


def _able(each: Staff, kind: Kind) -> bool:
    return all(each.skills.get(skill, 0) >= level for skill, level in kind.skills.items())


def _busy_until(team: Team, people: Sequence[Staff]) -> Reals:
    if not people:
        return np.zeros(0)
    begins = np.minimum(np.asarray([each.joins for each in people]), team.last)
    return team.finished(np.arange(team.size), begins, np.asarray([each.busy for each in people]))


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Requests, one row per replication, in order; infinitely late ones fill the rows up.

    Drawn once at the highest rate any scenario has; a scenario keeps an arrival when its own number between 0 and 1 is
    below the scenario's rate, as a share of the highest. So scenarios share all the arrivals they can.
    """

    when: Reals
    kind: Whole
    hours: Reals
    mark: Reals
    rates: Reals
    """scenarios by kinds by weeks, as shares of the highest"""
    names: tuple[str, ...]

    @classmethod
    def drawn(
        cls, kinds: Sequence[Kind], plans: Sequence[Scenario], *, weeks: int, seeds: Iterable[int], seed: int
    ) -> Arrivals:
        factors = np.asarray([[plan.factors(kind, weeks) for kind in kinds] for plan in plans])
        factors = factors.reshape(len(plans), len(kinds), weeks)
        highest = factors.max(axis=(0, 2)) if factors.size else np.zeros(len(kinds))
        rows = [_one(kinds, highest, weeks, np.random.default_rng((seed, number))) for number in seeds]
        most = max((len(row[0]) for row in rows), default=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            rates = np.nan_to_num(factors / highest[None, :, None])
        return cls(
            when=np.asarray([_filled(row[0], most, np.inf) for row in rows]),
            kind=np.asarray([_filled(row[1], most, 0) for row in rows]).astype(np.int64),
            hours=np.asarray([_filled(row[2], most, 0.0) for row in rows]),
            mark=np.asarray([_filled(row[3], most, 2.0) for row in rows]),
            rates=rates,
            names=tuple(plan.name for plan in plans),
        )

    def under(self, plan: Scenario) -> Arrivals:
        """Only those that come under this plan, moved together."""
        rates = self.rates[self.names.index(plan.name)]
        if not self.when.size:
            return self
        week = np.minimum(np.where(np.isfinite(self.when), self.when, 0), rates.shape[1] - 1).astype(np.int64)
        keep = self.mark < rates[self.kind, week]
        order = np.argsort(~keep, axis=1, kind="stable")
        most = int(keep.sum(axis=1).max())

        def moved(table: npt.NDArray[Any]) -> npt.NDArray[Any]:
            return np.take_along_axis(table, order, axis=1)[:, :most]

        return replace(
            self,
            when=moved(np.where(keep, self.when, np.inf)),
            kind=moved(self.kind),
            hours=moved(self.hours),
            mark=moved(self.mark),
        )


def _one(
    kinds: Sequence[Kind], highest: Reals, weeks: int, rng: np.random.Generator
) -> tuple[Reals, Whole, Reals, Reals]:
    when, which, hours = [np.zeros(0)], [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for number, (kind, factor) in enumerate(zip(kinds, highest, strict=True)):
        count = int(rng.poisson(kind.per_week * factor * weeks))
        when.append(rng.uniform(0, weeks, count))
        which.append(np.full(count, number, dtype=np.int64))
        even = kind.cv2 <= 0 or kind.hours <= 0
        hours.append(np.full(count, kind.hours) if even else rng.gamma(1 / kind.cv2, kind.hours * kind.cv2, count))
    times = np.concatenate(when)
    order = np.argsort(times, kind="stable")
    return times[order], np.concatenate(which)[order], np.concatenate(hours)[order], rng.uniform(0, 1, len(times))


def _filled(row: npt.NDArray[Any], most: int, rest: float) -> Reals:
    return np.concatenate([row.astype(np.float64), np.full(most - len(row), rest)])


@dataclass(frozen=True, slots=True)
class Spread:
    """Over the replications: the mean, and the range that eight of ten of them are in."""

    mean: float
    low: float
    high: float
    error: float
    """standard error of the mean: how far more replications might still move it"""

    @classmethod
    def of(cls, values: Reals) -> Spread:
        low, high = np.quantile(values, (0.1, 0.9))
        error = float(values.std(ddof=1)) / len(values) ** 0.5 if len(values) > 1 else float("inf")
        return cls(mean=float(values.mean()), low=float(low), high=float(high), error=error)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One scenario. `change` is against now, replication by replication, for the same measures by name."""

    MEASURES: ClassVar[tuple[str, ...]] = (
        "load", "wait", "median_wait", "p85_wait", "late_share", "uncovered_value", "undone_share",
    )  # fmt: skip

    name: str
    load: Spread
    """hours asked for / hours there are; from 1 on the queue only grows"""
    wait: Spread
    """mean weeks until begun, of what is done"""
    median_wait: Spread
    p85_wait: Spread
    late_share: Spread
    """share of requests not done by the time they were needed"""
    uncovered_value: Spread
    """value of those"""
    undone_share: Spread
    """share nobody does at all: nobody has the skills, or patience ran out"""
    change: Mapping[str, Spread]

    @classmethod
    def of(cls, name: str, table: Reals, *, against: Reals) -> Outcome:
        columns = {measure: Spread.of(table[:, index]) for index, measure in enumerate(cls.MEASURES)}
        change = {measure: Spread.of((table - against)[:, index]) for index, measure in enumerate(cls.MEASURES)}
        return cls(name=name, change=change, **columns)


def checked(
    staff: Sequence[Staff], kinds: Sequence[Kind], plans: Sequence[Scenario], *, weeks: int, replications: int
) -> None:
    """Raises `BadPlan` for what means nothing."""
    if weeks < 1:
        raise BadPlan(what="weeks", name="plan", value=weeks)
    if replications < 1:
        raise BadPlan(what="replications", name="plan", value=replications)
    names = [plan.name for plan in plans]
    if len(set(names)) < len(names):
        raise BadPlan(what="name", name="plan", value=names)
    hired = [change.staff for plan in plans for change in plan.changes if isinstance(change, Hire)]
    for each in [*staff, *hired]:
        for what, numbers in (("hours", each.hours), ("busy", (each.busy,)), ("joins", (each.joins,))):
            if not numbers or not all(isfinite(number) and number >= 0 for number in numbers):
                raise BadPlan(what=what, name=each.name, value=numbers)
    for kind in kinds:
        for what in ("per_week", "hours", "value", "cv2"):
            number = getattr(kind, what)
            if not isfinite(number) or number < 0:
                raise BadPlan(what=what, name=kind.name, value=number)
    known = {each.name for each in [*staff, *hired]}
    for plan in plans:
        for change in plan.changes:
            if isinstance(change, Grow) and not (isfinite(change.factor) and change.factor >= 0):
                raise BadPlan(what="factor", name=plan.name, value=change.factor)
            if isinstance(change, Leave) and change.name not in known:
                raise BadPlan(what="leaves", name=plan.name, value=change.name)
