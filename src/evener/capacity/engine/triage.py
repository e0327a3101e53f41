"""The order of requests for engineering time: expected value per hour, and what else the hours would buy.

    value = amount * (chance with help - chance without) * urgency
    chance with help = chance * (1 + lift), at most 1

A lift is how much more likely a deal is won, relative to its chance, when engineering does what is asked. Nobody has
measured it for this team yet, so `LIFTS` is our own prior, ordered by how much of the customer's decision rests on the
work; docs/algorithms/triage.md gives the reasons and works an example.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from math import isfinite
from statistics import median

from evener.capacity.engine.ordering import Override, overruled

LIFTS: Mapping[str, float] = {
    "demo": 0.15,
    "workshop": 0.20,
    "questionnaire": 0.25,
    "proof_of_concept": 0.35,
    "architecture_review": 0.20,
    "estimate": 0.15,
    "site_visit": 0.15,
}
OTHER_LIFT = 0.10
SHORTEST = 0.25
"""Hours. Less effort than this counts as this much, so that nothing is worth infinitely much per hour."""
URGENT = 0.5
"""What an answer needed at once is worth more than one that can wait."""
CALM_DAYS = 28.0
"""With this many days to spare nothing is urgent."""
HALVED_DAYS = 7.0
"""An answer this many days late is worth half."""
NAMED = 5


class BadRequest(ValueError):
    """A number that means nothing: `what` is a field, `id` the request's."""

    def __init__(self, *, what: str, id: int, value: object) -> None:
        super().__init__(f"{what} of {id} is {value!r}")
        self.what = what
        self.id = id
        self.value = value


@dataclass(frozen=True, slots=True)
class Request:
    """A call on engineering time.

    `amount` is the deal's, in `currency`: the caller converts to the reporting currency where it knows a rate, and
    leaves the others as they are. Days are counted from today; `soonest` is when it could be done at the earliest.
    """

    id: int
    kind: str
    hours: float
    chance: float
    amount: float | None
    currency: str = ""
    days_left: float | None = None
    soonest: float = 0.0
    lift: float | None = None
    """in place of the kind's"""


class Ground(StrEnum):
    """Why a request stands where it stands. The numbers that go with each are named beside it."""

    AMOUNT = "amount"  # amount
    ASSUMED_AMOUNT = "assumed_amount"  # amount: nobody typed one, the middle of the others stands in
    CHANCE = "chance"  # chance, with_help
    LIFT = "lift"  # lift
    HOURS = "hours"  # hours
    NO_DATE = "no_date"
    URGENT = "urgent"  # days to spare, factor
    LATE = "late"  # days late at the earliest, factor
    COSTS = "costs"  # value that its hours would buy elsewhere
    BETTER_ELSEWHERE = "better_elsewhere"  # the hours buy more elsewhere: value, cost
    OTHER_CURRENCY = "other_currency"  # ranked among its own: rank, of
    BY_HAND = "by_hand"  # computed place
    HAND_VOID = "hand_void"  # an override that no longer means anything
    WORTH_NOTHING = "worth_nothing"  # the value is 0: amount, chance or lift


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the queue. Value, `per_hour` and `cost` are in the request's own currency."""

    request: int
    place: int
    """1 is first"""
    computed: int
    by_hand: bool
    currency: str
    value: float
    per_hour: float
    cost: float
    displaced: tuple[int, ...]
    """what would be done in its hours instead, the most valuable per hour first, at most five"""
    grounds: tuple[tuple[Ground, tuple[tuple[str, float], ...]], ...]


@dataclass(frozen=True, slots=True)
class _Worth:
    request: Request
    amount: float
    assumed: bool
    lift: float
    with_help: float
    urgency: float
    value: float
    hours: float

    @property
    def per_hour(self) -> float:
        return self.value / self.hours


