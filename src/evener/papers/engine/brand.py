"""How a company's papers look."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from evener.papers.engine.colours import is_colour
from evener.papers.engine.image import Picture

COLOUR, ACCENT = "#0b665f", "#b4531a"


class Paper(StrEnum):
    A4 = "a4"
    LETTER = "us-letter"


@dataclass(frozen=True, slots=True)
class Brand:
    """`colour` is for headings and lines, `accent` fills what is ours in pictures; both `#rrggbb`, any shade: what is
    too pale to be read is darkened where it is used. `footer` is one line, e.g. the company's name and town.
    """

    name: str = ""
    colour: str = COLOUR
    accent: str = ACCENT
    logo: Picture | None = None
    footer: str = ""
    paper: Paper = Paper.A4

    def sound(self) -> Brand:
        """The same with Evener's colours in the place of what is no colour."""
        return replace(
            self,
            colour=self.colour if is_colour(self.colour) else COLOUR,
            accent=self.accent if is_colour(self.accent) else ACCENT,
        )
