"""What the customer values, in numbers, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evener.deals.actions.held import hold, hold_to_change, require, thing, touch
from evener.deals.models import Deal
from evener.deals.queries import has_contact
from evener.deals.rules import may_work_on
from evener.journal.actions import record
from evener.journal.rules import Change, Thing, changed
from evener.people.rules import Viewer
from evener.problems import Conflict, Invalid, Refused, Text
from evener.pursuit import queries
from evener.pursuit.due import next_reading_of
from evener.pursuit.models import Metric, Reading
from evener.pursuit.rules import (
    METRIC_NAMES,
    MOST_METRICS,
    MOST_READINGS,
    READING_NOTE,
    metric_faults,
    places,
    show_value,
    split_unit,
)

EARLIEST = date(1970, 1, 1)


def add_metric(*, by: Viewer, at: datetime, deal_id: int, values: Mapping[str, Any]) -> Metric:
    """A number the customer wants to move; `values` by field name (`rules.METRIC_NAMES`)."""
    with transaction.atomic():
        deal = hold_to_change(by, deal_id)
        if Metric.objects.filter(deal=deal).count() >= MOST_METRICS:
            raise Refused(_("Keep it to %(limit)d metrics: what matters would drown.") % {"limit": MOST_METRICS})
        row = Metric(deal=deal, created_at=at, created_by_id=by.id)
        _take(row, values, deal)
        row.read_on = next_reading_of(row, deal, last_on=None)
        row.save(force_insert=True)
        shown = {name: value for name, value in _shown(row).items() if value not in (None, "", False)}
        _tell(row, deal, by=by, at=at, what="metric.added", changes=changed({}, shown))
    return row


def change_metric(
    *, by: Viewer, at: datetime, metric_id: int, values: Mapping[str, Any], seen_version: int | None
) -> Metric:
    """Change what is measured; the readings stay."""
    with transaction.atomic():
        row, deal = _held(by, metric_id)
        if seen_version is not None and seen_version != row.version:
            raise Conflict(
                _("Somebody changed this while you were at it. Look at it again; what you typed is kept below."),
                version=row.version,
            )
        before, unit = _shown(row), row.unit
        _take(row, values, deal)
        last = row.readings.order_by("-on", "-id").first()
        if last is not None and (places(unit), split_unit(unit)[0]) != (places(row.unit), split_unit(row.unit)[0]):
            raise Invalid(
                {"unit": _("There are readings in %(unit)s. Add another metric for another unit.") % {"unit": unit}}
            )
        changes = changed(before, _shown(row))
        if not changes:
            return row
        row.version += 1
        row.read_on = next_reading_of(row, deal, last_on=last.on if last else None)
        row.save(force_update=True)
        _tell(row, deal, by=by, at=at, what="metric.changed", changes=changes)
    return row


def remove_metric(*, by: Viewer, at: datetime, metric_id: int) -> None:
    """It is followed no more, nor are its readings; the journal keeps both."""
    with transaction.atomic():
        row, deal = _held(by, metric_id)
        _tell(row, deal, by=by, at=at, what="metric.removed", changes=[])
        row.delete()


def add_reading(*, by: Viewer, at: datetime, metric_id: int, value_minor: int, on: date, note: str = "") -> Reading:
    """What it came to on a day; also after the deal was closed, as this is when it is followed."""
    wrong: dict[str, Text] = {}
    if on > by.today(at) + timedelta(days=1):
        wrong["on"] = _("This day lies in the future.")
    elif on < EARLIEST:
        wrong["on"] = _("Use a date between 1970 and 2200.")
    if len(note) > READING_NOTE or "\x00" in note:
        wrong["note"] = _("Keep it under %(limit)d characters.") % {"limit": READING_NOTE}
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        row, deal = _held(by, metric_id, after_sale=True)
        if row.readings.count() >= MOST_READINGS:
            raise Refused(_("There are too many readings here. Remove old ones first."))
        made = Reading.objects.create(
            metric=row, value_minor=value_minor, on=on, note=note.strip(), created_at=at, created_by_id=by.id
        )
        _read_next(row, deal)
        changes: list[Change] = [("reading", None, show_value(value_minor, row.unit)), ("on", None, on.isoformat())]
        _tell(row, deal, by=by, at=at, what="metric.read", changes=changes, reason=made.note)
    return made


def remove_reading(*, by: Viewer, at: datetime, metric_id: int, reading_id: int) -> None:
    """It was wrong; the journal keeps it."""
    with transaction.atomic():
        row, deal = _held(by, metric_id, after_sale=True)
        gone = queries.reading(row.pk, reading_id)
        changes: list[Change] = [
            ("reading", show_value(gone.value_minor, row.unit), None),
            ("on", gone.on.isoformat(), None),
        ]
        gone.delete()
        _read_next(row, deal)
        _tell(row, deal, by=by, at=at, what="metric.unread", changes=changes)


def _read_next(row: Metric, deal: Deal) -> None:
    last = row.readings.order_by("-on", "-id").values_list("on", flat=True).first()
    row.read_on = next_reading_of(row, deal, last_on=last)
    Metric.objects.filter(pk=row.pk).update(read_on=row.read_on)


def _held(by: Viewer, id: int, *, after_sale: bool = False) -> tuple[Metric, Deal]:
    deal_id = Metric.objects.visible_to(by).filter(id=id).values_list("deal_id", flat=True).first()
    if deal_id is None:
        raise queries.missing()
    if after_sale:
        deal, stands = hold(by, deal_id)
        require(may_work_on(by, stands))
    else:
        deal = hold_to_change(by, deal_id)
    found = Metric.objects.select_for_update(of=("self",)).select_related("said_by").filter(id=id).first()
    if found is None:
        raise queries.missing()
    return found, deal


def _take(row: Metric, values: Mapping[str, Any], deal: Deal) -> None:
    wrong: dict[str, Text] = {name: _("A metric has no such field.") for name in values if name not in METRIC_NAMES}
    whole = {name: getattr(row, name) for name in METRIC_NAMES} | dict(values)
    wrong |= metric_faults(whole)
    if whole["said_by_id"] is not None and not has_contact(deal, whole["said_by_id"]):
        wrong["said_by_id"] = _("Choose somebody at the customer from the list. New people are added on the account.")
    if wrong:
        raise Invalid(wrong)
    for name, value in whole.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    if row.said_by_id is not None and (row.said_by is None or row.said_by.pk != row.said_by_id):
        del row.said_by


def _shown(row: Metric) -> dict[str, object]:
    baseline = row.baseline_minor
    return {
        "metric": row.name,
        "kind": str(row.kind),
        "unit": row.unit,
        "baseline": show_value(baseline, row.unit) if baseline is not None else None,
        "target": show_value(row.target_minor, row.unit),
        "by_when": row.by_when,
        "how": row.how,
        "said_by": row.said_by.name if row.said_by else None,
        "shared": True if row.shared else None,
    }


def _tell(
    row: Metric, deal: Deal, *, by: Viewer, at: datetime, what: str, changes: list[Change], reason: str = ""
) -> None:
    touch(deal, at=at)
    subject = Thing("metric", row.pk, row.name)
    record(by=by, at=at, what=what, subject=subject, thread=thing(deal), changes=changes, reason=reason)
