"""What of the journal is exported (upkeep.asks.Exporter): all of it."""

from __future__ import annotations

from evener.journal.models import Entry
from evener.tables import Table, table


def tables() -> list[Table]:
    return [table("journal", Entry, also={"actor": "actor__name"})]
