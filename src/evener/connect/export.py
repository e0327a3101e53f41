"""What of imports is exported (upkeep.asks.Exporter): what was brought in, by whom, and what came of it."""

from __future__ import annotations

from evener.connect.models import ImportBatch
from evener.tables import Table, table


def tables() -> list[Table]:
    return [table("import_batches", ImportBatch, also={"owner": "owner__name"})]
