"""Who does engineering work at the sample company: skills, weeks, leave; and what it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from evener.capacity import actions as capacity
from evener.capacity.models import Skill
from evener.capacity.rules import HOUR
from evener.people.rules import Viewer
from evener.upkeep.sample.deal import DealLine
from evener.upkeep.sample.scene import Act, Event, Scene
from evener.upkeep.sample.tales import requests

NAMED, KEPT = -438, -437
EARLY = 8 * HOUR
# Named as the verdicts name them, so that what promises need finds its people.
SKILLS = {
    "Edge integration": "Reads controllers and gateways of any make without disturbing them.",
    "Platform": "Tenants, sign-in, interfaces, sizing.",
    "Data": "Moves and cleans old values, joins numbers that do not match.",
    "Signal processing": "Finds a fault in vibration or current.",
    "Radio": "Gets values out of cellars.",
    "Field work": "Mounts it, with the permits that takes.",
    "Validation": "Writes what an inspector reads.",
    "Vision": "Cameras, light, and what they can tell apart.",
    "Security": "Answers questionnaires, and means it.",
}
# Level by skill; 0 is wanted and not there yet.
ABLE: Mapping[str, Mapping[str, int]] = {
    "tomasz": {"Platform": 3, "Validation": 2, "Field work": 2},
    "anneke": {"Edge integration": 3, "Radio": 2, "Data": 2, "Security": 0},
    "pavel": {"Platform": 3, "Security": 3, "Data": 2, "Edge integration": 2, "Radio": 2},
    "giulia": {"Edge integration": 2, "Data": 3, "Vision": 2, "Validation": 2, "Platform": 0},
    "sam": {"Signal processing": 3, "Edge integration": 2, "Data": 1, "Security": 1},
    "joonas": {"Field work": 3, "Edge integration": 1, "Radio": 0},
    "nadia": {"Field work": 2, "Validation": 2, "Radio": 1},
}


@dataclass(frozen=True, slots=True)
class Week:
    """Hours from Monday to Sunday, hours of focus, and whose holidays are kept."""

    hours: tuple[float, ...]
    focus: int
    country: str
    region: str = ""


FULL = (8, 8, 8, 8, 8, 0, 0)
WEEKS = {
    "tomasz": Week(FULL, 12, "PL"),
    "anneke": Week((8, 8, 8, 8, 0, 0, 0), 4, "NL"),
    "pavel": Week(FULL, 6, "CZ"),
    "giulia": Week(FULL, 4, "IT"),
    "sam": Week(FULL, 4, "US", "IL"),
    "joonas": Week((7.5, 7.5, 7.5, 7.5, 7.5, 0, 0), 0, "FI"),
    "nadia": Week((7, 7, 7, 7, 7, 0, 0), 0, "FR"),
}
# Written down on a day, from and until.
LEAVES: tuple[tuple[int, str, int, int], ...] = (
    (-60, "giulia", -33, -29),
    (-40, "joonas", -24, -20),
    (-20, "anneke", 23, 34),
    (-12, "nadia", 8, 12),
    (-5, "sam", 15, 19),
)


def staffed() -> list[Event]:
    """Skills, weeks and leave, before anything is asked."""
    events = [Event(NAMED, "tomasz", _name(name, about), minute=EARLY) for name, about in SKILLS.items()]
    for who, week in WEEKS.items():
        events.append(Event(KEPT, who, _week(week), minute=EARLY))
        events += [Event(KEPT, who, _able(skill, level), minute=EARLY) for skill, level in ABLE[who].items()]
    return events + [Event(day, who, _leave(first, last)) for day, who, first, last in LEAVES]


def _name(name: str, about: str) -> Act:
    return lambda scene, by, at: void(capacity.make_skill(by=by, at=at, name=name, about=about))


def _week(week: Week) -> Act:
    def act(scene: Scene, by: Viewer, at: datetime) -> None:
        capacity.set_week(
            by=by, at=at, person_id=by.id, minutes=[round(hours * HOUR) for hours in week.hours],
            focus_minutes=week.focus * HOUR, country=week.country, region=week.region,
        )  # fmt: skip

    return act


def _able(skill: str, level: int) -> Act:
    def act(scene: Scene, by: Viewer, at: datetime) -> None:
        id = Skill.objects.get(name=skill).pk
        capacity.set_skill(by=by, at=at, person_id=by.id, skill_id=id, level=level or None, wants=not level)

    return act


def _leave(first: int, last: int) -> Act:
    def act(scene: Scene, by: Viewer, at: datetime) -> None:
        days = {"first_on": scene.days.date(first), "last_on": scene.days.date(last)}
        capacity.add_leave(by=by, at=at, person_id=by.id, **days)

    return act


def void(_made: object) -> None:
    """What an action returns is of no use to a story."""


def ask(lines: Iterable[DealLine]) -> None:
    """Let the deals ask engineering."""
    requests.ask({line.name: line for line in lines})
