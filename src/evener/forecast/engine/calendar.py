"""Days as the calendar sees them: what month of its quarter a day lies in, and what day a moment is somewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

import numpy as np

from evener.forecast.engine.deals import Floats, Ints

QUARTER = 3
DAY = 86_400
EPOCH = date(1970, 1, 1).toordinal()


def months_of_quarter(days: Floats) -> Ints:
    """0, 1 or 2 for each day: deals are signed at the end of quarters."""
    whole = np.floor(days).astype(np.int64)
    if not len(whole):
        return whole
    first = int(whole.min())
    table = np.array([(date.fromordinal(day).month - 1) % QUARTER for day in range(first, int(whole.max()) + 1)])
    return np.asarray(table[whole - first], np.int64)


def local_days(seconds: Ints, zone: tzinfo) -> Floats:
    """Moments (seconds since 1970) as ordinals of days in `zone` and the part of the day that has gone.

    How far the zone lies from UTC is asked once for each day; on a day on which that changes, for each moment.
    """
    days, of = np.unique(seconds // DAY, return_inverse=True)
    begins = np.array([_ahead(int(day) * DAY, zone) for day in days], np.int64)
    ends = np.array([_ahead(int(day + 1) * DAY - 1, zone) for day in days], np.int64)
    ahead = begins[of]
    for place in np.flatnonzero((begins != ends)[of]).tolist():
        ahead[place] = _ahead(int(seconds[place]), zone)
    found: Floats = (seconds + ahead) / DAY + EPOCH
    return found


@lru_cache(maxsize=20_000)
def _ahead(seconds: int, zone: tzinfo) -> int:
    offset = datetime.fromtimestamp(seconds, UTC).astimezone(zone).utcoffset()
    return round(offset.total_seconds()) if offset is not None else 0
