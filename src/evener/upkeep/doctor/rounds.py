"""The order in which the doctor looks at things."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from django.db import DatabaseError

from evener.upkeep.doctor import database, known, machine, papers, plans, sums, work
from evener.upkeep.doctor.findings import Finding, Level, error

Check = Callable[[datetime], Iterator[Finding]]


def examine(*, at: datetime, mend: bool = False) -> Iterator[Finding]:
    """Look at everything. `mend` repairs what can be repaired from the facts themselves."""
    for check in (machine.python, machine.data_folder, machine.secret_key, machine.disk, machine.addresses):
        yield from check(at)
    try:
        yield from database.reachable(at)
    except DatabaseError as problem:
        yield error(
            "database",
            f"It does not answer: {' '.join(str(problem).split())}",
            "Check EVENER_DATABASE_URL, and that the server runs.",
        )
        return
    found = list(database.migrations(at))
    yield from found
    if any(finding.level == Level.ERROR for finding in found):
        return
    yield from _data(at, mend=mend)


def _data(at: datetime, *, mend: bool) -> Iterator[Finding]:
    checks: tuple[Check, ...] = (
        database.settings_of_sqlite,
        database.whole,
        partial(database.statistics, mend=mend),
        partial(database.journal_closed, mend=mend),
        partial(sums.tallies, mend=mend),
        partial(sums.counts_on_deals, mend=mend),
        partial(known.coverage_on_deals, mend=mend),
        partial(plans.readings_due, mend=mend),
        partial(sums.search_index, mend=mend),
        database.files,
        papers.editions,
        machine.static_files,
        machine.mail,
        machine.clock,
        work.jobs,
    )
    for check in checks:
        yield from check(at)
