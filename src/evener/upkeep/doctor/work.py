"""Background jobs: somebody runs them, and nothing is stuck."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django_tasks_db.models import DBTaskResult

from evener.jobs.models import Runner
from evener.jobs.rules import LEASE
from evener.upkeep.doctor.findings import Finding, notice, ok, warning

STUCK = timedelta(minutes=10)


def jobs(at: datetime) -> Iterator[Finding]:
    alive = Runner.objects.filter(beat_at__gt=at - LEASE).count()
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=at - STUCK).count()
    failed = DBTaskResult.objects.failed().filter(finished_at__gt=at - timedelta(days=1)).count()
    if waiting and not alive:
        how = "Start `evener up`" if settings.JOBS_IN_SERVER else "Start `evener jobs` (EVENER_JOBS_IN_SERVER is off)"
        yield warning("jobs", f"{waiting} jobs wait and nobody runs them.", f"{how}.")
    elif not alive:
        yield notice("jobs", "Nobody runs jobs just now, and none wait. That is right while the server is down.")
    else:
        yield ok("jobs", f"{alive} run jobs; {waiting} wait for longer than ten minutes.")
    if failed:
        yield warning("jobs", f"{failed} jobs failed within the last day.", "The server's log says why.")
