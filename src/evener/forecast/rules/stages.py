"""The way of a deal through the stages, and how long it stood in each. Pure; days are ordinals with fractions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Left(StrEnum):
    """How a deal's time in a stage ended."""

    MOVED = "moved"
    ENDED = "ended"  # the deal ended there
    STAYS = "stays"  # it is there now


@dataclass(frozen=True, slots=True)
class Spell:
    """A deal stood in `stage` for so many days. `whole`: from the day it came there, not from when it was recorded."""

    stage: str
    days: float
    left: Left
    whole: bool = True


def spells(
    moves: Sequence[tuple[float, str, str]], *, now: str, start: float, end: float, ended: bool, whole: bool = True
) -> list[Spell]:
    """Time in each stage, in order. `moves`: (when, from, to), oldest first; `now` is where it stands or ended.

    What lies before `start` or after `end` counts as on that day.
    """
    found = []
    since, here, known = start, moves[0][1] if moves else now, whole
    for at, _, target in moves:
        at = min(max(at, since), end)
        found.append(Spell(here, at - since, Left.MOVED, known))
        since, here, known = at, target, True
    found.append(Spell(here, max(0.0, end - since), Left.ENDED if ended else Left.STAYS, known))
    return found


def path(stages: Iterable[str], position: Mapping[str, int]) -> list[str]:
    """The stages a deal went through, each once and in the order of the board; unknown names are left out.

    Going back takes back what lay in between: Qualify, Proposal, Discovery is Qualify, Discovery.
    """
    found: list[str] = []
    for stage in stages:
        if stage not in position:
            continue
        while found and position[found[-1]] >= position[stage]:
            found.pop()
        found.append(stage)
    return found


def longest(found: Iterable[Spell]) -> str:
    """The stage a deal stood in longest; the later one of two."""
    days: dict[str, float] = {}
    for spell in found:
        days[spell.stage] = days.get(spell.stage, 0.0) + spell.days
    return max(reversed(days), key=lambda stage: days[stage]) if days else ""
