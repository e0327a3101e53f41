"""Shares and middles of deals, and from how many on they are told; sizes of deals. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, inf

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.deals.rules import Outcome
from evener.problems import Text

# Each competes with the others; walking away is our own doing and no answer of the customer, so it is one of its own.
ENDS = (Outcome.WON, Outcome.LOST, Outcome.NO_DECISION, Outcome.DISQUALIFIED)

# Of fewer deals no share and no median is shown, only how many there are.
FEWEST = 10

# Share of all opportunities that end with no decision elsewhere: JOLT, 2.5 million sales calls.
ELSEWHERE = (0.4, 0.6)


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`."""

    count: int
    of: int

    @property
    def enough(self) -> bool:
        return self.of >= FEWEST

    @property
    def value(self) -> float | None:
        return self.count / self.of if self.enough else None

    @property
    def text(self) -> str:
        """`41 %`, or that there are too few."""
        if not self.enough:
            return _("too few to tell")
        return percent(self.count / self.of)

    @property
    def counts(self) -> str:
        return _("%(count)s of %(of)s") % {"count": f"{self.count:,}", "of": f"{self.of:,}"}


def percent(share: float) -> str:
    """Whole percent; never 0 or 100 for what is neither."""
    whole = round(share * 100)
    if whole == 0 and share > 0:
        return _("under 1 %")
    if whole == 100 and share < 1:
        return _("over 99 %")
    return f"{whole}\u00a0%"


@dataclass(frozen=True, slots=True)
class Middle:
    """Quartiles of days among `count`; None below FEWEST."""

    count: int
    low: float | None = None
    median: float | None = None
    high: float | None = None


def middle(values: Sequence[float]) -> Middle:
    """Quartiles as the value at that place in order, between two where it falls between."""
    count = len(values)
    if count < FEWEST:
        return Middle(count)
    ordered = sorted(values)
    return Middle(count, *(_at(ordered, share) for share in (0.25, 0.5, 0.75)))


def _at(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


class Size(StrEnum):
    """A third of the deals in the same currency, by amount."""

    SMALLER = "smaller"
    MIDDLE = "middle"
    LARGER = "larger"
    NONE = "none"


SIZE_NAMES: dict[Size, Text] = {
    Size.SMALLER: lazy("Smaller third"),
    Size.MIDDLE: lazy("Middle third"),
    Size.LARGER: lazy("Larger third"),
    Size.NONE: lazy("No amount"),
}


# By currency: from which amount on a deal is of the middle third, and from which on of the larger one; None: none is.
Thirds = dict[str, tuple[int | None, int | None]]


def thirds(amounts: Iterable[tuple[str, int]]) -> Thirds:
    """Where sizes begin, from (currency, amount) of deals: thirds by rank within a currency, of those with an amount.

    Equal amounts are of one size.
    """
    by_currency: dict[str, list[int]] = {}
    for currency, amount in amounts:
        if amount > 0:
            by_currency.setdefault(currency, []).append(amount)
    for ordered in by_currency.values():
        ordered.sort()
    return {code: (_begins(ordered, 1 / 3), _begins(ordered, 2 / 3)) for code, ordered in by_currency.items()}


def _begins(ordered: Sequence[int], share: float) -> int | None:
    """The least amount with so large a share of all below it."""
    place = ceil(share * len(ordered))
    if place < len(ordered) and bisect_left(ordered, ordered[place]) / len(ordered) < share:
        place = bisect_right(ordered, ordered[place])
    return ordered[place] if place < len(ordered) else None


def starts(of: Thirds, currency: str) -> tuple[float, float, float]:
    """From which amount on a deal is of the smaller, the middle and the larger third; infinity: none is."""
    middle_from, larger_from = of.get(currency, (None, None))
    if middle_from is None:
        return (1, inf, inf)
    return (1, middle_from, inf if larger_from is None else larger_from)


def against_elsewhere(nothing: Share) -> str:
    """How the share that ended with no decision compares with ELSEWHERE; nothing where there are too few."""
    if nothing.value is None:
        return ""
    low, high = ELSEWHERE
    said = _("Elsewhere %(low)d to %(high)d %% of all opportunities end with no decision.") % {
        "low": round(low * 100), "high": round(high * 100),
    }  # fmt: skip
    if nothing.value < low:
        return said + " " + _("Here it is less: see whether such deals are called lost, or stay open.")
    return said + " " + (_("Here it is more.") if nothing.value > high else _("Here it is within that."))
