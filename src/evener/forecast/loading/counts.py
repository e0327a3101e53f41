"""What was done on a deal, counted up from the rows of other rooms by the day each came: people known, answers heard,
promises, engineers' time, evaluations, meetings.

Counting begins with 0 when the deal came on record; what nobody here ever used is no feature.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import F, QuerySet

from evener.deals.models import Deal, NextStep
from evener.discovery.models import Answer
from evener.discovery.rules.answers import Source
from evener.engineering.models import LoggedTime, Request
from evener.evaluations.models import Criterion, Evaluation
from evener.evaluations.rules import Result
from evener.forecast.engine.deals import Column, Events, Floats
from evener.forecast.loading.moments import evening, instant
from evener.meetings.models import Attendee, Meeting
from evener.people.rules import Role
from evener.promises.models import Promise, Verdict
from evener.promises.rules import VerdictKind
from evener.stakeholders.models import Stakeholder

Happened = Iterable[tuple[int, Any, float]]


def counts(place: Mapping[int, int], *, start: Floats, closed: Floats) -> dict[str, Events]:
    """By name: each deal's running sum. `place`: the row of a deal by its id."""
    found = {}
    for name, happened in _sources():
        events = running(place, happened, start=start, closed=closed)
        if events is not None:
            found[name] = events
    return found


def running(place: Mapping[int, int], happened: Happened, *, start: Floats, closed: Floats) -> Events | None:
    """Sums of the steps in time, from 0 at each deal's start; None where nothing ever happened."""
    rows, days, steps = [], [], []
    for id, at, step in happened:
        row = place.get(id)
        if row is not None and at is not None:
            rows.append(row)
            days.append(moment(at))
            steps.append(step)
    if not rows:
        return None
    every = np.arange(len(start))
    deal = np.concatenate([every, np.array(rows, np.int64)])
    # Nothing is counted before the deal is on record.
    when = np.concatenate([start, np.maximum(np.array(days), start[np.array(rows, np.int64)])])
    by = np.concatenate([np.zeros(len(start)), np.array(steps, float)])
    order = np.lexsort((np.arange(len(deal)), when, deal))
    deal, when = deal[order], when[order]
    sums = np.cumsum(by[order])
    begins = np.searchsorted(deal, every)
    sums = sums - sums[begins][deal]
    kept = (when < closed[deal]) | (np.arange(len(deal)) == begins[deal])
    return Events(deal[kept], when[kept], Column(sums[kept]))


def moment(at: date | datetime) -> float:
    """A day or an instant as a number; a day counts from its end, when it is known to all."""
    if isinstance(at, datetime):
        return instant(at)
    return evening(at)


def _sources() -> Iterable[tuple[str, Happened]]:
    heard = Answer.objects.filter(source__in=(Source.TOLD, Source.OBSERVED))
    held = Meeting.objects.filter(cancelled_at=None, deal__isnull=False)
    engineers = Attendee.objects.filter(
        user__role__in=(Role.ENGINEER, Role.DELIVERY),
        absent=False,
        meeting__cancelled_at=None,
        meeting__deal__isnull=False,
    )
    results = Criterion.objects.filter(result_at__isnull=False)
    met = results.filter(result__in=(Result.EXCEEDS, Result.MEETS))
    yield "people known", _each(Stakeholder.objects.all(), "deal_id", "created_at")
    yield "answers", (*_each(heard, "deal_id", "answered_at"), *_each(heard, "deal_id", "ended_at", step=-1.0))
    yield "promises", _each(Promise.objects.all(), "deal_id", "created_at")
    yield "blind promises", _each(Promise.objects.filter(blind=True), "deal_id", "created_at")
    yield "refusals", _each(Verdict.objects.filter(kind=VerdictKind.NO), "promise__deal_id", "given_at")
    yield "requests", _each(Request.objects.all(), "deal_id", "asked_at")
    yield "engineer hours", LoggedTime.objects.values_list("request__deal_id", "at", F("minutes") / 60.0)
    yield "meetings", _each(held, "deal_id", "starts_at")
    yield "engineers in meetings", _each(engineers, "meeting__deal_id", "meeting__starts_at")
    yield "evaluations", _each(Evaluation.objects.all(), "deal_id", "started_at")
    yield "criteria met", _each(met, "evaluation__deal_id", "result_at")
    yield "criteria missed", _each(results.filter(result=Result.DOES_NOT_MEET), "evaluation__deal_id", "result_at")
    yield "technical win", _each(Deal.objects.filter(technical_win_on__isnull=False), "id", "technical_win_on")
    yield "steps done", _each(NextStep.objects.filter(done_at__isnull=False), "deal_id", "done_at")


def _each(rows: QuerySet[Any], deal: str, at: str, *, step: float = 1.0) -> list[tuple[int, Any, float]]:
    return [(id, when, step) for id, when in rows.values_list(deal, at)]
