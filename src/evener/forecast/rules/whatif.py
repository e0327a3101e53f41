"""What somebody asks to be different: deals that drop, deals that slip, an engineer more. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

LONGEST = 730  # days a deal may slip
SHOWN = 60  # deals offered to change: those that bring most


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
    moved = ((_number(deal), _number(days)) for deal, days in slips)
    return Asked(
        frozenset(id for each in drops if (id := _number(each)) is not None),
        {deal: min(days, LONGEST) for deal, days in moved if deal is not None and days},
        _number(skill),
        min(_number(starts) or 0, LONGEST),
    )


def _number(text: str) -> int | None:
    """None: it is none, or longer than any id."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