def queue(
    requests: Sequence[Request],
    *,
    capacity: float,
    overrides: Sequence[Override] = (),
    lifts: Mapping[str, float] = LIFTS,
) -> list[Place]:
    """The queue, first to last. `capacity`: hours engineering has for requests in the time looked at.

    Requests in a currency without a rate cannot be compared with the others. Each keeps its order inside its own
    currency, and the orders are merged evenly: the k-th of n goes by (k - 1/2) / n.
    """
    if not isfinite(capacity) or capacity < 0:
        raise BadRequest(what="capacity", id=0, value=capacity)
    worths = _worths(requests, lifts)
    by_currency: dict[str, list[_Worth]] = defaultdict(list)
    for worth in sorted(worths, key=lambda worth: (-worth.per_hour, -worth.value, worth.request.id)):
        by_currency[worth.request.currency].append(worth)
    ranked = sorted(
        ((rank + 0.5) / len(group), -len(group), currency, rank)
        for currency, group in by_currency.items()
        for rank in range(len(group))
    )
    # Hours know no currency: each one's requests compete for a share of the capacity as large as their share of work.
    work = sum(worth.hours for worth in worths)
    costs = {
        currency: _costs(group, capacity * sum(worth.hours for worth in group) / work)
        for currency, group in by_currency.items()
    }
    computed = [by_currency[currency][rank].request.id for _, _, currency, rank in ranked]
    order, void = overruled(computed, overrides)
    place_of = {request: place for place, request in enumerate(order, start=1)}
    hand = {override.item for override in overrides} - void
    places = []
    for place, (_, _, currency, rank) in enumerate(ranked, start=1):
        worth = by_currency[currency][rank]
        cost, displaced = costs[currency][rank]
        id = worth.request.id
        grounds = [*_grounds(worth), *_cost_grounds(worth, cost)]
        if len(by_currency) > 1:
            grounds.append((Ground.OTHER_CURRENCY, (("rank", rank + 1), ("of", len(by_currency[currency])))))
        if id in hand:
            grounds.append((Ground.BY_HAND, (("computed", place),)))
        elif id in void:
            grounds.append((Ground.HAND_VOID, ()))
        places.append(
            Place(
                request=id,
                place=place_of[id],
                computed=place,
                by_hand=id in hand,
                currency=currency,
                value=worth.value,
                per_hour=worth.per_hour,
                cost=cost,
                displaced=displaced,
                grounds=tuple(grounds),
            )
        )
    return sorted(places, key=lambda place: place.place)


def urgency(*, days_left: float | None, soonest: float) -> float:
    """1 when there is time, up to 1.5 when it is needed now, halved for every week it comes too late."""
    if days_left is None:
        return 1.0
    spare = days_left - soonest
    if spare < 0:
        return float(0.5 ** (-spare / HALVED_DAYS))
    return 1.0 + URGENT * max(0.0, 1.0 - spare / CALM_DAYS)


def _worths(requests: Sequence[Request], lifts: Mapping[str, float]) -> list[_Worth]:
    seen: set[int] = set()
    amounts: dict[str, list[float]] = defaultdict(list)
    for request in requests:
        _check(request, seen)
        if request.amount is not None:
            amounts[request.currency].append(request.amount)
    middle = {currency: median(known) for currency, known in amounts.items()}
    return [_worth(request, lifts, middle) for request in requests]


def _check(request: Request, seen: set[int]) -> None:
    if request.id in seen:
        raise BadRequest(what="id", id=request.id, value=request.id)
    seen.add(request.id)
    for what, value in (
        ("hours", request.hours),
        ("chance", request.chance),
        ("amount", request.amount),
        ("lift", request.lift),
        ("soonest", request.soonest),
    ):
        if value is not None and (not isfinite(value) or value < 0):
            raise BadRequest(what=what, id=request.id, value=value)
    if request.chance > 1:
        raise BadRequest(what="chance", id=request.id, value=request.chance)
    if request.days_left is not None and not isfinite(request.days_left):
        raise BadRequest(what="days_left", id=request.id, value=request.days_left)


