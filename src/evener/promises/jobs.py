"""What this room does once a day."""

from __future__ import annotations

from datetime import datetime

from evener.capacity.queries import without_skill
from evener.capacity.rules import WorkKind
from evener.promises.models import Promise
from evener.promises.work import register_many


def find_skills(*, at: datetime) -> None:
    """Verdicts may name a skill before anybody lists it: hours that wait without one find it then (jobs.asks.Daily).

    They keep their place in the queue.
    """
    rows = Promise.objects.filter(id__in=without_skill(WorkKind.PROMISE))
    register_many(rows.select_related("verdict", "deal__stage", "deal__outlook"))
