"""Registering work. The rooms that need hours call these inside the transaction that made them need them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from evener.capacity.models import Skill, WorkItem
from evener.capacity.rules import WorkKind, effort_faults
from evener.problems import Invalid
from evener.search.rules import fold


def register_work(
    *,
    at: datetime,
    kind: WorkKind,
    thing_id: int,
    minutes: tuple[int, int, int],
    skill_id: int | None = None,
    person_id: int | None = None,
    weight: int = 100,
    starts_on: date | None = None,
    due_on: date | None = None,
) -> WorkItem:
    """Put work into the queue, or change what it needs there: it keeps the place it came to first.

    `minutes` is low, likely and high; `weight` the chance in percent that it is needed.
    """
    low, likely, high = minutes
    wrong = effort_faults(low, likely, high)
    if wrong:
        raise Invalid(wrong)
    values = {
        "skill_id": skill_id,
        "person_id": person_id,
        "low_minutes": low,
        "likely_minutes": likely,
        "high_minutes": high,
        "weight": max(0, min(100, weight)),
        "starts_on": starts_on,
        "due_on": due_on,
    }
    made, _new = WorkItem.objects.update_or_create(
        kind=kind, thing_id=thing_id, defaults=values, create_defaults={**values, "registered_at": at}
    )
    return made


def assign_work(*, kind: WorkKind, thing_id: int, person_id: int | None) -> None:
    """Somebody does it now, or nobody."""
    WorkItem.objects.filter(kind=kind, thing_id=thing_id).update(person_id=person_id)


def settle_work(*, kind: WorkKind, things: Collection[int]) -> None:
    """It is done, or will not be done: it takes no more time."""
    WorkItem.objects.filter(kind=kind, thing_id__in=things).delete()


def weigh_work(*, kind: WorkKind, weights: Mapping[int, int]) -> None:
    """The chance that these things are needed changed; percent by thing."""
    changed = []
    for row in WorkItem.objects.filter(kind=kind, thing_id__in=weights):
        weight = max(0, min(100, weights[row.thing_id]))
        if row.weight != weight:
            row.weight = weight
            changed.append(row)
    WorkItem.objects.bulk_update(changed, ["weight"], batch_size=500)


def skill_named(name: str) -> int | None:
    """The id of the skill a text names, None where it names none."""
    folded = fold(name.strip())[:80]
    return Skill.objects.filter(folded_name=folded).values_list("id", flat=True).first() if folded else None
