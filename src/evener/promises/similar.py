"""What was said like this before, and what the catalogue says about it: offered while a promise is written down."""

from __future__ import annotations

from dataclasses import dataclass

from evener.capabilities.models import Capability
from evener.people.rules import Viewer
from evener.promises.models import Promise
from evener.search.queries import near, near_among_few
from evener.search.rules import Kind

# Of so many likely ones those the viewer may see are taken, and of these the first few are shown.
LIKELY, PROMISES, CAPABILITIES = 60, 5, 3
# What has less in common than this share of the nearest is like it by chance.
CLOSE = 0.4


@dataclass(frozen=True, slots=True)
class Similar:
    """The nearest first."""

    capabilities: list[Capability]
    promises: list[Promise]


def similar(viewer: Viewer, words: str, *, without: int | None = None) -> Similar:
    """Lines of the catalogue and promises that are worded like `words`, but not `without`. At most five queries."""
    lines = _nearest(near_among_few(Kind.CAPABILITY, words), CAPABILITIES)
    catalogue = {row.pk: row for row in Capability.objects.filter(id__in=lines)}
    likely = _nearest(near(Kind.PROMISE, words), LIKELY)
    rows = Promise.objects.visible_to(viewer).filter(id__in=likely).exclude(id=without or 0)
    promises = {row.pk: row for row in rows.select_related("deal", "verdict", "capability")}
    return Similar(
        [catalogue[id] for id in lines if id in catalogue],
        [promises[id] for id in likely if id in promises][:PROMISES],
    )


def _nearest(found: dict[int, float], most: int) -> list[int]:
    """Those with most in common, of equals the newest."""
    enough = CLOSE * max(found.values(), default=0.0)
    return sorted((id for id in found if found[id] >= enough), key=lambda id: (-found[id], -id))[:most]
