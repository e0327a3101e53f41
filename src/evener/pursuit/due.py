"""When metrics are read next: kept beside them, so that Today finds those that are due."""

from __future__ import annotations

from datetime import date

from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.pursuit.models import Metric
from evener.pursuit.rules import next_reading


def next_reading_of(metric: Metric, deal: Deal, *, last_on: date | None) -> date | None:
    """By the rule, for a metric of this deal last read on `last_on`."""
    return next_reading(
        by_when=metric.by_when,
        won_on=deal.closed_on if deal.outcome == Outcome.WON else None,
        ended=deal.is_closed,
        last_on=last_on,
    )
