"""What of stakeholders is exported (upkeep.asks.Exporter)."""

from __future__ import annotations

from evener.stakeholders.models import Listening, Stakeholder
from evener.tables import Table, table


def tables() -> list[Table]:
    return [
        table(
            "stakeholders", Stakeholder,
            also={
                "deal": "deal__name", "contact": "contact__name", "reports_to": "reports_to__contact__name",
                "relationship_owner": "relationship_owner__name", "created_by": "created_by__name",
            },
        ),
        table(
            "stakeholder_listening", Listening,
            also={"listener": "listener__contact__name", "heard": "heard__contact__name"},
        ),
    ]  # fmt: skip
