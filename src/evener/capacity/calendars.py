"""Public holidays, from a library that is kept up to date, and the countries it knows."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from evener.lazily import lazily

if TYPE_CHECKING:
    import holidays
else:
    holidays = lazily("holidays")  # a tenth of a second to load


@lru_cache(maxsize=1)
def countries() -> dict[str, tuple[str, ...]]:
    """ISO codes of the countries whose holidays are known, each with the codes of its regions."""
    return {code: tuple(regions) for code, regions in holidays.list_supported_countries().items() if len(code) == 2}


@lru_cache(maxsize=256)
def holidays_of(country: str, region: str, year: int) -> dict[date, str]:
    """The public holidays of a year, by day. Nothing where the country is not known."""
    regions = countries().get(country)
    if regions is None:
        return {}
    return dict(holidays.country_holidays(country, subdiv=region if region in regions else None, years=[year]))


def holidays_between(country: str, region: str, first: date, last: date) -> frozenset[date]:
    """The public holidays from `first` to `last`."""
    if not country:
        return frozenset()
    years = range(first.year, last.year + 1)
    return frozenset(day for year in years for day in holidays_of(country, region, year) if first <= day <= last)
