"""The fields of accounts and contacts: what they are called, how long they may be, and how the journal keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from evener.customers.models import Account
from evener.problems import Text

ACCOUNT: dict[str, Text] = {
    "name": _("Name"),
    "industry": _("Industry"),
    "website": _("Website"),
    "country": _("Country"),
    "employees": _("Employees"),
    "parent_id": _("Part of"),
    "owner_id": _("Owner"),
    "about": _("About"),
}
CONTACT: dict[str, Text] = {"name": _("Name"), "title": _("Title"), "email": _("E-mail"), "phone": _("Phone")}
ACCOUNT_LENGTHS = {"name": 200, "industry": 120, "website": 200, "country": 80, "about": 20_000}
CONTACT_LENGTHS = {"name": 120, "title": 120, "email": 254, "phone": 40}
MOST_EMPLOYEES = 2_000_000_000


def account_faults(values: Mapping[str, Any]) -> dict[str, Text]:
    """What is wrong with plain values (not with references), by field."""
    wrong = _faults(values, ACCOUNT, ACCOUNT_LENGTHS)
    employees = values.get("employees")
    if employees is not None and not 0 <= employees <= MOST_EMPLOYEES:
        wrong["employees"] = _("Give the number of people who work there.")
    return wrong


def contact_faults(values: Mapping[str, Any]) -> dict[str, Text]:
    wrong = _faults(values, CONTACT, CONTACT_LENGTHS)
    email = values.get("email")
    if email and "email" not in wrong:
        try:
            validate_email(email)
        except ValidationError:
            wrong["email"] = _("Write an e-mail address like maya@example.com.")
    return wrong


def _faults(values: Mapping[str, Any], names: Mapping[str, Text], lengths: Mapping[str, int]) -> dict[str, Text]:
    wrong: dict[str, Text] = {name: _("There is no such field.") for name in values if name not in names}
    for name, limit in lengths.items():
        text = values.get(name) or ""
        if len(text) > limit:
            wrong[name] = _("Keep it under %(limit)d characters.") % {"limit": limit}
        elif "\x00" in text:
            wrong[name] = _("This text holds a character that cannot be kept.")
    if "name" in values and not (values["name"] or "").strip():
        wrong["name"] = _("Give a name.")
    return wrong


def shown(account: Account, field: str) -> Any:
    """The field as the journal keeps it: names instead of ids."""
    if field in ("parent_id", "owner_id"):
        related = getattr(account, field.removesuffix("_id"))
        return str(related) if related is not None else None
    return getattr(account, field)
