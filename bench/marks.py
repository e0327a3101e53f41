"""A year of nights behind the newest forecast: how each did at every horizon, of everything, each team and each person.

Only what the record reads is written: forecasts without their sheets and lines, and marks with made-up sums.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from evener.deals.models import Deal
from evener.deals.rules import Basis
from evener.forecast.actions.marking import add_up
from evener.forecast.engine.marks import BANDS
from evener.forecast.models import Forecast, Mark
from evener.forecast.rules.horizons import FIXED
from evener.forecast.rules.words import Of
from evener.people.models import Team

NIGHTS = 365


@transaction.atomic
def build() -> int:
    """At each horizon the nights of the year that may be held against what happened by now; how many marks."""
    chance = random.Random(20260302)
    today = timezone.localdate()
    days = [today - timedelta(days=number) for number in range(max(FIXED) + NIGHTS, 0, -1)]
    nights = Forecast.objects.bulk_create(
        [Forecast(as_of=day, made_at=timezone.now(), basis=Basis.LEARNT, is_ready=True) for day in days]
    )
    marks = list(_marks(chance, nights, today))
    Mark.objects.bulk_create(marks, batch_size=2_000)
    return len(marks)


def added_up() -> list[dict[str, Any]]:
    """What the night takes to add up a year of marks, once they are there."""
    number, busy = build(), time.process_time()
    add_up(today=timezone.localdate())
    seconds = round(time.process_time() - busy, 1)
    return [{"work": f"adding up {number:,} marks of a year: seconds of processor", "value": seconds, "unit": "s"}]


def clear() -> None:
    """The year goes again: what is measured next is of the company as it was."""
    Forecast.objects.filter(as_of__lt=timezone.localdate()).delete()
    add_up(today=timezone.localdate())


def _marks(chance: random.Random, nights: list[Forecast], today: Any) -> Iterator[Mark]:
    owners = Deal.objects.filter(owner__isnull=False).order_by().values_list("owner_id", flat=True).distinct()
    whose = [(Of.ALL, 0, 5_000), *((Of.TEAM, id, 250) for id in Team.objects.values_list("id", flat=True))]
    whose += [(Of.OWNER, id, 50) for id in owners]
    for night in nights:
        for days in FIXED:
            if today - timedelta(days=days + NIGHTS) <= night.as_of < today - timedelta(days=days):
                for of, of_id, deals in whose:
                    figures = _figures(chance, deals)
                    yield Mark(forecast=night, days=days, of=of, of_id=of_id, deals=deals, figures=figures)


def _figures(chance: random.Random, deals: int) -> dict[str, Any]:
    """As `engine.marks` sums them up."""
    bands = [[deals // BANDS, round(deals // BANDS * (at + 0.5) / BANDS, 3), deals // BANDS * at // BANDS]
             for at in range(BANDS)]  # fmt: skip

    def sums(least: float) -> dict[str, float]:
        return {name: round(deals * (least + chance.random() / 10), 4) for name in ("log_won", "brier_won")}

    four = {"log": round(deals * 0.9, 4), "brier": round(deals * 0.4, 4)}
    return {
        "model": four | sums(0.5), "base_rate": {name: value * 1.1 for name, value in four.items()} | sums(0.6),
        "stage": sums(0.7), "won": deals // 4, "expected": round(deals / 4, 3), "bands": bands,
    }  # fmt: skip
