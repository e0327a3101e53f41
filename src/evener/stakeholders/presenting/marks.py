"""How a stance looks: a shape with a sign in it, and its tone. The word always stands beside it."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from evener.stakeholders.rules.parts import Stance

ROUND = "M-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0z"
# Shape and sign, in a square of 18 around the middle.
MARKS: dict[str, tuple[str, str]] = {
    Stance.FOR: (ROUND, "M-3.6.2l2.4 2.6l4.6-5.2"),
    Stance.LEANS: ("M0-8.5L8.5 6.5H-8.5Z", "M0-2V4.4M-3.2 1.2H3.2"),
    Stance.NEUTRAL: ("M-7-7H7V7H-7Z", "M-3.5 0H3.5"),
    Stance.SCEPTICAL: ("M0 8.5L8.5-6.5H-8.5Z", "M0-4V.6M0 3.2v.2"),
    Stance.AGAINST: ("M-3.5-8.4H3.5L8.4-3.5V3.5L3.5 8.4H-3.5L-8.4 3.5V-3.5Z", "M-3-3L3 3M3-3L-3 3"),
    Stance.UNKNOWN: (ROUND, "M-2.4-2.2a2.4 2.4 0 1 1 3.4 2.2q-1 .5-1 1.6M0 4.2v.2"),
}


def drawn(stance: str) -> str:
    """The paths of a mark, to stand in a group around its middle."""
    shape, sign = MARKS[stance]
    return f'<path class="shape" d="{shape}"/><path class="sign" d="{sign}"/>'


def mark(stance: str) -> SafeString:
    """The mark beside a word."""
    shape, sign = MARKS[stance]
    return format_html(
        '<svg class="mark stance-{}" viewBox="-10 -10 20 20" width="16" height="16" aria-hidden="true">'
        '<path class="shape" d="{}"/><path class="sign" d="{}"/></svg>',
        stance, shape, sign,
    )  # fmt: skip
