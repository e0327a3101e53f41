"""The fields of a deal that people change: their names, what is wrong with a value, and how the journal shows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from evener import money
from evener.deals.models import Deal
from evener.problems import Text

NAMES: dict[str, Text] = {
    "name": _("Name"),
    "account_id": _("Account"),
    "owner_id": _("Sales owner"),
    "lead_engineer_id": _("Lead engineer"),
    "stage_id": _("Stage"),
    "amount_minor": _("Amount"),
    "currency": _("Currency"),
    "close_on": _("Expected close"),
    "opened_on": _("Opened"),
    "product_id": _("Product"),
    "source": _("Source"),
    "about": _("About"),
    "confidential": _("Confidential"),
    "technical_win_on": _("Technical win"),
    "technical_win_note": _("Technical win: who said yes to what"),
    "technical_win_by_id": _("Technical win: who said it"),
}
REFERENCES = ("account_id", "owner_id", "lead_engineer_id", "stage_id", "product_id", "technical_win_by_id")
LENGTHS = {"name": 200, "source": 80, "about": 20_000, "technical_win_note": 300}
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 12, 31)


def faults(values: Mapping[str, Any]) -> dict[str, Text]:
    """What is wrong with plain values (not with references), by field."""
    found: dict[str, Text] = {}
    for field, value in values.items():
        text = _fault(field, value)
        if text:
            found[field] = text
    return found


def _fault(field: str, value: Any) -> Text | None:
    if field not in NAMES:
        return _("A deal has no such field.")
    if field == "name" and not value.strip():
        return _("Give the deal a name.")
    if field in LENGTHS and len(value) > LENGTHS[field]:
        return _("Keep it under %(limit)d characters.") % {"limit": LENGTHS[field]}
    if field in LENGTHS and "\x00" in value:
        return _("This text holds a character that cannot be kept.")
    if field == "amount_minor" and not 0 <= value <= money.MAX_MINOR:
        return _("The amount must be 0 or more, and not beyond what Evener can keep.")
    if field == "currency" and value not in money.currencies():
        return _("Use a currency code like EUR or USD.")
    if field in ("close_on", "opened_on", "technical_win_on") and value is not None and not EARLIEST <= value <= LATEST:
        return _("Use a date between 1970 and 2200.")
    if field in ("stage_id", "opened_on") and value is None:
        return _("This cannot be empty.")
    return None


def shown(deal: Deal, field: str) -> Any:
    """The field of `deal` as the journal keeps it: names instead of ids, money as people write it."""
    if field in REFERENCES:
        related = getattr(deal, field.removesuffix("_id"))
        return str(related) if related is not None else None
    if field == "amount_minor":
        return money.show(deal.amount_minor, deal.currency)
    value = getattr(deal, field)
    return value.isoformat() if isinstance(value, date) else value
