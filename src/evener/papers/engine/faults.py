"""What is wrong with a picture's text, an image or a document, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """`part` is the field at fault ("" where there is only one); line and column count from 1, 0 is "the whole"."""

    sentence: str
    part: str = ""
    line: int = 0
    column: int = 0


class Unfit(Exception):
    """What was given cannot be made into what was asked for. Its text is the sentences of its faults."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.sentence for fault in self.faults))
