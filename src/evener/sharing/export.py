"""What of links is exported (upkeep.asks.Exporter). Their secrets stay."""

from __future__ import annotations

from evener.sharing.models import Link, View
from evener.tables import Table, table


def tables() -> list[Table]:
    named = {name: f"{name}__name" for name in ("deal", "contact", "made_by", "taken_back_by")}
    return [
        table("links", Link, without=("key",), also=named),
        table("link_views", View, also={"link": "link__label", "seen_by": "seen_by__name"}),
    ]
