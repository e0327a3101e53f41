"""The order of the queue: expected value per engineer hour, and what else the hours would buy. Pure.

The reasoning, with a worked example that a test runs: docs/algorithms/triage.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

HALF_LIFE_DAYS = 14


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as the order sees it. `amount` in minor units of `currency`; `chance` to win and `lift` in percent;
    `hours` expected; `days_left` until it is needed, negative once that day has passed; `placed` a place by hand.
    """

    id: int
    amount: int
    currency: str
    chance: int
    lift: int
    hours: float
    days_left: int
    placed: int | None = None


@dataclass(frozen=True, slots=True)
class Worth:
    """What a request is worth, in minor units of its currency, with the factors that made it so."""

    gain: float
    per_hour: float
    swing: float
    freshness: float
    relative: float


@dataclass(frozen=True, slots=True)
class Place:
    """A request's place from 1 on, and the one its worth gives it."""

    ask: Ask
    worth: Worth
    position: int
    computed: int
    bought: _Instead = field(repr=False, compare=False)

    @property
    def instead(self) -> float:
        """What its hours would buy instead, in minor units of its currency. Found when it is asked for."""
        return self.bought.of(self.ask)[0]

    @property
    def instead_ids(self) -> tuple[int, ...]:
        """The ids of the requests those hours would go to, the best first."""
        return self.bought.of(self.ask)[1]


def swing(chance: int) -> float:
    """How much of a lift a deal can still take: all of it at even odds, none where it is decided. 4 p (1 − p)."""
    share = chance / 100
    return 4 * share * (1 - share)


def freshness(days_left: int) -> float:
    """Help that comes too late is worth half as much with every two weeks."""
    late = max(0, -days_left)
    return float(0.5 ** (late / HALF_LIFE_DAYS))


def gain(ask: Ask) -> float:
    """Amount × lift × swing × freshness, in minor units."""
    return ask.amount * ask.lift / 100 * swing(ask.chance) * freshness(ask.days_left)


def order(asks: Sequence[Ask]) -> list[Place]:
    """Every request in its place: by worth per hour, the sooner needed first among equals, places by hand on top.

    Money of different currencies is not added up or converted: worth per hour counts in multiples of the middle request
    of the same currency, and these multiples are compared.
    """
    gains = {ask.id: gain(ask) for ask in asks}
    middles = _middles(asks, gains)
    worths = {ask.id: _worth(ask, gains[ask.id], middles[ask.currency]) for ask in asks}
    ranked = sorted(asks, key=lambda ask: (-worths[ask.id].relative, ask.days_left, ask.id))
    computed = {ask.id: index for index, ask in enumerate(ranked, start=1)}
    shown = [ask for ask in ranked if ask.placed is None]
    for ask in sorted((ask for ask in ranked if ask.placed is not None), key=lambda ask: (ask.placed or 0, ask.id)):
        shown.insert(min(len(shown), (ask.placed or 1) - 1), ask)
    bought = _Instead(ranked, worths)
    return [
        Place(ask, worths[ask.id], position, computed[ask.id], bought) for position, ask in enumerate(shown, start=1)
    ]


def _middles(asks: Sequence[Ask], gains: dict[int, float]) -> dict[str, float]:
    """The middle worth per hour of each currency's requests that are worth anything, in minor units."""
    found: dict[str, list[float]] = {ask.currency: [] for ask in asks}
    for ask in asks:
        if gains[ask.id] > 0:
            found[ask.currency].append(gains[ask.id] / ask.hours)
    return {code: median(worths) if worths else 0.0 for code, worths in found.items()}


def _worth(ask: Ask, whole: float, middle: float) -> Worth:
    per_hour = whole / ask.hours
    return Worth(whole, per_hour, swing(ask.chance), freshness(ask.days_left), per_hour / middle if middle else 0.0)


class _Instead:
    """What hours would buy: the best other requests of the same currency, each as far as the hours reach."""

    def __init__(self, ranked: Sequence[Ask], worths: dict[int, Worth]) -> None:
        self.worths = worths
        self.by_code: dict[str, list[Ask]] = {}
        for ask in ranked:
            self.by_code.setdefault(ask.currency, []).append(ask)

    def of(self, asked: Ask) -> tuple[float, tuple[int, ...]]:
        left, bought, ids = asked.hours, 0.0, []
        for ask in self.by_code[asked.currency]:
            if ask.id == asked.id:
                continue
            hours = min(left, ask.hours)
            bought += self.worths[ask.id].per_hour * hours
            ids.append(ask.id)
            left -= hours
            if left <= 0:
                break
        return bought, tuple(ids)
