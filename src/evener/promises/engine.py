"""What customers ask for and the product lacks, ranked: the arithmetic of the gap report. Pure.

`docs/algorithms/gaps.md` says it in words, with the example that a test computes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weighed:
    """How many deals, and their money in minor units of the organisation's currency; and of these the ones that break:
    without it the customer does not buy.
    """

    deals: int
    money: int
    breaker_deals: int
    breaker_money: int


@dataclass(frozen=True, slots=True)
class Share:
    """Half by money, half by number; by number alone where there is no money to compare. Each from 0 to 1."""

    by_money: float | None
    by_deals: float

    @property
    def value(self) -> float:
        return self.by_deals if self.by_money is None else (self.by_money + self.by_deals) / 2


@dataclass(frozen=True, slots=True)
class Score:
    """`value` is `weight` x the share of deal breakers + (1 - `weight`) x the share of all asks; from 0 to 1."""

    weight: float
    breakers: Share
    asks: Share

    @property
    def value(self) -> float:
        return self.weight * self.breakers.value + (1 - self.weight) * self.asks.value


def score(gap: Weighed, *, total: Weighed, weight: float) -> Score:
    """One gap against all deals that lack something. `total` counts each deal once, however many gaps it has."""
    return Score(
        weight,
        _share(gap.breaker_money, total.breaker_money, gap.breaker_deals, total.breaker_deals),
        _share(gap.money, total.money, gap.deals, total.deals),
    )


def _share(money: int, all_money: int, deals: int, all_deals: int) -> Share:
    return Share(money / all_money if all_money else None, deals / all_deals if all_deals else 0.0)


def total_of(deals: Iterable[tuple[int, bool]]) -> Weighed:
    """The sum over different deals, `(money, breaks)` each."""
    count = money = breaker_deals = breaker_money = 0
    for amount, breaks in deals:
        count, money = count + 1, money + amount
        breaker_deals, breaker_money = breaker_deals + breaks, breaker_money + amount * breaks
    return Weighed(count, money, breaker_deals, breaker_money)
