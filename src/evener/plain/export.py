"""What of the glossary is exported (upkeep.asks.Exporter)."""

from __future__ import annotations

from evener.plain.models import Term
from evener.tables import Table, table


def tables() -> list[Table]:
    return [table("glossary", Term, without=("key", "folded_word"), also={"created_by": "created_by__name"})]
