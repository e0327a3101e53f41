"""How much is known of each deal, as its row says it, held against the answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from evener import bulk
from evener.deals.models import Deal
from evener.discovery.models import Discovery
from evener.discovery.queries.sheets import percents
from evener.upkeep.doctor.findings import Finding, error, mended, ok
from evener.upkeep.doctor.sums import BATCH, TODO, one_moment


def coverage_on_deals(at: datetime, *, mend: bool) -> Iterator[Finding]:
    """A deal's coverage equals that of its answers, and there is none where it goes by no playbook."""
    with one_moment():
        wrong = wrong_coverage()
    if not wrong:
        yield ok("discovery", "Every deal says right how much is known.")
    elif mend:
        with transaction.atomic():
            bulk.update(Deal, ("coverage",), [(percent, id) for id, percent in wrong_coverage()])
        yield mended("discovery", f"{len(wrong)} deals said wrong how much is known and have been counted anew.")
    else:
        yield error("discovery", f"{len(wrong)} deals say wrong how much is known.", TODO)


def wrong_coverage() -> list[tuple[int, int | None]]:
    """Each deal that says it wrong, with what is right."""
    none: list[tuple[int, int | None]] = [
        (id, None) for id in Deal.objects.filter(discovery=None, coverage__isnull=False).values_list("id", flat=True)
    ]
    ids = list(Discovery.objects.order_by("deal_id").values_list("deal_id", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        said = dict(Deal.objects.filter(id__in=batch).values_list("id", "coverage"))
        none += [(id, percent) for id, percent in percents(batch).items() if said[id] != percent]
    return none
