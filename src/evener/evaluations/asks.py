"""What this room asks the rooms above."""

from __future__ import annotations

from typing import Protocol


class Fit(Protocol):
    """The engineer's sentence where triage found that we do not fit this deal and no leader opened it again; else ''.

    Needs nothing of discovery: a deal nobody triaged answers ''.
    """

    def __call__(self, *, deal_id: int) -> str: ...
