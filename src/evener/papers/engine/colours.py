"""Colours as `#rrggbb`, and how well one reads on another (contrast of WCAG 2.2)."""

from __future__ import annotations

import re

WHITE, INK, BLACK = "#ffffff", "#14201f", "#000000"
# Least contrast of small text, of large text and of lines that carry meaning (WCAG 2.2, 1.4.3 and 1.4.11).
TEXT, LARGE = 4.5, 3.0


def is_colour(text: str) -> bool:
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """`share` (0 to 1) of `one`, the rest of `other`."""
    parts = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(255 * (a * share + b * (1 - share))):02x}" for a, b in parts)


def readable(colour: str, *, on: str = WHITE, least: float = TEXT) -> str:
    """`colour`, or the nearest mixture of it with black or white that has contrast `least` on `on`."""
    towards = BLACK if luminance(on) > 0.18 else WHITE
    for share in range(20, -1, -1):
        found = mixed(colour, towards, share / 20)
        if contrast(found, on) >= least:
            return found
    return towards


def ink_on(ground: str) -> str:
    """White, near-black or black: the first that can be read on `ground`. One of them always can."""
    return next(ink for ink in (WHITE, INK, BLACK) if contrast(ink, ground) >= TEXT or ink == BLACK)


def _parts(colour: str) -> tuple[float, float, float]:
    return (int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255)
