"""How sure a rate is: the Wilson interval, and what may be said of two of them. Pure.

`docs/algorithms/coverage.md` carries a worked example that a test runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from django.utils.translation import gettext_lazy as _

from evener.problems import Text

# 90 %: one in ten such intervals misses the true rate.
Z = 1.6448536269514722
# Fewer deals than this say nothing worth showing.
ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `n`, and between which shares the true rate lies with 90 % certainty."""

    hits: int
    n: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.hits / self.n if self.n else 0.0

    @property
    def enough(self) -> bool:
        return self.n >= ENOUGH

    @property
    def percent(self) -> int:
        return round(self.share * 100)

    @property
    def low_percent(self) -> int:
        return round(self.low * 100)

    @property
    def high_percent(self) -> int:
        return round(self.high * 100)


def rate(hits: int, n: int, *, z: float = Z) -> Rate:
    """The share with its Wilson score interval (Wilson 1927), which stays within 0 and 1 and is honest for small n."""
    if not n:
        return Rate(0, 0, 0.0, 1.0)
    share, square = hits / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return Rate(hits, n, max(0.0, middle - half), min(1.0, middle + half))


def goes_with(won: Rate, other: Rate) -> Text:
    """What two rates allow to be said; '' where one of them stands on too few deals."""
    if not (won.enough and other.enough):
        return ""
    if won.low > other.high:
        return _("answered more often in deals that were won")
    if won.high < other.low:
        return _("answered less often in deals that were won")
    return _("no clear difference")
