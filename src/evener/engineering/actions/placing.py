"""Overruling the order of the queue by hand, for all to see."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evener.engineering.actions.held import hold, must, need, save
from evener.engineering.models import Request
from evener.engineering.rules import Event, answer_fault
from evener.journal.rules import Change
from evener.people.rules import Viewer
from evener.problems import Invalid

LAST_PLACE = 10_000


def place(
    *, by: Viewer, at: datetime, request_id: int, position: int | None, why: str, seen_version: int | None = None
) -> Request:
    """Give it a place from 1 on, with the reason."""
    with transaction.atomic():
        request, deal = hold(by, request_id, seen_version=seen_version)
        must(by, request, deal, Event.PLACE)
        if position is None or not 1 <= position <= LAST_PLACE:
            raise Invalid({"position": _("Give a place in the queue: 1 is the first.")})
        need(answer_fault(Event.PLACE, why), field="why")
        changes: list[Change] = [("placed", request.placed, position)]
        request.placed, request.placed_by_id, request.placed_why = position, by.id, why.strip()
        save(request, deal, by=by, at=at, what="request.placed", changes=changes, reason=why.strip())
    return request


def unplace(*, by: Viewer, at: datetime, request_id: int, seen_version: int | None = None) -> Request:
    """Back to the place its value gives it."""
    with transaction.atomic():
        request, deal = hold(by, request_id, seen_version=seen_version)
        must(by, request, deal, Event.PLACE)
        if request.placed is not None:
            changes: list[Change] = [("placed", request.placed, None)]
            request.placed, request.placed_by, request.placed_why = None, None, ""
            save(request, deal, by=by, at=at, what="request.unplaced", changes=changes)
    return request
