"""Fetching calendar addresses in the background."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from evener.calendars import fetching, queries
from evener.calendars.actions import Taken, failed, fetched, forget_batches, take_back, take_in
from evener.calendars.engine.events import Limits
from evener.calendars.fetching import Asked, Unfetched
from evener.calendars.models import Source
from evener.calendars.rules import EVERY, LOOK_AHEAD, LOOK_BACK, Fate, key
from evener.jobs.actions import running
from evener.lazily import lazily
from evener.people.queries import viewer_of
from evener.people.rules import Viewer
from evener.problems import Problem

if TYPE_CHECKING:
    from evener.calendars.engine import reading
else:
    reading = lazily("evener.calendars.engine.reading")

# Fetched in one go; the rest by the next, which follows at once.
AT_ONCE = 50
KEEP_BATCHES = timedelta(days=7)


def limits() -> Limits:
    """No more of a calendar than of any other file."""
    return Limits(bytes=min(Limits().bytes, settings.MAX_UPLOAD_BYTES))


def window(at: datetime) -> tuple[datetime, datetime]:
    """From when to when meetings are looked for. Whole days, so that what a calendar says is asked for in full."""
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return day - LOOK_BACK, day + LOOK_AHEAD


def fetch(source: Source, *, at: datetime) -> None:
    """Fetch one address and take in what it says. Failures are kept with the source, in words; nothing raises."""
    by = viewer_of(source.owner_id, via="job")
    with override(by.language):
        try:
            asked = Asked(source.url, source.etag, source.last_modified)
            came = fetching.fetch(asked, most=limits().bytes)
            if came.data is None:
                fetched(by=by, at=at, source=source, taken=None)
                return
            since, until = window(at)
            found = reading.read(came.data, since=since, until=until, zone=ZoneInfo(by.time_zone), limits=limits())
            if not found.whole and not found.events:
                raise Unfetched(str(found.faults[0].sentence) if found.faults else _("It holds no calendar."))
            taken = take_in(by=by, at=at, proposed=queries.proposals(by, found.events), source=source)
            if found.whole and found.events and not taken.left_over:
                _cancel_gone(
                    source, by=by, at=at, until=until, keys={key(event) for event in found.events}, taken=taken
                )
            fetched(
                by=by, at=at, source=source, taken=taken, faults=found.faults, marks=(came.etag, came.last_modified)
            )
        except Problem as problem:
            failed(by=by, at=at, source=source, error=str(problem))


def _cancel_gone(source: Source, *, by: Viewer, at: datetime, until: datetime, keys: set[str], taken: Taken) -> None:
    """An event that was deleted is simply not there any more. An empty calendar says nothing: something went wrong."""
    missing = queries.gone(source, keys=keys, since=at, until=until)
    if missing:
        count = take_back(by=by, at=at, missing=missing)
        taken.counts[Fate.CANCELLED.value] = taken.counts.get(Fate.CANCELLED.value, 0) + count


def next_round(at: datetime) -> datetime:
    return at + EVERY / 4


@task()
def fetch_now(work_id: int, source_id: int) -> None:
    """One address, because its owner asked."""
    with running(work_id) as work:
        by = viewer_of(work.owner_id, via="job")
        with override(by.language):
            work.step(0, 0, _("Asking the calendar"))
            fetch(queries.source(by, source_id), at=timezone.now())
            after = queries.source(by, source_id)
            if after.error:
                raise Problem(after.error)
            work.message = _("The calendar was read.")


@task()
def fetch_due() -> None:
    """Every address whose time has come; then the next round is asked for."""
    at = timezone.now()
    found = queries.due(at, limit=AT_ONCE)
    for source in found:
        fetch(source, at=timezone.now())
    see_to_it(at=at if len(found) == AT_ONCE else next_round(at))


def see_to_it(*, at: datetime) -> None:
    """A round waits in the queue, where there is anything to fetch. One at a time, however often this is asked."""
    if not queries.any_running():
        return
    with transaction.atomic():
        waiting = DBTaskResult.objects.filter(task_path=fetch_due.module_path, status=TaskResultStatus.READY)
        if not waiting.exists():
            fetch_due.using(run_after=at).enqueue()


def daily(*, at: datetime) -> None:
    """Once a day, and when the server starts (jobs.asks.Daily): the rounds go on, old files are forgotten."""
    forget_batches(before=at - KEEP_BATCHES)
    see_to_it(at=at)
