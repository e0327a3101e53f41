"""The outlook while there is little to learn from: counts, held towards what is believed beforehand. Closed form.

What is believed beforehand of a deal is the chance its stage gives, what is not won split into lost and no decision as
they usually are. To it come the organisation's own endings, with little weight as they are of all stages, and its
peers in the same stage, each of which counts as what it is: one deal.
"""

from __future__ import annotations

import numpy as np

from evener.forecast.engine.deals import KINDS, LOST, NOTHING, WON, Deals, Floats, Ints
from evener.forecast.engine.how import PRIOR, base_chances

STAGE = 4.0  # deals that the stage's own chance weighs
OWN = 8.0  # the organisation's endings together weigh as many at most
PACE = 120.0  # days after which an ending is expected, where none was seen yet
SEEN = 4.0  # endings that this weighs as much as: open deals alone, as a first import brings them, say little of it


def in_stage(stage: Floats) -> Floats:
    """What stages alone say: rows × kinds."""
    lost = PRIOR[LOST] / (PRIOR[LOST] + PRIOR[NOTHING])
    found = np.empty((len(stage), KINDS))
    found[:, WON], found[:, LOST], found[:, NOTHING] = stage, (1 - stage) * lost, (1 - stage) * (1 - lost)
    return found


def shrunk(deals: Deals, stage: Floats, peers: Ints, *, as_of: float) -> tuple[Floats, Floats]:
    """`stage`: the chance to be won of each deal's stage; `peers`: rows × kinds. Chances, and how much they weigh."""
    kinds = deals.outcome[deals.ended(as_of)]
    own = min(float(len(kinds)), OWN)
    base = base_chances(kinds, np.ones(len(kinds)))
    weight = STAGE + own + peers.sum(1)
    return (in_stage(stage) * STAGE + base * own + peers) / weight[:, None], weight


def over_time(final: Floats, open_by: Floats) -> Floats:
    """`open_by`: the share of deals that is still open after each number of days. Rows × days × 4."""
    ended = (1.0 - open_by)[None, :, None] * final[:, None, :]
    left = np.broadcast_to(open_by[None, :, None], (*ended.shape[:2], 1))
    return np.concatenate([ended, left], 2)


def still_open(deals: Deals, days: Floats, *, as_of: float) -> Floats:
    """The share of open deals still open after so many days: one rate, endings by deal-days watched.

    Held towards one ending in PACE days, which is what is said before any was seen.
    """
    there = deals.created <= as_of
    endings = float(deals.ended(as_of).sum())
    watched = float((np.minimum(deals.closed, as_of) - deals.created)[there].sum())
    return np.asarray(np.exp(-days * (endings + SEEN) / (watched + SEEN * PACE)))
