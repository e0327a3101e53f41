"""Which deals are compared for working together, and in which group each stands. Pure; days are ordinals.

Whoever asks for deals with an engineer in within 14 days must not count deals that ended before day 14 against them:
they had no time to get one. So a deal counts from its *landmark* on, the day that many days after it was opened: it
must have been open and on record then, and its group is what was so on that day, whatever came later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from evener.deals.rules import Outcome
from evener.problems import Text

# Days from opening to the landmark that a page offers.
LANDMARKS = (14, 30, 60)
# Discovery counts as done early where at least so much of it (percent of the weight) is known on that day.
HALF = 50
# Days after a win in which an engineer who is still there is seen.
AFTER = 60


# Shares of deals with an amount, among won and other deals, may lie so far apart; further, the amount tells the end.
APART = 0.3


class Practice(StrEnum):
    """What is compared."""

    ENGINEER = "engineer"
    DISCOVERED = "discovered"
    BLIND = "blind"
    CLOSING = "closing"
    STAYED = "stayed"


class Hit(StrEnum):
    """What is counted in each group."""

    WON = "won"
    NO_DECISION = "no_decision"
    KEPT = "kept"


HITS: dict[Practice, tuple[Hit, ...]] = {
    **dict.fromkeys(Practice, (Hit.WON, Hit.NO_DECISION)),
    Practice.STAYED: (Hit.KEPT,),
}
HIT_NAMES: dict[Hit, Text] = {
    Hit.WON: _("Won"),
    Hit.NO_DECISION: _("No decision"),
    Hit.KEPT: _("Every promise kept"),
}


class Out(StrEnum):
    """Why a deal is in no group."""

    EARLY = "early"
    LATER = "later"
    WALKED = "walked"
    UNKNOWN = "unknown"


OUT_NAMES: dict[Out, Text] = {
    Out.EARLY: _("ended before that day"),
    Out.LATER: _("came on record after that day"),
    Out.WALKED: _("disqualified by us"),
    Out.UNKNOWN: _("nothing to tell it by"),
}


@dataclass(frozen=True, slots=True)
class Life:
    """A deal that ended: the days it was opened, came on record and ended, and how."""

    opened: int
    recorded: int
    ended: int
    outcome: Outcome


def landmark_out(life: Life, days: int) -> Out | None:
    """Why a deal is not compared at its landmark; None: it is."""
    if life.outcome == Outcome.DISQUALIFIED:
        return Out.WALKED
    landmark = life.opened + days
    if life.ended <= landmark:
        return Out.EARLY
    if life.recorded > landmark:
        return Out.LATER
    return None


def close_out(life: Life) -> Out | None:
    """The same for what is asked of the end itself: the deal must have been on record before it ended."""
    if life.outcome == Outcome.DISQUALIFIED:
        return Out.WALKED
    return Out.LATER if life.recorded >= life.ended else None


def by_then(first: int | None, life: Life, days: int) -> bool:
    """Whether something had come about by the landmark; None: it never did."""
    return first is not None and first <= life.opened + days


def amounts_tell_nothing(deals: Sequence[tuple[bool, bool]]) -> bool:
    """Whether amounts may be compared by, from (won, has an amount) of each deal.

    Where they are filled in at the win, deals "of the same size" are deals of the same end, and nothing is left to see.
    """
    won = [amount for is_won, amount in deals if is_won]
    others = [amount for is_won, amount in deals if not is_won]
    return filled_alike((sum(won), len(won)), (sum(others), len(others)))


def filled_alike(won: tuple[int, int], others: tuple[int, int]) -> bool:
    """The same from counts: with an amount, and of how many."""
    if not won[1] or not others[1]:
        return True
    return abs(won[0] / won[1] - others[0] / others[1]) <= APART
