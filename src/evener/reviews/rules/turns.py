"""Whose turn it is to dissent. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from evener.problems import Text


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody able to dissent: how often they did in a year, when last, and whether they work on the deal."""

    id: int
    name: str
    times: int = 0
    last: date | None = None
    on_the_deal: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    id: int
    name: str
    why: Text


def turn(candidates: Iterable[Candidate], *, owner_id: int | None) -> Turn | None:
    """The one who dissented least often in a year, then longest ago, then who sees the deal with fresh eyes.

    Never the deal's owner. None where nobody is left.
    """
    able = [each for each in candidates if each.id != owner_id]
    if not able:
        return None
    best = min(able, key=lambda each: (each.times, each.last or date.min, each.on_the_deal, each.name, each.id))
    return Turn(best.id, best.name, _why(best))


def _why(best: Candidate) -> Text:
    if not best.times:
        return _("Has not dissented for a year")
    return ngettext_lazy(
        "Dissented %(count)d time in a year, fewest of all who could; last on %(day)s",
        "Dissented %(count)d times in a year, fewest of all who could; last on %(day)s",
        best.times,
    ) % {"count": best.times, "day": best.last.isoformat() if best.last else "–"}
