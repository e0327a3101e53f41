"""How papers look: colours, footer and page. Pure. A colour too pale to be read is darkened where it is used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from evener.problems import Text

HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")
# Evener's own: as in `papers.engine.brand`.
COLOUR, ACCENT = "#0b665f", "#b4531a"
FOOTER = 120


class PageSize(StrEnum):
    A4 = "a4"
    LETTER = "us-letter"


PAGE_SIZE_NAMES: dict[PageSize, Text] = {PageSize.A4: _("A4"), PageSize.LETTER: _("US Letter")}
BRAND_NAMES: dict[str, Text] = {
    "colour": _("Colour of headings and lines"),
    "accent": _("Colour of what is ours in pictures"),
    "footer": _("Line at the foot of each page"),
    "page_size": _("Page size"),
    "logo": _("Logo"),
}


def brand_faults(values: Mapping[str, Any]) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    for name in ("colour", "accent"):
        if name in values and not HEX.match(values[name] or ""):
            wrong[name] = _("Write the colour as #0b665f.")
    if len(values.get("footer") or "") > FOOTER:
        wrong["footer"] = _("Keep it under %(limit)d characters.") % {"limit": FOOTER}
    if "page_size" in values and values["page_size"] not in set(PageSize):
        wrong["page_size"] = _("Choose the page size from the list.")
    return wrong
