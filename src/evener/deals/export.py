"""What of deals is exported (upkeep.asks.Exporter)."""

from __future__ import annotations

from evener.deals.models import Deal, DealFile, DealMember, DealOutlook, NextStep, Note, Product, Stage
from evener.tables import Table, table

NAMED = {
    "account": "account__name",
    "owner": "owner__name",
    "lead_engineer": "lead_engineer__name",
    "team": "team__name",
    "stage": "stage__name",
    "product": "product__name",
    "gate_overridden_by": "gate_overridden_by__name",
    "technical_win_by": "technical_win_by__name",
}


def tables() -> list[Table]:
    return [
        table("stages", Stage),
        table("products", Product, without=("key",), money={"price": ("price_minor", "currency")}),
        table("deals", Deal, also=NAMED, money={"amount": ("amount_minor", "currency")}),
        table("deal_outlooks", DealOutlook, also={"deal": "deal__name"}),
        table("deal_members", DealMember, also={"deal": "deal__name", "user": "user__name"}),
        table(
            "next_steps",
            NextStep,
            also={
                "deal": "deal__name",
                "owner": "owner__name",
                "contact": "contact__name",
                "done_by": "done_by__name",
            },
        ),
        table("notes", Note, also={"deal": "deal__name", "author": "author__name"}),
        table("deal_files", DealFile, also={"deal": "deal__name", "author": "author__name"}, files="stored"),
    ]
