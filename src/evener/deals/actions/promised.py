"""Counts an upper room hands down: a deal shows its promises without asking for them."""

from __future__ import annotations

from datetime import datetime

from evener.deals.models import Deal


def set_promise_counts(*, deal_id: int, at: datetime | None, open: int, blind: int, stale: int) -> None:
    """Called inside the transaction of every change to a promise. `at` None: nobody worked on the deal by it."""
    touched = {"touched_at": at} if at else {}
    Deal.objects.filter(id=deal_id).update(promises_open=open, promises_blind=blind, promises_stale=stale, **touched)


def set_coverage(*, deal_id: int, at: datetime | None, percent: int | None) -> None:
    """Called inside the transaction of every change to what is known of a deal. None: it goes by no playbook."""
    touched = {"touched_at": at} if at else {}
    Deal.objects.filter(id=deal_id).update(coverage=percent, **touched)
