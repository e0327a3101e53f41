"""What the pages on the past say: as the newest forecast counted it, or counted now.

A forecast keeps it of everything and of each team, product, source and size, without confidential deals: read by
whoever sees all of these. For whoever sees less, and where more is asked for, the deals opened last are counted.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from evener.forecast.queries import keeping
from evener.forecast.queries.outcomes import Found as Ended
from evener.forecast.queries.outcomes import Ways
from evener.forecast.queries.outcomes import outcomes as count
from evener.forecast.queries.past import Asked, kept, past
from evener.forecast.queries.together import Facts
from evener.forecast.queries.together import Found as Compared
from evener.forecast.queries.together import together as compare
from evener.lazily import lazily
from evener.people.rules import Viewer

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazily("numpy")


def outcomes(viewer: Viewer, asked: Asked, *, today: date) -> Ended:
    """One statement where it is kept; else at most nine."""
    known = kept(viewer, asked, "ended")
    if known is not None:
        return keeping.ended(*known)
    of = past(viewer, asked, today=today)
    return count(of, np.arange(len(of)), Ways(of))


def together(viewer: Viewer, asked: Asked, *, days: int, today: date) -> Compared:
    """The same; else at most sixteen. Only deals that ended are compared, as the others have no outcome yet."""
    known = kept(viewer, asked, "together")
    if known is not None:
        return keeping.together(*known, days=days)
    facts = Facts(past(viewer, asked, today=today))
    return compare(facts.judged(days), np.arange(len(facts)))
