"""What every template can rely on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

THEMES = ("light", "dark")


def page(request: HttpRequest) -> dict[str, Any]:
    """`viewer` (None when signed out) and `theme` (`""`: as the device says)."""
    theme = request.COOKIES.get("theme", "")
    return {"viewer": getattr(request, "viewer", None), "theme": theme if theme in THEMES else ""}
