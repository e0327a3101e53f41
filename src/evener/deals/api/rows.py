"""How deals and their parts are read for answers: straight from columns to keys."""

from __future__ import annotations

from typing import Any

from evener.deals.models import Deal
from evener.deals.rules import Outcome, stage_outlook

Row = dict[str, Any]

PLAIN = (
    "id", "name", "account_id", "owner_id", "lead_engineer_id", "team_id", "stage_id", "stage_since", "amount_minor",
    "currency", "close_on", "product_id", "source", "confidential", "opened_on", "technical_win_on", "outcome",
    "closed_on", "promises_open", "promises_blind", "promises_stale", "external_id", "version", "created_at",
    "touched_at",
)  # fmt: skip
WRITTEN = (
    "about", "technical_win_note", "outcome_reason", "outcome_note", "return_on", "gate_overridden_by_id",
    "gate_reason",
)  # fmt: skip
NAMED = ("account", "owner", "lead_engineer", "team", "stage", "product")
# What a list reads: all the plain columns, the names behind the ids, and the one order column that is not shown.
LISTED = (*PLAIN, *(f"{relation}__name" for relation in NAMED), "close_order")
NAMES = tuple((f"{relation}__name", f"{relation}_name") for relation in NAMED)


def shown_row(row: Row) -> Row:
    """A row of `LISTED` as it is answered, changed in place."""
    del row["close_order"]
    for path, name in NAMES:
        row[name] = row.pop(path)
    row["outcome"] = row["outcome"] or "open"
    return row


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
    outlook = stage_outlook(deal.stage.prior_won, stage=deal.stage.name)
    return {
        "won": outlook.won,
        "lost": outlook.lost,
        "no_decision": outlook.no_decision,
        "source": str(outlook.source),
    }
