"""The catalogue as its pages show it: the rows of the list, the facts of one capability."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evener.capabilities.models import Capability
from evener.capabilities.rules import NAMES, STATUS_HELP, STATUS_NAMES, Status, links
from evener.pages.facts import Fact
from evener.pages.templatetags.evener import day_text, face_html, locale_of
from evener.problems import Text

NOTHING = '<span class="muted">–</span>'
TONES = {
    Status.SHIPPED: "ok", Status.BETA: "info", Status.PLANNED: "info", Status.CUSTOM: "warn", Status.WILL_NOT: "danger",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Long:
    """A text of its own: what sales may say, the limits, the evidence."""

    key: str
    label: Text
    text: str
    unset: Text
    press: str
    links: tuple[str, ...] = ()


def status_text(status: str, planned_for: date | None, *, today: date) -> str:
    """`Planned, 1 May`."""
    name = str(STATUS_NAMES[Status(status)])
    if planned_for is None:
        return name
    words = {"status": name, "day": day_text(planned_for, today.year, _locale())}
    return _("%(status)s, %(day)s") % words


def facts(capability: Capability, *, today: date) -> list[Fact]:
    late = capability.planned_for is not None and capability.planned_for < today
    return [
        Fact(
            "status", NAMES["status"], status_text(capability.status, capability.planned_for, today=today), "",
            note=_("This day has passed.") if late else str(STATUS_HELP[Status(capability.status)]),
            tone="danger" if late else "", press="s",
        ),
        Fact("product", NAMES["product_id"], str(capability.product or ""), lazy("Any product"), press="p"),
        Fact("owner", NAMES["owner_id"], str(capability.owner or ""), lazy("Nobody: name one"), person=True, press="o"),
    ]  # fmt: skip


def longs(capability: Capability) -> list[Long]:
    return [
        Long("wording", NAMES["wording"], capability.wording, lazy("Write what a salesperson may say, as it is."), "w"),
        Long("limits", NAMES["limits"], capability.limits, lazy("Say where it ends: how many, how fast."), "l"),
        Long(
            "evidence", NAMES["evidence"], capability.evidence, lazy("Show it: documentation, a test, a recording."),
            "v", tuple(links(capability.evidence)),
        ),
    ]  # fmt: skip


def rows(found: Iterable[Mapping[str, Any]], *, today: date) -> SafeString:
    """The rows of the catalogue as finished HTML."""
    nobody = escape(_("Nobody"))
    return mark_safe("".join(_row(row, nobody, today) for row in found))


def _row(row: Mapping[str, Any], nobody: str, today: date) -> str:
    owner = row["owner__name"] or ""
    words = f'<span class="cut">{escape(owner)}</span>' if owner else f'<span class="warn-text">{nobody}</span>'
    status = escape(status_text(row["status"], row["planned_for"], today=today))
    return (
        f'<tr><th scope="row" class="main-cell words-cell"><a class="row-link" href="/capabilities/{row["id"]}/">'
        f"{escape(row['name'])}</a></th>"
        f'<td class="states"><span class="pill {TONES[Status(row["status"])]}">{status}</span></td>'
        f'<td class="quiet hide-s"><span class="cut">{escape(row["wording"]) or NOTHING}</span></td>'
        f'<td class="quiet">{escape(row["product__name"] or "") or NOTHING}</td>'
        f'<td><span class="who">{face_html(owner)}{words}</span></td></tr>'
    )


def _locale() -> str:
    return locale_of(get_language() or "en")
