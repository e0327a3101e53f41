"""Large imports, checked and made in the background."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from evener.connect.actions import apply_batch, check_batch, clear_away
from evener.jobs.actions import running
from evener.people.queries import viewer_of

# How long uploaded files, and the rows left out of them, can be fetched.
KEEP = timedelta(days=30)


@task()
def check_import(work_id: int, batch_id: int) -> None:
    """The dry run of a batch."""
    with running(work_id) as work:
        by = viewer_of(work.owner_id, via="job")
        with override(by.language):
            told = _("Looking at the rows")
            check_batch(
                by=by, at=timezone.now(), batch_id=batch_id, progress=lambda done, total: work.step(done, total, told)
            )
            work.message = _("Nothing is imported yet: see what would happen.")


@task()
def apply_import(work_id: int, batch_id: int) -> None:
    """The import of a batch."""
    with running(work_id) as work:
        by = viewer_of(work.owner_id, via="job")
        with override(by.language):
            told = _("Writing deals")
            work.step(0, 0, told)
            apply_batch(
                by=by, at=timezone.now(), batch_id=batch_id, progress=lambda done, total: work.step(done, total, told)
            )
            work.message = _("Everything that could be taken is in.")


def clear_uploads(*, at: datetime) -> None:
    """Files of old imports go (jobs.asks.Daily)."""
    clear_away(before=at - KEEP)
