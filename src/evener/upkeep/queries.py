"""What the export page shows."""

from __future__ import annotations

from evener.jobs import queries as jobs
from evener.jobs.models import Work
from evener.people.rules import Viewer
from evener.upkeep.exports import tables
from evener.upkeep.jobs import KIND


def exports(viewer: Viewer) -> list[Work]:
    """The viewer's latest exports, newest first."""
    return jobs.works(viewer, kind=KIND, limit=5)


def table_names() -> list[str]:
    """What is exported, as people read it."""
    return [table.name.replace("_", " ") for table in tables()]
