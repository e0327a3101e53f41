"""What engineering of the large company is asked and has to do: requests that wait, requests of the past year, work."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from evener.capacity.models import PersonSkill, Skill, WorkItem
from evener.capacity.rules import WORKING_ROLES
from evener.deals.models import Deal
from evener.engineering.models import LoggedTime, Request, RequestKind, RequestSkill
from evener.people.models import User

WAITING, ANSWERED, WORK, SKILLS = 500, 20_000, 2_000, 20
ENDS = (("done", 6), ("declined", 2), ("withdrawn", 1), ("accepted", 1))
Save = Callable[[Any, Iterable[Any]], None]


def build(chance: random.Random, *, save: Save) -> None:
    """500 requests in the queue, 20,000 answered ones over a year, 2,000 pieces of work; `save` writes rows in bulk."""
    people = list(User.objects.filter(role__in=[role.value for role in WORKING_ROLES]).values_list("id", flat=True))
    kinds = list(RequestKind.objects.all())
    skills = [Skill(name=f"Skill {n}", folded_name=f"skill {n}", created_at=timezone.now()) for n in range(SKILLS)]
    Skill.objects.bulk_create(skills)
    save(PersonSkill, [
        PersonSkill(person_id=id, skill=skill, level=chance.randrange(1, 4))
        for id in people for skill in chance.sample(skills, 4)
    ])  # fmt: skip
    opened = list(Deal.objects.filter(outcome="").order_by("id").values_list("id", flat=True)[:5000])
    closed = list(Deal.objects.exclude(outcome="").order_by("id").values_list("id", flat=True)[:20_000])
    asked = [_asked(chance, n, chance.choice(opened), chance.choice(kinds)) for n in range(1, WAITING + 1)]
    answered = [
        _answered(chance, WAITING + n, chance.choice(closed), chance.choice(kinds), chance.choice(people))
        for n in range(1, ANSWERED + 1)
    ]
    save(Request, [*asked, *answered])
    save(RequestSkill, [RequestSkill(request=row, skill=chance.choice(skills), level=2) for row in asked])
    save(LoggedTime, [
        LoggedTime(request=row, person_id=row.person_id, minutes=240, at=row.asked_at)
        for row in answered if row.person_id and chance.random() < 0.3
    ])  # fmt: skip
    save(WorkItem, [_work(chance, n, skills, people) for n in range(1, WORK + 1)])


def _asked(chance: random.Random, n: int, deal: int, kind: RequestKind) -> Request:
    now = timezone.now()
    return Request(
        id=n, deal_id=deal, kind=kind, decides=f"Whether line {n} is on the short list",
        needed_by=now.date() + timedelta(days=chance.randrange(-5, 60)), low_minutes=kind.low_minutes,
        likely_minutes=kind.likely_minutes, high_minutes=kind.high_minutes, asked_by_id=chance.randrange(2, 200),
        asked_at=now - timedelta(hours=chance.randrange(400)),
    )  # fmt: skip


def _answered(chance: random.Random, n: int, deal: int, kind: RequestKind, person: int) -> Request:
    row = _asked(chance, n, deal, kind)
    row.asked_at = timezone.now() - timedelta(minutes=chance.randrange(10_000, 500_000))
    row.state = chance.choices([end for end, _ in ENDS], [weight for _, weight in ENDS])[0]
    row.waiting, row.answered_at = False, row.asked_at + timedelta(minutes=chance.randrange(5, 4000))
    row.answered_by_id, row.answer, row.ended_at = person, "Answered", row.answered_at
    if row.state in ("done", "accepted"):
        row.person_id = person
    return row


def _work(chance: random.Random, n: int, skills: list[Skill], people: list[int]) -> WorkItem:
    now = timezone.now()
    waits = n <= WAITING
    return WorkItem(
        kind="request" if waits else "chunk", thing_id=n, skill=chance.choice(skills),
        person_id=None if waits else chance.choice(people), low_minutes=240, likely_minutes=600, high_minutes=1800,
        weight=50 if waits else 100, due_on=now.date() + timedelta(days=chance.randrange(-3, 90)), registered_at=now,
    )  # fmt: skip