def _worth(request: Request, lifts: Mapping[str, float], middle: Mapping[str, float]) -> _Worth:
    # Without any amount in sight, 1 keeps the order by chance, lift, urgency and hours.
    amount = middle.get(request.currency, 1.0) if request.amount is None else request.amount
    lift = lifts.get(request.kind, OTHER_LIFT) if request.lift is None else request.lift
    with_help = min(1.0, request.chance * (1 + lift))
    factor = urgency(days_left=request.days_left, soonest=request.soonest)
    return _Worth(
        request=request,
        amount=amount,
        assumed=request.amount is None,
        lift=lift,
        with_help=with_help,
        urgency=factor,
        value=amount * (with_help - request.chance) * factor,
        hours=max(SHORTEST, request.hours),
    )


def _costs(group: Sequence[_Worth], capacity: float) -> list[tuple[float, tuple[int, ...]]]:
    """Opportunity cost of each: the value of the others in `capacity` hours, less that in the hours it leaves.

    The others are done by value per hour, the last of them in part. `group` comes in that order.
    """
    ends = list(accumulate(worth.hours for worth in group))
    sums = [0.0, *accumulate(worth.value for worth in group)]

    def bought(hours: float, index: int) -> float:
        """Value of the others in so many hours."""
        own = group[index]
        before = ends[index] - own.hours
        return filled(hours) if hours <= before else filled(hours + own.hours) - own.value

    def filled(hours: float) -> float:
        whole = bisect_right(ends, hours)
        begun = ends[whole - 1] if whole else 0.0
        return sums[whole] + (group[whole].per_hour * (hours - begun) if whole < len(group) else 0.0)

    found = []
    for index, own in enumerate(group):
        left = max(0.0, capacity - own.hours)
        cost = max(0.0, bought(capacity, index) - bought(left, index))
        found.append((cost, _met(group, ends, index, left, capacity)))
    return found


def _met(group: Sequence[_Worth], ends: Sequence[float], index: int, left: float, capacity: float) -> tuple[int, ...]:
    """Of the others, done one after the other by value per hour: those with hours between `left` and `capacity`."""
    own = group[index]
    met: list[int] = []
    for other in range(max(0, bisect_right(ends, left)), len(group)):
        shift = own.hours if other > index else 0.0
        end = ends[other] - shift
        if end - group[other].hours >= capacity or len(met) == NAMED:
            break
        if other != index and end > left and group[other].value > 0:
            met.append(group[other].request.id)
    return tuple(met)


def _grounds(worth: _Worth) -> list[tuple[Ground, tuple[tuple[str, float], ...]]]:
    request = worth.request
    spare = (request.days_left or 0.0) - request.soonest
    if request.days_left is None:
        date: tuple[Ground, tuple[tuple[str, float], ...]] = (Ground.NO_DATE, ())
    elif spare < 0:
        date = (Ground.LATE, (("days", -spare), ("factor", worth.urgency)))
    else:
        date = (Ground.URGENT, (("days", spare), ("factor", worth.urgency)))
    return [
        (Ground.ASSUMED_AMOUNT if worth.assumed else Ground.AMOUNT, (("amount", worth.amount),)),
        (Ground.CHANCE, (("chance", request.chance), ("with_help", worth.with_help))),
        (Ground.LIFT, (("lift", worth.lift),)),
        (Ground.HOURS, (("hours", worth.hours),)),
        date,
    ]


def _cost_grounds(worth: _Worth, cost: float) -> list[tuple[Ground, tuple[tuple[str, float], ...]]]:
    if worth.value <= 0:
        return [(Ground.WORTH_NOTHING, ())]
    if cost > worth.value:
        return [(Ground.BETTER_ELSEWHERE, (("value", worth.value), ("cost", cost)))]
    return [(Ground.COSTS, (("cost", cost),))]
