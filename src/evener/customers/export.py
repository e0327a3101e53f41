"""What of customers is exported (upkeep.asks.Exporter)."""

from __future__ import annotations

from evener.customers.models import Account, Contact
from evener.tables import Table, table


def tables() -> list[Table]:
    return [
        table("accounts", Account, without=("folded_name",), also={"parent": "parent__name", "owner": "owner__name"}),
        table("contacts", Contact, also={"account": "account__name"}),
    ]
