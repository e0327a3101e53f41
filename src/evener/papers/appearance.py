"""How the organisation looks to readers outside (pursuit.asks.Brand): its logo and colours, as pages take them."""

from __future__ import annotations

from django.urls import reverse

from evener.papers.engine.colours import ink_on, readable
from evener.papers.models import Brand
from evener.pursuit.asks import Look


def look() -> Look | None:
    """None where nobody set one. The addresses change with what they show, so browsers may keep it."""
    # Not the logo's bytes: every look at a plan comes by here.
    rows = Brand.objects.select_related("logo", "organisation")
    found = rows.only("colour", "logo__digest", "organisation__name").first()
    if found is None:
        return None
    return Look(
        logo_url=reverse("papers:logo", args=[found.logo.digest]) if found.logo else "",
        logo_alt=found.organisation.name,
        css_url=reverse("papers:colours", args=[found.colour.removeprefix("#")]),
    )


def stylesheet(colour: str) -> str:
    """`--brand` on a light or dark page, and what is written on it."""
    light, dark = readable(colour), readable(colour, on="#141a1a")
    return (
        f".shared {{ --brand: {light}; --on-brand: {ink_on(light)}; }}\n"
        f"@media (prefers-color-scheme: dark) {{ .shared {{ --brand: {dark}; --on-brand: {ink_on(dark)}; }} }}\n"
    )
