"""From the rows to the simulation of coverage and back: the team as it is, the requests as they came, what if."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from statistics import fmean, pvariance
from typing import TYPE_CHECKING, Any

from evener.capacity import queries as capacity
from evener.capacity.rules import HOUR, WEEK, expected_minutes, weeks_from
from evener.deals.models import chance_to_win
from evener.engineering.engine import Ask, gain
from evener.engineering.models import Request
from evener.engineering.queries import needs
from evener.lazily import lazily
from evener.people.rules import Viewer

if TYPE_CHECKING:
    from evener.capacity.engine import coverage as engine
    from evener.capacity.engine import scenarios
else:
    engine = lazily("evener.capacity.engine.coverage")
    scenarios = lazily("evener.capacity.engine.scenarios")

# Requests of so many weeks say how many come.
LOOKED_BACK = 26
# Where the first request is younger, it counts as so many weeks: one busy day is no year of busy days.
LEAST = 4.0
# So many weeks are simulated, so often.
SIMULATED, REPLICATIONS = 52, 100
READ = 20_000
NOW, THEN = "now", "then"


@dataclass(frozen=True, slots=True)
class Given:
    """The team, the stream of requests, and what changes. `asked_for` requests were looked at."""

    staff: Sequence[scenarios.Staff]
    kinds: Sequence[scenarios.Kind]
    scenario: scenarios.Scenario
    asked_for: int


def gather(viewer: Viewer, *, at: datetime, asked: Mapping[str, Any]) -> Given:
    """The team's weeks and skills, and the requests of the last half year the viewer sees. Eight queries."""
    staff = _staff(viewer, at=at)
    kinds, count = _kinds(viewer, at=at)
    return Given(list(staff.values()), kinds, _scenario(staff, asked), count)


def _staff(viewer: Viewer, *, at: datetime) -> dict[int, scenarios.Staff]:
    today = viewer.today(at)
    weeks = weeks_from(today, SIMULATED)
    people = capacity.workers()
    ids = [person.id for person in people]
    known = capacity.calendars(ids, first=weeks[0], last=weeks[-1] + WEEK)
    taken = capacity.committed(ids, today=today, weeks=weeks[:26])
    levels = capacity.levels(ids)
    return {
        person.id: scenarios.Staff(
            name=f"{person.name} ({person.id})",
            skills={str(skill): level for skill, level in levels[person.id].items()},
            hours=tuple(known[person.id].week_minutes(week) / HOUR for week in weeks),
            busy=max(0.0, sum(taken[person.id]) / HOUR),
        )
        for person in people
    }


def _kinds(viewer: Viewer, *, at: datetime) -> tuple[list[scenarios.Kind], int]:
    """One stream for each kind and first skill: how many a week, how long, how soon, worth what."""
    rows: Any = (
        Request.objects.visible_to(viewer)
        .filter(asked_at__gte=at - WEEK * LOOKED_BACK)
        .annotate(chance=chance_to_win("deal__"))
        .order_by("-asked_at", "-id")
        .values_list(
            "id", "kind__name", "kind__lift", "low_minutes", "likely_minutes", "high_minutes", "asked_at", "needed_by",
            "deal__amount_minor", "deal__currency", "chance",
        )[:READ]
    )  # fmt: skip
    found = list(rows)
    skills = needs([row[0] for row in found])
    streams: dict[tuple[str, tuple[tuple[str, int], ...]], list[tuple[float, float, float]]] = defaultdict(list)
    for id, kind, lift, low, likely, high, asked_at, needed_by, amount, currency, chance in found:
        hours = expected_minutes(low, likely, high) / HOUR
        within = max(1.0, (needed_by - asked_at.date()).days) / 7
        worth = gain(Ask(id, amount, currency, chance, lift, hours, 0)) if currency == viewer.currency else 0.0
        need = tuple(sorted((str(each.skill_id), each.level) for each in skills[id]))
        streams[kind, need].append((hours, within, worth))
    first = min((row[6] for row in found), default=at)
    weeks = max(LEAST, (at - first) / timedelta(weeks=1))
    return [_stream(kind, need, seen, weeks=weeks) for (kind, need), seen in sorted(streams.items())], len(found)


def _stream(
    kind: str, need: tuple[tuple[str, int], ...], seen: Sequence[tuple[float, float, float]], *, weeks: float
) -> scenarios.Kind:
    hours = [each[0] for each in seen]
    mean = fmean(hours)
    return scenarios.Kind(
        name=f"{kind} {need}",
        per_week=len(seen) / weeks,
        hours=mean,
        skills=dict(need),
        value=fmean(each[2] for each in seen),
        # Under a handful of requests their spread says little: chance then.
        cv2=pvariance(hours) / mean**2 if len(hours) >= 5 else 1.0,
        needed_within=fmean(each[1] for each in seen),
    )


def _scenario(staff: Mapping[int, scenarios.Staff], asked: Mapping[str, Any]) -> scenarios.Scenario:
    changes: list[Any] = [scenarios.Leave(staff[id].name, 0.0) for id in asked.get("leave", ()) if id in staff]
    if asked.get("growth"):
        changes.append(scenarios.Grow(1 + asked["growth"] / 100))
    like = staff.get(asked.get("like") or 0)
    if like is not None:
        for number in range(asked.get("hire", 0)):
            new = scenarios.Staff(
                name=f"new {number + 1}", skills=like.skills, hours=like.hours, ramp=asked.get("ramp", 0)
            )
            changes.append(scenarios.Hire(new))
    return scenarios.Scenario(THEN, tuple(changes))


def simulate(given: Given, *, progress: Callable[[float], None]) -> dict[str, Any]:
    """Both outcomes as they are kept: plain JSON. `progress` may raise to stop."""
    found = engine.covered(
        given.staff, given.kinds, scenarios=[given.scenario], weeks=SIMULATED, replications=REPLICATIONS,
        progress=progress,
    )  # fmt: skip
    outcomes = [
        {name: asdict(getattr(each, name)) for name in scenarios.Outcome.MEASURES}
        | {"change": {name: asdict(spread) for name, spread in each.change.items()}}
        for each in found.outcomes
    ]
    return {
        "outcomes": outcomes, "replications": found.replications, "weeks": found.weeks, "asked_for": given.asked_for,
        "people": len(given.staff),
    }  # fmt: skip
