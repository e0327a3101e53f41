"""What there is while a story is told: people as viewers, and everything made so far by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from evener.people.rules import Viewer
from evener.upkeep.sample.days import Days


@dataclass(slots=True)
class Scene:
    """Ids by name."""

    days: Days
    people: dict[str, Viewer] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)
    products: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    capabilities: dict[str, int] = field(default_factory=dict)
    playbooks: dict[str, int] = field(default_factory=dict)

    def person(self, key: str | None) -> int | None:
        return self.people[key].id if key else None


# What happens, with who does it and when.
Act = Callable[[Scene, Viewer, datetime], None]


@dataclass(frozen=True, slots=True)
class Event:
    """Something `who` does on a day."""

    day: int
    who: str
    act: Act
    # Minutes after midnight; None leaves it to the story.
    minute: int | None = None
