"""Counting how deals ended, for a forecast to keep: of everything, and of each team, product, source and size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from typing import Any

import numpy as np

from evener.forecast.engine.deals import Ints
from evener.forecast.queries import keeping
from evener.forecast.queries.outcomes import Ways, outcomes
from evener.forecast.queries.past import SOURCES, Past, whole
from evener.forecast.queries.together import Facts, together
from evener.forecast.rules.counting import Thirds
from evener.forecast.rules.together import LANDMARKS

# Of each kind so many are kept, those with most deals; what is asked of others is counted then, and soon done.
KEPT = max(200, SOURCES)

Kept = tuple[str, str, dict[str, Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Counted:
    """Rows of `PastLine` but for the forecast, and where sizes begin."""

    lines: list[Kept]
    thirds: Thirds


def counted(*, today: date, going: Callable[[], None]) -> Counted:
    """Reads what is on record and writes nothing. `going` is called between lines, and may end it."""
    past, thirds = whole(today=today)
    ways, facts = Ways(past), Facts(past)
    judged = {days: facts.judged(days) for days in LANDMARKS}
    lines = []
    for by, of, at in _parts(past):
        going()
        of_ended = np.flatnonzero(np.isin(facts.places, at))
        habits = {str(days): keeping.plain_together(together(each, of_ended)) for days, each in judged.items()}
        lines.append((by, of, keeping.plain_ended(outcomes(past, at, ways)), habits))
    return Counted(lines, thirds)


def _parts(past: Past) -> list[tuple[str, str, Ints]]:
    every = np.arange(len(past))
    found = [("", "", every)]
    for side, groups in past.sides(every).items():
        most = nlargest(KEPT, groups, key=lambda of: len(groups[of]))
        found += [(side, of, groups[of]) for of in most]
    return found
