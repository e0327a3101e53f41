"""Pictures of boxes and arrows, from a few lines of text: `read`, `layout`, `svg`, `words`."""

from evener.papers.engine.diagram.drawing import svg
from evener.papers.engine.diagram.language import Reading, read
from evener.papers.engine.diagram.parts import Arrow, Box, Diagram, Direction, Group, Note
from evener.papers.engine.diagram.placing import Placed, layout
from evener.papers.engine.diagram.words import words

__all__ = [
    "Arrow",
    "Box",
    "Diagram",
    "Direction",
    "Group",
    "Note",
    "Placed",
    "Reading",
    "layout",
    "read",
    "svg",
    "words",
]
