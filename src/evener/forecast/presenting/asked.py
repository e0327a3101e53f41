"""The filters of the pages on the past, as a template shows them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from evener.forecast.queries.past import Asked, Choices
from evener.forecast.rules.counting import SIZE_NAMES
from evener.problems import Text


def filters(asked: Asked, offered: Choices) -> list[dict[str, Any]]:
    """Each select: its name, what it says when nothing is chosen, and its options (value, label, whether chosen)."""
    selects: list[tuple[str, Text, list[tuple[Any, Any]]]] = [
        ("team", _("All teams"), list(offered.teams)),
        ("product", _("All products"), list(offered.products)),
        ("source", _("All sources"), [(each, each) for each in offered.sources]),
        ("size", _("All sizes"), [(size.value, name) for size, name in SIZE_NAMES.items()]),
    ]
    return [
        {
            "name": name,
            "all": every,
            "options": [(value, label, str(value) == str(getattr(asked, name) or "")) for value, label in options],
        }
        for name, every, options in selects
        if options
    ]
