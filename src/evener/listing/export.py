"""What of lists is exported (upkeep.asks.Exporter): saved views. Tallies are sums of what is exported anyway."""

from __future__ import annotations

from evener.listing.models import SavedView
from evener.tables import Table, table


def tables() -> list[Table]:
    return [table("saved_views", SavedView, also={"owner": "owner__name"})]
