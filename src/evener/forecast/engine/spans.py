"""A month or a quarter that totals are made of. Apart from them, so that no page loads what they compute with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A month or a quarter, first and last day as ordinals."""

    kind: str
    begins: int
    ends: int
