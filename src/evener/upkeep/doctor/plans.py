"""What is kept beside plans for speed: when each metric is to be read next, so that Today finds those that are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from evener.pursuit.due import next_reading_of
from evener.pursuit.models import Metric
from evener.upkeep.doctor.findings import Finding, error, mended, ok
from evener.upkeep.doctor.sums import BATCH, TODO, one_moment


def readings_due(at: datetime, *, mend: bool) -> Iterator[Finding]:
    """Every metric says when it is to be read next, as its day, its deal and its readings have it."""
    with one_moment():
        wrong = misdated()
    if not wrong:
        yield ok("metrics", "Every metric says when it is to be read next.")
    elif mend:
        with transaction.atomic():
            Metric.objects.bulk_update(
                [Metric(pk=id, read_on=day) for id, day in misdated().items()], ["read_on"], batch_size=BATCH
            )
        yield mended("metrics", f"{len(wrong)} metrics said a wrong day for their next reading.")
    else:
        yield error("metrics", f"{len(wrong)} metrics say a wrong day for their next reading.", TODO)


def misdated() -> dict[int, date | None]:
    """The right day of each metric that has it wrong."""
    rows: Any = Metric.objects.select_related("deal").annotate(last=Max("readings__on")).order_by("id")
    right = ((row, next_reading_of(row, row.deal, last_on=row.last)) for row in rows.iterator(BATCH))
    return {row.pk: day for row, day in right if day != row.read_on}
