"""How the organisation looks to readers outside (pursuit.asks.Brand): its logo and colours, as pages take them."""

from __future__ import annotations

from django.urls import reverse

from evener.listing.prepared import Question, asked
from evener.papers.engine.colours import ink_on, readable
from evener.papers.models import Brand
from evener.pursuit.asks import Look


def look() -> Look | None:
    """None where nobody set one. The addresses change with what they show, so browsers may keep it."""
    for row in asked(_chosen):
        digest = row["logo__digest"]
        return Look(
            logo_url=reverse("papers:logo", args=[digest]) if digest else "",
            logo_alt=row["organisation__name"],
            css_url=reverse("papers:colours", args=[row["colour"].removeprefix("#")]),
        )
    return None


def _chosen() -> Question:
    """Not the logo's bytes: every look at a plan comes by here."""
    return Brand.objects.order_by("id").values("colour", "logo__digest", "organisation__name")[:1]


def stylesheet(colour: str) -> str:
    """`--brand` on a light or dark page, and what is written on it."""
    light, dark = readable(colour), readable(colour, on="#141a1a")
    return (
        f".shared {{ --brand: {light}; --on-brand: {ink_on(light)}; }}\n"
        f"@media (prefers-color-scheme: dark) {{ .shared {{ --brand: {dark}; --on-brand: {ink_on(dark)}; }} }}\n"
    )
