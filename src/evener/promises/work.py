"""The hours promises need, in the load: registered while a verdict says how many and somebody must do them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from evener.capacity.actions import register_work, settle_work, skill_named
from evener.capacity.rules import HOUR, MOST_HOURS, WorkKind
from evener.deals.rules import Outcome
from evener.promises.models import Promise
from evener.promises.rules import VerdictKind, work_weight


def weight_of(promise: Promise, *, outcome: str, chance: int) -> int | None:
    """The chance in percent that its hours are needed; None where they are not, or nobody said how many."""
    if promise.verdict is None or promise.verdict.kind != VerdictKind.WITH_WORK:
        return None
    return work_weight(promise.standing, Outcome(outcome), chance=chance)


def minutes_of(promise: Promise) -> tuple[int, int, int] | None:
    """Low, likely and high minutes of a verdict with work; what is over the most is cut to it."""
    verdict = promise.verdict
    if verdict is None or verdict.kind != VerdictKind.WITH_WORK:
        return None
    low, likely, high = (
        min(hours or 1, MOST_HOURS) * HOUR for hours in (verdict.hours_low, verdict.hours_likely, verdict.hours_high)
    )
    return low, likely, high


def register(promise: Promise, *, at: datetime, outcome: str, chance: int) -> None:
    """Its hours in the load, or out of it. Nothing else of the queue moves."""
    weight, minutes = weight_of(promise, outcome=outcome, chance=chance), minutes_of(promise)
    if weight is None or minutes is None or promise.verdict is None:
        settle_work(kind=WorkKind.PROMISE, things=[promise.pk])
        return
    register_work(
        at=at,
        kind=WorkKind.PROMISE,
        thing_id=promise.pk,
        minutes=minutes,
        skill_id=skill_named(promise.verdict.skill),
        weight=weight,
        due_on=promise.due_on,
    )


def register_many(promises: Iterable[Promise]) -> None:
    """The same for promises whose deal or review changed, read with their verdict and their deal's stage and outlook.

    What comes back takes its place from the verdict on.
    """
    gone = []
    for promise in promises:
        if promise.verdict is None:
            continue
        outcome, chance = promise.deal.outcome, promise.deal.chance
        if weight_of(promise, outcome=outcome, chance=chance) is None:
            gone.append(promise.pk)
        else:
            register(promise, at=promise.verdict.given_at, outcome=outcome, chance=chance)
    settle_work(kind=WorkKind.PROMISE, things=gone)
