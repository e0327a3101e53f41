"""What of promises is exported (upkeep.asks.Exporter)."""

from __future__ import annotations

from evener.promises.models import Promise, Verdict
from evener.tables import Table, table

NAMED = {
    "deal": "deal__name",
    "capability": "capability__name",
    "engineer": "engineer__name",
    "owner": "owner__name",
    "asked_by": "asked_by__name",
    "overridden_by": "overridden_by__name",
    "made_by": "made_by__name",
    "ended_by": "ended_by__name",
    "created_by": "created_by__name",
}


def tables() -> list[Table]:
    return [
        table("promises", Promise, also=NAMED),
        table("verdicts", Verdict, also={"engineer": "engineer__name"}),
    ]
