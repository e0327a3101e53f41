"""What somebody asks to be different: deals that drop, deals that slip, an engineer more. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

LONGEST = 730  # days a deal may slip


@dataclass(frozen=True, slots=True)
class Asked:
    """`slips`: days by deal. `skill_id`: of the pool that has one engineer more, from `starts` days on."""

    drops: frozenset[int] = frozenset()
    slips: Mapping[int, int] = field(default_factory=dict)
    skill_id: int | None = None
    starts: int = 0

    @property
    def nothing(self) -> bool:
        return not (self.drops or self.slips or self.skill_id)


def asked(drops: Sequence[str], slips: Sequence[tuple[str, str]], *, skill: str = "", starts: str = "") -> Asked:
    """From texts as an address or a form brings them; what cannot be read is not asked. `slips`: deal and days."""
    moved = {int(deal): int(days) for deal, days in slips if deal.isdecimal() and days.isdecimal()}
    return Asked(
        frozenset(int(each) for each in drops if each.isdecimal()),
        {deal: min(days, LONGEST) for deal, days in moved.items() if days},
        int(skill) if skill.isdecimal() else None,
        min(int(starts), LONGEST) if starts.isdecimal() else 0,
    )
