"""The tabs of the room: one is added with the page that fills it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from evener.problems import Text


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    label: Text
    href: str


TABS = (
    Tab("page", _("Forecast"), "/forecast/"),
    Tab("whatif", _("What if"), "/forecast/what-if/"),
    Tab("record", _("Record"), "/forecast/record/"),
    Tab("outcomes", _("Win, loss and nothing"), "/forecast/outcomes/"),
    Tab("together", _("Together"), "/forecast/together/"),
    Tab("data", _("Data"), "/forecast/data/"),
    Tab("backtest", _("Backtest"), "/forecast/backtest/"),
)


def frame(tab: str) -> dict[str, Any]:
    """Context of `forecast/tab.html`; `tab` is the current one."""
    return {"nav": "forecast", "tab": tab, "tabs": TABS}
