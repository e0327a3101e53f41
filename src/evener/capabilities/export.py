"""What of the catalogue is exported (upkeep.asks.Exporter)."""

from __future__ import annotations

from evener.capabilities.models import Capability
from evener.tables import Table, table


def tables() -> list[Table]:
    also = {"product": "product__name", "owner": "owner__name", "created_by": "created_by__name"}
    return [table("capabilities", Capability, without=("folded_name",), also=also)]
