"""What is compared for working together, and by what. Pure. In which group a deal stands: `engine.groups`."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

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
    """Why a deal is in no group; in the order of the groups of `engine.groups`."""

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


def filled_alike(won: tuple[int, int], others: tuple[int, int]) -> bool:
    """Whether amounts may be compared by, from how many have one, and of how many, among the won and the others.

    Where they are filled in at the win, deals "of the same size" are deals of the same end, and nothing is left to see.
    """
    if not won[1] or not others[1]:
        return True
    return abs(won[0] / won[1] - others[0] / others[1]) <= APART
