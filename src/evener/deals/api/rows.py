"""How deals and their parts are read for answers: straight from columns to keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evener.deals import queries
from evener.deals.models import Deal
from evener.deals.names import names_for
from evener.deals.rules import Outcome
from evener.people.rules import Viewer

Row = dict[str, Any]

PLAIN = (
    "id", "name", "account_id", "owner_id", "lead_engineer_id", "team_id", "stage_id", "stage_since", "amount_minor",
    "currency", "close_on", "product_id", "source", "confidential", "opened_on", "technical_win_on", "outcome",
    "closed_on", "promises_open", "promises_blind", "promises_stale", "coverage", "external_id", "version",
    "created_at", "touched_at",
)  # fmt: skip
WRITTEN = (
    "about", "technical_win_note", "technical_win_by_id", "outcome_reason", "outcome_note", "return_on",
    "gate_overridden_by_id", "gate_reason",
)  # fmt: skip
NAMED = ("account", "owner", "lead_engineer", "team", "stage", "product")
# What a list reads: the plain columns, and the one order column that is not shown.
LISTED = (*PLAIN, "close_order")


def shown_rows(viewer: Viewer, rows: Sequence[Row]) -> Sequence[Row]:
    """Rows of `LISTED` as they are answered, changed in place. One query for the names behind the ids.

    Six joins would do it in the same statement, which PostgreSQL plans for longer than it takes to run both.
    """
    if not rows:
        return rows
    names = names_for(viewer, account_ids=[row["account_id"] for row in rows])
    people = {id: person.name for id, person in names.people.items()}
    for row in rows:
        del row["close_order"]
        row["account_name"] = names.accounts.get(row["account_id"])
        row["owner_name"] = people.get(row["owner_id"])
        row["lead_engineer_name"] = people.get(row["lead_engineer_id"])
        row["team_name"] = names.teams.get(row["team_id"])
        row["stage_name"] = names.stages[row["stage_id"]]
        row["product_name"] = names.products.get(row["product_id"])
        row["outcome"] = row["outcome"] or "open"
    return rows


def shown_deal(deal: Deal) -> Row:
    """One deal with everything written on it."""
    row: Row = {name: getattr(deal, name) for name in PLAIN}
    for relation in NAMED:
        related = getattr(deal, relation)
        row[f"{relation}_name"] = related.name if related else None
    row.update((name, getattr(deal, name)) for name in WRITTEN)
    row["outlook"] = None if deal.is_closed else _outlook(deal)
    row["outcome"] = str(Outcome(deal.outcome)) or "open"
    return row


def _outlook(deal: Deal) -> Row:
    outlook = queries.outlook(deal)
    return {
        "won": outlook.won,
        "lost": outlook.lost,
        "no_decision": outlook.no_decision,
        "source": str(outlook.source),
        "low": outlook.low or None,
        "high": outlook.high or None,
    }
