"""The life of a devil's-advocate review, what reviewers give, and how it is scored. Pure.

    asked -> prepared -> held -> scored, or called off before it is held

The score is the Brier score (Brier 1950). `docs/algorithms/reviews.md` carries the worked examples that tests run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from evener.deals.rules import YES, Decision, Outcome, no
from evener.problems import Text

# Nobody knows: a chance is neither 0 nor 100 %.
LOWEST, HIGHEST = 1, 99
# Fewer than this say nothing about anybody.
ENOUGH = 5
LENGTHS = {
    "why": 1000, "dissenter_why": 300, "counter_case": 10_000, "cause_of_death": 1000, "text": 1000, "reason": 1000,
    "lesson": 2000,
}  # fmt: skip
MOST_DECISIONS, MOST_REVIEWERS = 50, 30


class ReviewStatus(StrEnum):
    ASKED = "asked"
    PREPARED = "prepared"
    HELD = "held"
    SCORED = "scored"
    CALLED_OFF = "called_off"


STATUS_NAMES: dict[ReviewStatus, Text] = {
    ReviewStatus.ASKED: _("Asked"),
    ReviewStatus.PREPARED: _("Prepared"),
    ReviewStatus.HELD: _("Held"),
    ReviewStatus.SCORED: _("Scored"),
    ReviewStatus.CALLED_OFF: _("Called off"),
}
AHEAD = frozenset({ReviewStatus.ASKED, ReviewStatus.PREPARED})


class Event(StrEnum):
    PREPARE = "prepare"
    SWAP = "swap"
    INVITE = "invite"
    ESTIMATE = "estimate"
    DECIDE = "decide"
    HOLD = "hold"
    CALL_OFF = "call_off"
    SCORE = "score"


BEFORE: dict[Event, frozenset[ReviewStatus]] = {
    Event.PREPARE: AHEAD,
    Event.SWAP: frozenset({ReviewStatus.ASKED}),
    Event.INVITE: AHEAD,
    Event.ESTIMATE: frozenset({ReviewStatus.PREPARED}),
    Event.DECIDE: frozenset({ReviewStatus.PREPARED, ReviewStatus.HELD}),
    Event.HOLD: frozenset({ReviewStatus.PREPARED}),
    Event.CALL_OFF: AHEAD,
    Event.SCORE: frozenset({ReviewStatus.HELD}),
}
REFUSALS: dict[Event, Text] = {
    Event.PREPARE: _("The review was held, or called off. What the dissenter wrote stands."),
    Event.SWAP: _("The counter-case is written. Who wrote it argues it."),
    Event.INVITE: _("The review was held, or called off. Its reviewers stand."),
    Event.ESTIMATE: _("A chance is given between the counter-case and the review: read the one before the other."),
    Event.DECIDE: _("Decisions are written down from the counter-case on, until the review is scored."),
    Event.HOLD: _("The dissenter writes the counter-case and the cause of death first. Without them it is no review."),
    Event.CALL_OFF: _("The review was held already, or called off."),
    Event.SCORE: _("A review is scored once: after it was held and the deal has closed."),
}


def allowed(event: Event, status: ReviewStatus) -> Decision:
    return YES if status in BEFORE[event] else no(REFUSALS[event])


def waits(status: ReviewStatus, *, closed: bool) -> bool:
    """Whether somebody has to do something: before it is held while the deal is open, and to score it afterwards."""
    return (status in AHEAD and not closed) or (status == ReviewStatus.HELD and closed)


def text_faults(values: Mapping[str, str], *, needs: Mapping[str, Text]) -> dict[str, Text]:
    """Texts too long, with characters no database keeps, or missing; `needs` says what is said of a missing one."""
    wrong: dict[str, Text] = {}
    for name, text in values.items():
        limit = LENGTHS[name]
        if len(text) > limit:
            wrong[name] = _("Keep it under %(limit)d characters.") % {"limit": limit}
        elif "\x00" in text:
            wrong[name] = _("This text holds a character that cannot be kept.")
        elif name in needs and not text.strip():
            wrong[name] = needs[name]
    return wrong


@dataclass(frozen=True, slots=True)
class Chances:
    """What a reviewer gives, in whole percent: won, and, both or neither, lost and no decision."""

    won: int
    lost: int | None = None
    nothing: int | None = None

    @property
    def three(self) -> bool:
        return self.lost is not None and self.nothing is not None


def chance_faults(given: Chances) -> dict[str, Text]:
    """What is wrong with it, by field."""
    if not LOWEST <= given.won <= HIGHEST:
        return {"won": _("Give a chance from 1 to 99 %: nobody knows for sure.")}
    if (given.lost is None) != (given.nothing is None):
        name = "lost" if given.lost is None else "nothing"
        return {name: _("Give both, or leave both empty.")}
    if given.lost is None or given.nothing is None:
        return {}
    for name, value in (("lost", given.lost), ("nothing", given.nothing)):
        if not LOWEST <= value <= HIGHEST:
            return {name: _("Give a chance from 1 to 99 %: nobody knows for sure.")}
    total = given.won + given.lost + given.nothing
    if total != 100:
        return {"won": _("The three add up to %(total)d %%, not to 100.") % {"total": total}}
    return {}


def brier(won: int, outcome: Outcome) -> float | None:
    """(p - o)² of “it is won”: 0 is perfect, 0.25 is what 50 % always gets, 1 is sure and wrong.

    None for a deal we walked away from: nobody was asked about that.
    """
    if outcome not in (Outcome.WON, Outcome.LOST, Outcome.NO_DECISION):
        return None
    return float((won / 100 - (1 if outcome == Outcome.WON else 0)) ** 2)


def brier_of_three(given: Chances, outcome: Outcome) -> float | None:
    """Half the sum of the squares over won, lost and no decision, so that it too lies between 0 and 1."""
    if given.lost is None or given.nothing is None or brier(given.won, outcome) is None:
        return None
    pairs = ((given.won, Outcome.WON), (given.lost, Outcome.LOST), (given.nothing, Outcome.NO_DECISION))
    return sum((chance / 100 - (1 if outcome == each else 0)) ** 2 for chance, each in pairs) / 2


def is_revealed(*, given: int, asked: int, held: bool) -> bool:
    """Whether chances are shown: when all have given theirs, or the review is held."""
    return held or (asked > 0 and given == asked)


class CauseRight(StrEnum):
    """Whether the cause of death that the dissenter foresaw was it."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


RIGHT_NAMES: dict[CauseRight, Text] = {
    CauseRight.YES: _("Yes, that was it"),
    CauseRight.PARTLY: _("Partly"),
    CauseRight.NO: _("No, or the deal did not die"),
}


@dataclass(frozen=True, slots=True)
class Record:
    """The scores of somebody, or of a team. Its mean is None while there are too few to say anything."""

    scores: tuple[float, ...]

    @property
    def n(self) -> int:
        return len(self.scores)

    @property
    def mean(self) -> float | None:
        return sum(self.scores) / self.n if self.n >= ENOUGH else None


def record(scores: Iterable[float | None]) -> Record:
    return Record(tuple(score for score in scores if score is not None))


def is_over(amount_minor: int, currency: str, *, limit_minor: int, own: str) -> bool:
    """Whether a deal is large enough to be reviewed without anybody asking. A limit of 0 asks for none.

    The limit is an amount in the organisation's `own` currency. A deal in another one is reviewed on request only: no
    rate of exchange decides who is reviewed.
    """
    return 0 < limit_minor <= amount_minor and currency == own
