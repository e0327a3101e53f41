"""Days as the calendar sees them: what month of its quarter a day lies in."""

from __future__ import annotations

from datetime import date

import numpy as np

from evener.forecast.engine.deals import Floats, Ints

QUARTER = 3


def months_of_quarter(days: Floats) -> Ints:
    """0, 1 or 2 for each day: deals are signed at the end of quarters."""
    whole = np.floor(days).astype(np.int64)
    if not len(whole):
        return whole
    first = int(whole.min())
    table = np.array([(date.fromordinal(day).month - 1) % QUARTER for day in range(first, int(whole.max()) + 1)])
    return np.asarray(table[whole - first], np.int64)
