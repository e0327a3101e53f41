"""What open deals without an amount are taken at: means of deals that were won. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

FEWEST = 10  # won deals with an amount under which nothing is taken from them
ANY = 0  # of any product


@dataclass(frozen=True, slots=True)
class Fill:
    """Of one currency and product: the mean amount of `deals` won, and the standard deviation of its logarithm."""

    currency: str
    product: int
    minor: int
    spread: float
    deals: int

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def fills(kept: Iterable[Mapping[str, Any]]) -> tuple[Fill, ...]:
    return tuple(Fill(**each) for each in kept)


def fill_for(among: Sequence[Fill], currency: str, product: int) -> Fill | None:
    """That of its product, else of its currency; None: too few were won."""
    known = {(each.currency, each.product): each for each in among}
    return known.get((currency, product)) or known.get((currency, ANY))
