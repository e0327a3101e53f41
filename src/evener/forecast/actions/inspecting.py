"""Looking through the records for dirt and suspects, and keeping what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener import bulk
from evener.forecast.engine.dirt import Found, find
from evener.forecast.engine.leaks import suspects
from evener.forecast.engine.outlook import as_opened
from evener.forecast.loading.hygiene import Written, written
from evener.forecast.loading.record import load
from evener.forecast.models import Finding, FoundIn, Inspection, Suspect
from evener.forecast.rules.dirt import OF, Dirt, Of

Progress = Callable[[int, int, str], None]
# Deals kept of one finding: more than anybody reads, and a page counts those the viewer sees.
MOST_KEPT = 1_000
Key = tuple[str, str, float | None, float | None]


def inspect(*, at: datetime, today: int, progress: Progress) -> Inspection:
    """`today`: the ordinal of the day it is for the organisation. Reading comes before the transaction."""
    progress(0, 3, _("Reading what is on record"))
    records = written()
    progress(1, 3, _("Looking for what is odd"))
    found = find(records.records, today=float(today))
    progress(2, 3, _("Looking for fields that give the end away"))
    late = {each.feature: (each.why.value, each.size) for each in records.late}
    told = {each.feature: (each.why.value, each.size) for each in suspects(as_opened(load().deals), as_of=float(today))}
    return keep(at=at, records=records, found=found, suspected=told | late)


def keep(
    *, at: datetime, records: Written, found: Sequence[Found], suspected: dict[str, tuple[str, float]]
) -> Inspection:  # fmt: skip
    """In place of what was found before; what was there already keeps the day on which it was first seen."""
    with transaction.atomic():
        before = {_key(row): row.since for row in Finding.objects.select_for_update()}
        Inspection.objects.all().delete()
        inspection = Inspection.objects.create(made_at=at, deals=len(records.ids))
        rows = [_finding(inspection, each) for each in found]
        for row in rows:
            row.since = before.get(_key(row), at)
        Finding.objects.bulk_create(rows)
        bulk.insert(
            FoundIn, ("id", "finding_id", "deal_id", "place"), _places(records, list(zip(rows, found, strict=True)))
        )
        _keep_suspects(at, suspected)
    return inspection


def _finding(inspection: Inspection, found: Found) -> Finding:
    about_people = OF[found.kind] is Of.PEOPLE
    first, last = found.at or (None, None)
    return Finding(
        inspection=inspection, kind=found.kind, what=found.what[:120], first=first, last=last,
        people=[int(id) for id in found.rows] if about_people else [], count=len(found.rows),
    )  # fmt: skip


def _key(row: Finding) -> Key:
    return row.kind, row.what, row.first, row.last


def _places(records: Written, found: Sequence[tuple[Finding, Found]]) -> list[tuple[int, int, int, int]]:
    """A list: on PostgreSQL nothing may be asked while rows are being copied in, and this asks for ids."""
    about = [(row.pk, each.rows[:MOST_KEPT]) for row, each in found if OF[Dirt(row.kind)] is not Of.PEOPLE]
    ids = iter(bulk.take_ids(FoundIn, sum(len(rows) for _row, rows in about)))
    return [
        (next(ids), row, int(records.ids[number]), place) for row, rows in about for place, number in enumerate(rows)
    ]


def _keep_suspects(at: datetime, suspected: dict[str, tuple[str, float]]) -> None:
    known = {row.feature: row for row in Suspect.objects.select_for_update()}
    for feature, (why, size) in suspected.items():
        row = known.pop(feature, None) or Suspect(feature=feature, since=at)
        row.why, row.size, row.is_seen = why, size, True
        row.save()
    for row in known.values():
        if row.allowed_by_id is None:
            row.delete()
        elif row.is_seen:
            row.is_seen = False
            row.save(update_fields=["is_seen"])
