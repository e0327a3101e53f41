"""Shares and middles of deals, and from how many on they are told; sizes of deals. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.problems import Text

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
        return _("%(count)d of %(of)d") % {"count": self.count, "of": self.of}


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


def sizes(amounts: Sequence[tuple[str, int]]) -> list[Size]:
    """The size of each (currency, amount): thirds by rank within its currency. Equal amounts are of one size."""
    by_currency: dict[str, list[int]] = {}
    for currency, amount in amounts:
        if amount > 0:
            by_currency.setdefault(currency, []).append(amount)
    for ordered in by_currency.values():
        ordered.sort()
    known: dict[tuple[str, int], Size] = {}
    for key in set(amounts):
        known[key] = _size(by_currency.get(key[0], []), key[1])
    return [known[key] for key in amounts]


def _size(ordered: Sequence[int], amount: int) -> Size:
    if amount <= 0:
        return Size.NONE
    below = bisect_left(ordered, amount) / len(ordered)
    return Size.SMALLER if below < 1 / 3 else Size.MIDDLE if below < 2 / 3 else Size.LARGER


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
