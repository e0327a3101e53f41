"""What changed between two forecasts, deal by deal, adding up exactly in minor units.

Expected value then + every part = expected value now. A deal's value is its chance × its amount, rounded to a whole
minor unit; what is won counts in full. Between the two, one thing after another is brought from then to now, and each
rounded step is a part: so nothing is left over and nothing counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import exp, log


class Part(StrEnum):
    NEW = "new"  # deals that were not there then
    WON = "won"  # won since: from its chance to the whole amount
    LOST = "lost"  # lost or ended with no decision since: from its chance to nothing
    AMOUNT = "amount"  # another amount
    MOVED = "moved"  # its day moved, out of this period or into it
    LEVEL = "level"  # what moved the chances of all deals alike
    CHANCE = "chance"  # what only this deal's news did to its chance
    GONE = "gone"  # no longer counted: deleted, or another currency, team or owner


class State(StrEnum):
    OPEN = "open"
    WON = "won"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Standing:
    """A deal in one forecast of a period: `chance` to be won in it. `close_on`: an ordinal, None without a day."""

    chance: float
    amount_minor: int
    state: State = State.OPEN
    close_on: int | None = None

    @property
    def value(self) -> int:
        if self.state is State.ENDED:
            return 0
        if self.state is State.WON:
            return self.amount_minor
        return worth(self.chance, self.amount_minor)


@dataclass(frozen=True, slots=True)
class Step:
    """One part of what changed, of one deal."""

    key: int
    part: Part
    minor: int


@dataclass(frozen=True, slots=True)
class Bridge:
    """`then` + the sum of all steps = `now`."""

    then: int
    now: int
    steps: tuple[Step, ...]

    def sums(self) -> dict[Part, int]:
        """The sum of each part that there is."""
        found: dict[Part, int] = {}
        for step in self.steps:
            found[step.part] = found.get(step.part, 0) + step.minor
        return found


def worth(chance: float, amount_minor: int) -> int:
    """Chance × amount as a whole number; exact for amounts that a float cannot hold."""
    return round(Fraction(chance) * amount_minor)


def shift_of(then: Mapping[int, Standing], now: Mapping[int, Standing]) -> float:
    """How far the log odds of all open deals moved alike: the median, over deals whose day did not move."""
    moved = sorted(
        _log_odds(now[key].chance) - _log_odds(before.chance)
        for key, before in then.items()
        if key in now and before.state is State.OPEN is now[key].state and before.close_on == now[key].close_on
    )
    if not moved:
        return 0.0
    middle = len(moved) // 2
    return moved[middle] if len(moved) % 2 else (moved[middle - 1] + moved[middle]) / 2


def bridge(then: Mapping[int, Standing], now: Mapping[int, Standing]) -> Bridge:
    """Steps ordered by deal; a step of nothing is left out."""
    shift = shift_of(then, now)
    steps: list[Step] = []
    for key in sorted({*then, *now}):
        steps += [Step(key, part, minor) for part, minor in _of_one(then.get(key), now.get(key), shift) if minor]
    return Bridge(_sum(then.values()), _sum(now.values()), tuple(steps))


def _sum(standings: Iterable[Standing]) -> int:
    return sum(each.value for each in standings)


def _of_one(then: Standing | None, now: Standing | None, shift: float) -> list[tuple[Part, int]]:
    if then is None:
        return [] if now is None else [(Part.NEW, now.value)]
    if now is None:
        return [(Part.GONE, -then.value)]
    if then.state is not now.state:
        if now.state is State.OPEN:  # opened again
            return [(Part.CHANCE, now.value - then.value)]
        amount = _at(then, now.amount_minor) - then.value
        ended = Part.WON if now.state is State.WON else Part.LOST
        return [(Part.AMOUNT, amount), (ended, now.value - then.value - amount)]
    if now.state is not State.OPEN:
        return [(Part.AMOUNT, now.value - then.value)]
    amount = worth(then.chance, now.amount_minor)
    if then.close_on != now.close_on:
        return [(Part.AMOUNT, amount - then.value), (Part.MOVED, now.value - amount)]
    level = worth(_shifted(then.chance, shift), now.amount_minor)
    return [(Part.AMOUNT, amount - then.value), (Part.LEVEL, level - amount), (Part.CHANCE, now.value - level)]


def _at(standing: Standing, amount_minor: int) -> int:
    return Standing(standing.chance, amount_minor, standing.state).value


def _log_odds(chance: float) -> float:
    held = min(max(chance, 1e-9), 1 - 1e-9)
    return log(held / (1 - held))


def _shifted(chance: float, shift: float) -> float:
    return chance if shift == 0 or chance <= 0 or chance >= 1 else 1 / (1 + exp(-(_log_odds(chance) + shift)))
