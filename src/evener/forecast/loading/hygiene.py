"""Deals of the database as they are written down, for the search for dirt; and which fields changed when they ended."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from evener import money
from evener.deals.models import Deal
from evener.deals.rules import Outcome
from evener.forecast.engine.changes import Changes, LateField, changed_at_end
from evener.forecast.engine.deals import OPEN, Floats, Ints, Words, worded
from evener.forecast.engine.dirt import NONE, Records
from evener.forecast.loading.moments import instant
from evener.forecast.loading.record import KINDS
from evener.journal.models import Entry
from evener.people.models import User
from evener.people.rules import Role

READ = (
    "id", "name", "opened_on", "closed_on", "outcome", "created_at", "external_id", "amount_minor", "currency",
    "account_id", "owner_id", "product__name", "source",
)  # fmt: skip
# Fields of the journal, and the features that are made of them.
FEATURES = {
    "stage_id": "stage", "amount_minor": "amount", "close_on": "expected close", "owner_id": "owner",
    "product_id": "product", "source": "source",
}  # fmt: skip
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Written:
    """The records, the deals' ids in the same order, and the fields that change when deals end."""

    ids: Words
    records: Records
    late: list[LateField]


def written() -> Written:
    """Everything on record. Four queries."""
    rows = list(Deal.objects.order_by("id").values_list(*READ))
    column: dict[str, Any] = dict(zip(READ, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(READ, ())
    place = {id: number for number, id in enumerate(column["id"])}
    closed, outcome = _closed_here(place), np.array([KINDS[Outcome(each)] for each in column["outcome"]], np.int64)
    records = Records(
        opened=np.array([day.toordinal() for day in column["opened_on"]], float),
        ended=np.array([day.toordinal() if day else np.inf for day in column["closed_on"]], float),
        outcome=outcome,
        amount=np.array([
            minor / 10 ** money.digits(currency) if minor else np.nan
            for minor, currency in zip(column["amount_minor"], column["currency"], strict=True)
        ], float),
        currency=_numbered(column["currency"]),
        account=_numbered(column["account_id"]),
        name=_numbered(" ".join(name.casefold().split()) for name in column["name"]),
        owner=np.array([owner or NONE for owner in column["owner_id"]], np.int64),
        # What an import brought was first written down elsewhere, nobody knows when.
        entered=np.array([
            np.nan if elsewhere else np.floor(instant(at))
            for at, elsewhere in zip(column["created_at"], column["external_id"], strict=True)
        ], float),
        end_entered=np.where(outcome == OPEN, np.nan, np.floor(closed)),
        people=np.array(User.objects.filter(role=Role.SALES, is_active=True).values_list("id", flat=True), np.int64),
        columns={
            "source": worded([str(each) for each in column["source"]]),
            "product": worded([str(each or "") for each in column["product__name"]]),
        },
    )  # fmt: skip
    here = np.isfinite(closed)
    late = changed_at_end(np.where(here, closed, np.inf), np.where(here, outcome, OPEN), _changes(place))
    return Written(np.array(column["id"], dtype=object), records, late)


def _numbered(values: Iterable[Hashable]) -> Ints:
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(each, len(known)) if each else NONE for each in values], np.int64)


def _closed_here(place: dict[int, int]) -> Floats:
    """When the end of each deal was last written down by a person; NaN where an import brought it, or nobody did."""
    found = np.full(len(place), np.nan)
    entries = Entry.objects.filter(thread_kind="deal", subject_kind="deal", what="deal.closed").exclude(via="import")
    for id, at in entries.order_by("id").values_list("subject_id", "at").iterator(chunk_size=CHUNK):
        row = place.get(id)
        if row is not None:
            found[row] = instant(at)
    return found


def _changes(place: dict[int, int]) -> dict[str, Changes]:
    rows: dict[str, list[tuple[int, float]]] = {}
    entries = Entry.objects.filter(thread_kind="deal", subject_kind="deal", what="deal.changed")
    for id, at, changes in entries.order_by("id").values_list("subject_id", "at", "changes").iterator(chunk_size=CHUNK):
        row = place.get(id)
        if row is not None:
            for name, _before, _after in changes:
                if name in FEATURES:
                    rows.setdefault(FEATURES[name], []).append((row, instant(at)))
    return {
        name: Changes(np.array([row for row, _ in each], np.int64), np.array([at for _, at in each], float))
        for name, each in rows.items()
    }
