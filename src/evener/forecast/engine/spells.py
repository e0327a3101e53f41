"""Looks at deals cut into spells: how long a deal of what age was watched, in which month, and whether it ended then.

A spell is one look × one bin of age. Bins are quantiles of the ages at which deals ended, and a bin of its own for
every single day on which many end (an administrative deadline), so that such a jump is not smeared out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evener.forecast.engine.calendar import months_of_quarter
from evener.forecast.engine.deals import Flags, Floats, Ints

BINS, PER_BIN = 25, 25
SPIKE, SPIKE_LEAST = 0.02, 12  # share and number of all endings that make a single day a bin of its own
MOST_SPIKES = 6
USUAL = (0.0, 14.0, 30.0, 60.0, 90.0, 120.0, 180.0, 270.0, 365.0, 540.0, 730.0)


def spikes(ages: Floats) -> Floats:
    """Days of age, after the first, on which many end: an administrative deadline."""
    days, counts = np.unique(np.floor(ages), return_counts=True)
    many = (counts >= max(SPIKE_LEAST, SPIKE * len(ages))) & (days > 0)
    most = np.sort(np.argsort(-counts[many], kind="stable")[:MOST_SPIKES])
    return np.asarray(days[many][most])


def age_bins(ages: Floats) -> Floats:
    """Edges of the bins, from 0; what lies beyond the last is one more bin without an end."""
    if len(ages) < 2 * PER_BIN:
        most = float(ages.max(initial=0.0))
        return np.array([edge for edge in USUAL if edge == 0 or edge < max(most, 30.0)])
    whole = np.floor(ages)
    cuts = np.quantile(whole, np.linspace(0, 1, min(BINS, len(ages) // PER_BIN) + 1)[1:-1])
    days = spikes(ages)
    tail = np.floor(np.quantile(whole, 0.98))
    return np.unique(np.concatenate([[0.0], np.floor(cuts), days, days + 1, [tail]]))


@dataclass(frozen=True, slots=True)
class Spells:
    """S spells: row of the look, bin of age, days watched, whether it ended in it, its middle (a day, days after)."""

    look: Ints
    bin: Ints
    days: Floats
    ended: Flags
    middle: Floats
    after: Floats

    @property
    def month(self) -> Ints:
        return months_of_quarter(self.middle)


def cut(edges: Floats, age: Floats, watched: Floats, ended: Flags, day: Floats) -> Spells:
    """`age` at the look (its day), `watched` days from then on, `ended`: whether the deal ended then."""
    first = np.searchsorted(edges, age, side="right") - 1
    last = np.searchsorted(edges, age + watched, side="right") - 1
    # What ends on an edge belongs to the bin before only if it was watched for no time in the next.
    last = np.maximum(last, first)
    count = last - first + 1
    look = np.repeat(np.arange(len(age)), count)
    bin = first[look] + np.arange(len(look)) - np.repeat(np.cumsum(count) - count, count)
    upper = np.append(edges[1:], np.inf)
    begin = np.maximum(edges[bin], age[look])
    end = np.minimum(upper[bin], age[look] + watched[look])
    middle = (begin + end) / 2 - age[look]
    return Spells(
        look, bin, np.maximum(end - begin, 0.0), (bin == last[look]) & ended[look], day[look] + middle, middle
    )
