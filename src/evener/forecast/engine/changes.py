"""More suspects for leaks: fields that people change when a deal ends, seen in what happened to them.

`leaks` looks at the values that stand there; here it is when they were written. A field that is filled in with the end
holds, for every deal whose history began too late, what nobody knew before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from evener.forecast.engine.deals import OPEN, WON, Floats, Ints

LEAST = 30  # deals that ended, on either side
AT_END = 0.3  # share of them in which the field changed on the day of the end or later
OVERWRITTEN = 0.2  # difference in that share between those won and the others


class Late(StrEnum):
    AT_END = "at_end"
    OVERWRITTEN = "overwritten"


@dataclass(frozen=True, slots=True)
class Changes:
    """When a field that said something already said something else: the deal's row, and the day."""

    deal: Ints
    day: Floats


@dataclass(frozen=True, slots=True)
class LateField:
    """`size`: the share, or the difference of shares, that made it a suspect."""

    feature: str
    why: Late
    size: float


def changed_at_end(closed: Floats, outcome: Ints, fields: Mapping[str, Changes]) -> list[LateField]:
    """`closed`, `outcome`: of the deals whose changes were kept; infinite and OPEN where they go on."""
    ended = outcome != OPEN
    won, other = ended & (outcome == WON), ended & (outcome != WON)
    found = []
    for name, changes in fields.items():
        late = np.zeros(len(closed), bool)
        late[changes.deal[np.floor(changes.day) >= np.floor(closed[changes.deal])]] = True
        if won.sum() >= LEAST and other.sum() >= LEAST:
            apart = float(late[won].mean() - late[other].mean())
            if apart >= OVERWRITTEN:
                found.append(LateField(name, Late.OVERWRITTEN, apart))
                continue
        if ended.sum() >= LEAST and float(late[ended].mean()) >= AT_END:
            found.append(LateField(name, Late.AT_END, float(late[ended].mean())))
    return found
