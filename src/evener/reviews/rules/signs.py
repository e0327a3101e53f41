"""The open whys, hows and whens that a deal's record shows, and which say that nothing may be decided. Pure.

`docs/algorithms/reviews.md` tells the same in words, with a worked example that a test holds against these functions.

Of deals lost to no decision 56 % failed on indecision and 44 % on contentment with how things are (JOLT, 2.5 million
sales calls). The weights are priors of ours: there is no published table of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from evener.reviews.rules.keys import FIRST_DOUBTS, SignAsk, SignFamily, SignKey
from evener.reviews.rules.meanings import MEANINGS

# So many days without a sign of life, from the middle of the pipeline on, are silence.
SILENT, MIDDLE, LATE = 14, 50, 70
# So often the date moved, or what is bought changed, before it is a sign.
MOVES, SCOPES = 2, 2
# Meetings in a row that had no decision to ask for; days without meeting anybody; people known.
IDLE_MEETINGS, UNMET, FEW = 2, 21, 2
# The weight from which there are some, and many signs.
SOME, MANY = 4, 9


@dataclass(frozen=True, slots=True)
class Trial:
    """An evaluation that goes on. `moved`: how often its last day was moved; `over`: that day has passed."""

    name: str
    criteria: int
    moved: int = 0
    stalled: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What the record of an open deal says: where nothing is written down, nothing is known.

    `chance` is what its stage alone gives, in percent. `moves` counts how often the expected close was put later,
    `unreasoned` how often it was changed at all without a reason, `scopes` how often amount or product changed in 90
    days. `people` are the stakeholders, `unmet_days` how long none of them was met; `idle_meetings` the meetings in a
    row, up to the last, that had no decision to ask for. Names and texts are those that stand in the record.
    """

    chance: int
    quiet_days: int = 0
    close_passed: bool = False
    has_close: bool = True
    moves: int = 0
    unreasoned: int = 0
    scopes: int = 0
    assumed: tuple[str, ...] = ()
    pain: bool = False
    figure: bool = False
    date: bool = False
    buyer: bool = False
    champion: bool = False
    people: int = 0
    stakes_unknown: tuple[str, ...] = ()
    unmet_days: int = 0
    blind: int = 0
    stale: int = 0
    refused: int = 0
    undated_promises: int = 0
    technical_win: bool = False
    trials: tuple[Trial, ...] = ()
    idle_meetings: int = 0
    steps: int = 0
    loose_steps: int = 0


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing the record shows: how many there are of it, and what it is about, in the record's own words."""

    key: SignKey
    count: int = 1
    detail: str = ""

    @property
    def ask(self) -> SignAsk:
        return MEANINGS[self.key].ask

    @property
    def family(self) -> SignFamily | None:
        return MEANINGS[self.key].family

    @property
    def weight(self) -> int:
        return MEANINGS[self.key].weight


def signs(facts: Facts) -> list[Sign]:
    """Everything the record shows, whys first, then hows, then whens; the heaviest first among each."""
    found = [*_why(facts), *_people(facts), *_promises(facts), *_proof(facts), *_when(facts)]
    order = list(SignAsk)
    return sorted(found, key=lambda sign: (order.index(sign.ask), -sign.weight))


def _why(facts: Facts) -> Iterable[Sign]:
    if not facts.pain:
        yield Sign(SignKey.NO_PAIN)
    if not facts.figure:
        yield Sign(SignKey.NO_FIGURE)
    if facts.assumed:
        yield Sign(SignKey.ASSUMED, len(facts.assumed), _listed(facts.assumed))
    if facts.scopes >= SCOPES:
        yield Sign(SignKey.SCOPE_CHANGES, facts.scopes)


def _people(facts: Facts) -> Iterable[Sign]:
    if not facts.buyer:
        yield Sign(SignKey.NO_BUYER)
    if not facts.champion:
        yield Sign(SignKey.NO_CHAMPION)
    if facts.people < FEW:
        yield Sign(SignKey.FEW_CONTACTS, facts.people)
    if facts.stakes_unknown:
        yield Sign(SignKey.STAKES_UNKNOWN, len(facts.stakes_unknown), _listed(facts.stakes_unknown))
    if facts.unmet_days > UNMET:
        yield Sign(SignKey.UNMET, facts.unmet_days)
    if facts.idle_meetings >= IDLE_MEETINGS:
        yield Sign(SignKey.IDLE_MEETINGS, facts.idle_meetings)


def _promises(facts: Facts) -> Iterable[Sign]:
    for key, count in (
        (SignKey.BLIND, facts.blind),
        (SignKey.STALE, facts.stale),
        (SignKey.REFUSED, facts.refused),
        (SignKey.UNDATED_PROMISES, facts.undated_promises),
    ):
        if count:
            yield Sign(key, count)


def _proof(facts: Facts) -> Iterable[Sign]:
    if facts.chance >= LATE and not facts.technical_win:
        yield Sign(SignKey.NO_TECHNICAL_WIN)
    bare = [trial.name for trial in facts.trials if not trial.criteria]
    if bare:
        yield Sign(SignKey.NO_CRITERIA, len(bare), _listed(bare))
    slow = [trial.name for trial in facts.trials if trial.stalled or trial.over or trial.moved]
    if slow:
        yield Sign(SignKey.TRIAL_DRAGS, len(slow), _listed(slow))


def _when(facts: Facts) -> Iterable[Sign]:
    if not facts.date:
        yield Sign(SignKey.NO_DATE)
    if facts.moves >= MOVES:
        yield Sign(SignKey.DATE_MOVED, facts.moves)
    if facts.unreasoned:
        yield Sign(SignKey.DATE_UNREASONED, facts.unreasoned)
    if facts.close_passed or not facts.has_close:
        yield Sign(SignKey.CLOSE_PASSED if facts.close_passed else SignKey.NO_CLOSE)
    if facts.chance >= MIDDLE and facts.quiet_days >= SILENT:
        yield Sign(SignKey.SILENCE, facts.quiet_days)
    if not facts.steps:
        yield Sign(SignKey.NO_STEP)
    elif facts.loose_steps:
        yield Sign(SignKey.LOOSE_STEPS, facts.loose_steps)


def _listed(names: Iterable[str]) -> str:
    """The first three, as they stand in the record."""
    found = list(names)
    return "; ".join(found[:3]) + (" …" if len(found) > 3 else "")


class RiskLevel(StrEnum):
    """How loudly the record says that the customer may do nothing. No chance: that needs outcomes to learn from."""

    NONE = "none"
    FEW = "few"
    SOME = "some"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Risk:
    """The signs that the customer will do nothing, and how much they weigh together."""

    signs: tuple[Sign, ...]
    weight: int

    @property
    def level(self) -> RiskLevel:
        if not self.signs:
            return RiskLevel.NONE
        if self.weight >= MANY:
            return RiskLevel.MANY
        return RiskLevel.SOME if self.weight >= SOME else RiskLevel.FEW

    def of(self, family: SignFamily) -> list[Sign]:
        return [sign for sign in self.signs if sign.family == family]


def risk(facts: Facts) -> Risk:
    """The signs of no decision that count at this stage: nobody expects a champion on the first day."""
    found = [sign for sign in signs(facts) if sign.family is not None and facts.chance >= MEANINGS[sign.key].since]
    found.sort(key=lambda sign: -sign.weight)
    return Risk(tuple(found), sum(sign.weight for sign in found))


def foretold(outcome: str, reason: str) -> frozenset[SignKey]:
    """Which signs a deal that ended so most likely told; people correct it when they score the review."""
    return FIRST_DOUBTS.get((outcome, reason), frozenset())
