"""Sets a document: what the page design gets to know, and the compiler that sets it."""

from __future__ import annotations

import base64
import json
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from evener.lazily import lazily
from evener.papers.engine.brand import Brand, Paper
from evener.papers.engine.colours import mixed, readable
from evener.papers.engine.diagram.drawing import svg
from evener.papers.engine.diagram.placing import Placed, layout
from evener.papers.engine.diagram.words import words
from evener.papers.engine.document.parts import Claim, Document, Mark
from evener.papers.engine.document.writing import blocks, plain
from evener.papers.engine.image import Picture
from evener.papers.engine.letters import DISPLAY, FALLBACKS, FOLDER, SANS, clean

typst: Any = lazily("typst")

TEMPLATE = Path(__file__).resolve().parent / "template.typ"
# Inner width of a page and the greatest height of a picture, in points.
WIDE = {Paper.A4: 470.5, Paper.LETTER: 487.3}
HIGH = 380.0
# Height of a page's text, and its upper margin, in points.
TALL = {Paper.A4: 697.3, Paper.LETTER: 647.4}
TOP = 76.5
# A picture is enlarged by this much at most.
LARGEST = 1.12
LOGO_WIDE, LOGO_HIGH = 55.0, 15.0
MARK_INKS = {
    Mark.TODAY: "#17663a",
    Mark.WITH_WORK: "#1d4f91",
    Mark.IF: "#7d4c00",
    Mark.OPEN: "#3f4d4b",
    Mark.NO: "#a5231b",
}

_turn = threading.Lock()


@dataclass(frozen=True, slots=True)
class Sheets:
    """A document as PDF; the page its text ends on, and how far down that page it ends (points below the margin)."""

    data: bytes
    page: int
    y: float


def sheets(given: str, *, day: datetime) -> Sheets:
    """One at a time: the compiler keeps what it set before and reuses it."""
    with _turn:
        compiler = _compiler()
        data = compiler.compile(format="pdf", sys_inputs={"document": given}, pdf_standards=["ua-1"], timestamp=day)
        end = json.loads(compiler.query("<end>", field="value", one=True))
    return Sheets(data, end["page"], end["y"] - TOP)


def looks(given: str) -> list[bytes]:
    """Each page as SVG."""
    with _turn:
        found = _compiler().compile(format="svg", sys_inputs={"document": given})
    return [found] if isinstance(found, bytes) else list(found)


@cache
def _compiler() -> Any:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])
    return typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts, ignore_system_fonts=True)


def midnight(document: Document) -> datetime:
    return datetime(document.day.year, document.day.month, document.day.day, tzinfo=UTC)


def given(document: Document, brand: Brand) -> str:
    """Everything the page design needs, as JSON."""
    brand = brand.sound()
    labels = document.labels
    facts = [
        (labels.prepared_for, _line(document.prepared_for or document.customer)),
        (labels.prepared_by, _line(document.prepared_by)),
        (labels.date, _line(document.shown_day or document.day.isoformat())),
    ]
    found = {
        "title": _line(document.title) or _line(labels.kind),
        "subtitle": _line(document.subtitle),
        "author": _line(document.prepared_by) or _line(brand.name),
        "description": _line(document.subtitle),
        "day": [document.day.year, document.day.month, document.day.day],
        "language": document.language,
        "paper": str(brand.paper),
        "fonts": {"sans": [SANS, *FALLBACKS], "serif": [DISPLAY, SANS, *FALLBACKS]},
        "colours": {"main": readable(brand.colour), "tint": mixed(brand.colour, "#ffffff", 0.07)},
        "brand": _line(brand.name),
        "kicker": " · ".join(filter(None, (_line(labels.kind), _line(document.customer)))),
        "running": _line(document.title),
        "customer": _line(document.customer),
        "footer": _line(brand.footer) or _line(brand.name),
        "labels": {name: _line(getattr(labels, name)) for name in _LABELS},
        "facts": [fact for fact in facts if fact[1]],
        "logo": _logo(brand),
        "problem": _blocks(document.problem),
        "idea": _blocks(document.idea),
        "sections": [{"heading": _line(each.heading), "blocks": _blocks(each.text)} for each in document.sections],
        "picture": _picture(document, brand),
        "caption": _line(document.caption),
        "claims": [_claim(claim, document) for claim in document.claims],
        "steps": [[_line(step.what), _line(step.who), _line(step.when)] for step in document.steps],
        "contact": _line(document.contact),
    }
    return json.dumps(found, ensure_ascii=False)


_LABELS = ("problem", "idea", "picture", "claims", "steps", "what", "who", "when", "page")


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _blocks(text: str) -> list[dict[str, Any]]:
    return [
        {
            "kind": str(block.kind),
            "items": [
                [{"text": run.text, "bold": run.bold, "italic": run.italic} for run in item] for item in block.items
            ],
        }
        for block in blocks(text)
    ]


def _claim(claim: Claim, document: Document) -> dict[str, str]:
    ink = MARK_INKS[claim.mark]
    return {
        "text": _line(plain(claim.text)), "note": _line(claim.note), "ink": ink, "tint": mixed(ink, "#ffffff", 0.1),
        "mark": _line(dict(document.labels.marks)[claim.mark]),
    }  # fmt: skip


def _logo(brand: Brand) -> dict[str, Any] | None:
    if brand.logo is None:
        return None
    scale = min(LOGO_WIDE / brand.logo.width, LOGO_HIGH / brand.logo.height)
    return {
        "svg": _wrapped(brand.logo), "alt": _line(brand.name) or "Logo",
        "width": brand.logo.width * scale, "height": brand.logo.height * scale,
    }  # fmt: skip


def _picture(document: Document, brand: Brand) -> dict[str, Any] | None:
    room = WIDE[brand.paper]
    if document.diagram is not None and document.diagram.boxes:
        placed = placed_for(document)
        return {
            "svg": svg(placed, brand, on_paper=True),
            "alt": words(placed.diagram),
            "width": placed.width * scale(placed, brand),
        }
    if document.picture is not None:
        found = document.picture
        fits = min(room / found.width, HIGH / found.height, 0.75)
        return {
            "svg": _wrapped(found),
            "alt": _line(document.picture_words or document.caption),
            "width": found.width * fits,
        }
    return None


def placed_for(document: Document) -> Placed:
    if document.diagram is None:
        raise ValueError("There is no diagram to place.")
    return layout(document.diagram)


def scale(placed: Placed, brand: Brand) -> float:
    """How much larger than drawn a diagram stands on paper."""
    return min(LARGEST, WIDE[brand.paper] / placed.width, HIGH / placed.height)


def _wrapped(picture: Picture) -> str:
    """Pixels as a drawing, because text is all that a page design can be given."""
    data = base64.b64encode(picture.data).decode("ascii")
    address = quoteattr(f"data:{picture.media_type};base64,{data}")
    size = f'width="{picture.width}" height="{picture.height}"'
    view = f'viewBox="0 0 {picture.width} {picture.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view}><image {size} href={address}/></svg>'
