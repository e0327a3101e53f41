"""What a product can: its status, who keeps the catalogue, and what a change of it means for verdicts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from evener.people.rules import VERDICT_ROLES, Viewer
from evener.problems import Text


class Status(StrEnum):
    """Whether the product can do it, from surely to never."""

    SHIPPED = "shipped"
    BETA = "beta"
    PLANNED = "planned"
    CUSTOM = "custom"
    WILL_NOT = "will_not"


STATUS_NAMES: dict[Status, Text] = {
    Status.SHIPPED: _("Shipped"),
    Status.BETA: _("Beta"),
    Status.PLANNED: _("Planned"),
    Status.CUSTOM: _("Custom work"),
    Status.WILL_NOT: _("Will not"),
}
STATUS_HELP: dict[Status, Text] = {
    Status.SHIPPED: _("It does this today."),
    Status.BETA: _("It does this for those who try it early."),
    Status.PLANNED: _("It will, by a day engineering stands for."),
    Status.CUSTOM: _("Not the product: somebody builds it for one customer."),
    Status.WILL_NOT: _("It does not, and there is no intention that it should."),
}
# A verdict rests on these: when one changes, it answered another question.
GROUNDS = frozenset({"status", "planned_for"})

NAMES: dict[str, Text] = {
    "name": _("Name"),
    "status": _("Status"),
    "planned_for": _("Planned for"),
    "product_id": _("Product"),
    "owner_id": _("Owner"),
    "wording": _("What sales may say"),
    "limits": _("Limits"),
    "evidence": _("Evidence"),
}
LENGTHS = {"name": 200, "wording": 2000, "limits": 5000, "evidence": 5000}
MOST_LINKS = 20
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 12, 31)


def may_keep(viewer: Viewer) -> bool:
    """The catalogue is engineering's word: those who may answer a promise keep it."""
    return viewer.may_write and viewer.role in VERDICT_ROLES


def faults(values: Mapping[str, Any]) -> dict[str, Text]:
    """What is wrong with a whole capability, by field. References are for the action to look up."""
    wrong: dict[str, Text] = {name: _("A capability has no such field.") for name in values if name not in NAMES}
    for name, limit in LENGTHS.items():
        text = values.get(name) or ""
        if len(text) > limit:
            wrong[name] = _("Keep it under %(limit)d characters.") % {"limit": limit}
        elif "\x00" in text:
            wrong[name] = _("This text holds a character that cannot be kept.")
    if not (values.get("name") or "").strip():
        wrong["name"] = _("Say in a few words what the product can.")
    wrong |= _status_faults(values.get("status"), values.get("planned_for"))
    if "evidence" not in wrong:
        wrong |= _link_faults(values.get("evidence") or "")
    return wrong


def _status_faults(status: Any, planned_for: date | None) -> dict[str, Text]:
    if status not in set(Status):
        return {"status": _("Choose one of the statuses.")}
    if status == Status.PLANNED and planned_for is None:
        return {"planned_for": _("Say by when. Without a day it is not planned, but hoped for.")}
    if status != Status.PLANNED and planned_for is not None:
        return {"planned_for": _("Only what is planned has a day.")}
    if planned_for is not None and not EARLIEST <= planned_for <= LATEST:
        return {"planned_for": _("Use a date between 1970 and 2200.")}
    return {}


def _link_faults(text: str) -> dict[str, Text]:
    lines = links(text)
    if len(lines) > MOST_LINKS:
        return {"evidence": _("Keep it to %(limit)d links.") % {"limit": MOST_LINKS}}
    wrong = next((line for line in lines if not is_link(line)), None)
    if wrong is None:
        return {}
    return {"evidence": _("“%(line)s” is not a web address. Write one to a line, like https://….") % {"line": wrong}}


def links(text: str) -> list[str]:
    """The lines of the evidence."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def is_link(line: str) -> bool:
    try:
        parts = urlsplit(line)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in line
