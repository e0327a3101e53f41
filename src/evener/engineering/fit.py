"""What triage said about a deal (evaluations.asks.Fit)."""

from __future__ import annotations

from evener.engineering.queries import door


def unfit(*, deal_id: int) -> str:
    """Why engineering said that the deal does not fit, '' where nobody did or a leader opened it again."""
    found = door(deal_id)
    return f"{found.closed_by.name}: {found.reason}" if found else ""
