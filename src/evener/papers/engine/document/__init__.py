"""The point of view on paper: `pdf` and `pages` of a Document, and the `faults` that keep it from being printed."""

from evener.papers.engine.document.parts import Claim, Document, Labels, Mark, Section, Step
from evener.papers.engine.document.printing import Printed, faults, pages, pdf, printed
from evener.papers.engine.document.writing import plain

__all__ = [
    "Claim",
    "Document",
    "Labels",
    "Mark",
    "Printed",
    "Section",
    "Step",
    "faults",
    "pages",
    "pdf",
    "plain",
    "printed",
]
