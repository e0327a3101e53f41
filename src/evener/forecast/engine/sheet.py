"""All open deals of one forecast, packed into text: what it said of each, to be held against what happens.

Chances are kept in hundredths of a percent, which is finer than they are.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, fields

import numpy as np

from evener.forecast.engine.deals import Flags, Floats, Ints, Words

FINE = 10_000.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """N deals: `ahead` N × days × 4, `final` N × 4; `stage`: the chance its stage alone gave; ids 0 for none.

    `base`: days × 4, what the base rate said. `close`: the expected close as an ordinal, infinite where there is none.
    """

    deal: Ints
    owner: Ints
    team: Ints
    product: Ints
    account: Ints
    amount_minor: Ints
    currency: Words
    confidential: Flags
    stage: Floats
    close: Floats
    days: Floats
    ahead: Floats
    final: Floats
    base: Floats

    def __len__(self) -> int:
        return len(self.deal)


CHANCES = {"stage", "ahead", "final", "base"}


def pack(sheet: Sheet) -> str:
    """As text; the same sheet always gives the same."""
    columns = {}
    for each in fields(sheet):
        value = getattr(sheet, each.name)
        if each.name in CHANCES:
            value = np.round(value * FINE).astype(np.uint16)
        elif each.name == "currency":
            value = np.array(value, dtype="U3")
        columns[each.name] = value
    held = io.BytesIO()
    np.savez_compressed(held, **columns)
    return base64.b64encode(held.getvalue()).decode()


def unpack(text: str) -> Sheet:
    with np.load(io.BytesIO(base64.b64decode(text)), allow_pickle=False) as held:
        columns = {name: held[name] for name in held.files}
    for name in CHANCES:
        columns[name] = columns[name] / FINE
    columns["currency"] = columns["currency"].astype(object)
    return Sheet(**columns)
