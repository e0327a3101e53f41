"""What an account's page shows of its people's parts in deals (customers.asks.ContactParts)."""

from __future__ import annotations

from django.urls import reverse

from evener.customers.asks import PartLine
from evener.people.rules import Viewer
from evener.stakeholders import queries
from evener.stakeholders.models import Stakeholder
from evener.stakeholders.rules.parts import ROLE_NAMES


def parts(*, viewer: Viewer, account_id: int) -> dict[int, list[PartLine]]:
    """The newest first. One query."""
    found = queries.of_account(viewer, account_id)
    return {contact_id: [_line(row) for row in rows] for contact_id, rows in found.items()}


def _line(row: Stakeholder) -> PartLine:
    url = f"{reverse('stakeholders:of_deal', args=[row.deal_id])}#stakeholder-{row.pk}"
    return PartLine(row.deal.name, url, ", ".join(str(ROLE_NAMES[role]) for role in row.roles))
