"""Sets a document: what the page design gets to know, and the compiler that sets it."""

from __future__ import annotations

import base64
import json
import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from django.utils.translation import gettext as _

from evener.lazily import lazily
from evener.papers.engine.brand import Brand, Paper
from evener.papers.engine.colours import mixed, readable
from evener.papers.engine.diagram.drawing import svg
from evener.papers.engine.diagram.measure import LABEL
from evener.papers.engine.diagram.placing import Placed, layout
from evener.papers.engine.diagram.words import words
from evener.papers.engine.document.parts import Claim, Document, Mark
from evener.papers.engine.document.writing import Run, blocks, plain
from evener.papers.engine.faults import Fault, Unfit
from evener.papers.engine.image import Picture
from evener.papers.engine.letters import DISPLAY, FALLBACKS, FOLDER, SANS, clean, width

typst: Any = lazily("typst")

TEMPLATE = Path(__file__).resolve().parent / "template.typ"
# Inner width of a page and the greatest height of a picture, in points.
WIDE = {Paper.A4: 470.5, Paper.LETTER: 487.3}
HIGH = 430.0
# Height of a page's text, and its upper margin, in points.
TALL = {Paper.A4: 697.3, Paper.LETTER: 647.4}
TOP = 76.5
# Letters in a picture are not larger than those of the text.
LARGEST = 1.0
# Least size of letters that a picture is shrunk to, to stay on its page.
READABLE = 6.4
# Languages written from right to left.
LEFTWARD = {"ar", "fa", "he", "ur", "yi", "ps", "dv"}
LOGO_WIDE, LOGO_HIGH = 55.0, 15.0
# Size of letters above and below the text.
RUNNING = 8.0
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
        try:
            data = compiler.compile(format="pdf", sys_inputs={"document": given}, pdf_standards=["ua-1"], timestamp=day)
        except typst.TypstError as error:
            # A letter that may not stand in a document that is read aloud; `letters` should have known it.
            sentence = _("A sign in the text cannot be printed. Take it out: %(what)s") % {"what": error.message}
            raise Unfit([Fault(sentence, part="text")]) from error
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


def given(document: Document, brand: Brand, *, on_paper: bool = True) -> str:
    """Everything the page design needs, as JSON. Off paper a picture brings its own ground and keeps its words in."""
    brand = brand.sound()
    labels = document.labels
    facts = [
        (labels.prepared_for, _line(document.prepared_for or document.customer, most=24)),
        (labels.prepared_by, _line(document.prepared_by, most=24)),
        (labels.date, _line(document.shown_day or document.day.isoformat())),
    ]
    found = {
        "title": _line(document.title, most=34) or _line(labels.kind),
        "subtitle": _line(document.subtitle),
        "author": _line(document.prepared_by) or _line(brand.name),
        "description": _line(document.subtitle),
        "day": [document.day.year, document.day.month, document.day.day],
        **_language(document.language),
        "leftward": _language(document.language)["language"] in LEFTWARD,
        "room": WIDE[brand.paper],
        "paper": str(brand.paper),
        "fonts": {"sans": [SANS, *FALLBACKS], "serif": [DISPLAY, SANS, *FALLBACKS]},
        "colours": {"main": readable(brand.colour), "tint": mixed(brand.colour, "#ffffff", 0.07)},
        "brand": _line(brand.name),
        "kicker": " · ".join(filter(None, (_line(labels.kind), _line(document.customer)))),
        "name": _line(document.title, most=1000) or _line(labels.kind),
        "hyphenate": any(len(word) > 20 for word in document.title.split()),
        "running": _shortened(_line(document.title, most=1000), most=330.0),
        "customer": _shortened(_line(document.customer), most=110.0),
        "footer": _line(brand.footer) or _line(brand.name),
        "labels": {name: _line(getattr(labels, name)) for name in _LABELS},
        "facts": [fact for fact in facts if fact[1]],
        "logo": _logo(brand),
        "problem": _blocks(document.problem),
        "idea": _blocks(document.idea),
        "sections": [
            {"heading": _line(each.heading, most=40), "blocks": _blocks(each.text)} for each in document.sections
        ],
        "picture": _picture(document, brand, on_paper=on_paper),
        "caption": _line(document.caption),
        "claims": [_claim(claim, document) for claim in document.claims],
        "steps": [
            [_line(step.what, most=40), _line(step.who, most=16), _line(step.when, most=14)] for step in document.steps
        ],
        "contact": _line(document.contact),
    }
    return json.dumps(found, ensure_ascii=False)


_LABELS = ("problem", "idea", "picture", "claims", "steps", "what", "who", "when", "page")


def _language(tag: str) -> dict[str, str | None]:
    """Language and region of a tag like `de-CH`, English for what is none."""
    found = re.fullmatch(r"([a-z]{2,3})(?:[-_]([a-z]{2}))?", tag.strip().lower())
    return (
        {"language": found[1], "region": found[2] and found[2].upper()} if found else {"language": "en", "region": None}
    )


def _line(text: str, *, most: int = 60) -> str:
    """One line of plain text. What has more than `most` letters without a gap may be broken where need be."""
    return together(" ".join(broken(word, most) for word in clean(text).split()))


def together(text: str) -> str:
    """A sum and its currency, and a share and its sign, stay on one line."""
    return re.sub(r"(?<=[€$£¥]) (?=\d)|(?<=\b[A-Z]{3}) (?=\d)|(?<=\d) (?=[€$£¥%‰])", "\u00a0", text)


def _shortened(text: str, *, most: float) -> str:
    """As much of `text` as the running head has room for, in points."""
    if width(text, size=RUNNING) <= most:
        return text
    while text and width(f"{text}…", size=RUNNING) > most:
        text = text[:-1]
    return f"{text.rstrip()}…"


def broken(word: str, most: int) -> str:
    """`word` with places where it may be parted, when it is longer than `most`: unseen unless it is parted there."""
    if len(word) <= most:
        return word
    parts = re.findall(rf"[^/\\._@&=?-]{{1,{max(6, most // 2)}}}[/\\._@&=?-]*|[/\\._@&=?-]+", word)
    return "".join(
        part if not before else f"\u00ad{part}" if before[-1].isalnum() else f"\u200b{part}"
        for before, part in zip(["", *parts], parts, strict=False)
    )


def _blocks(text: str) -> list[dict[str, Any]]:
    return [
        {
            "kind": str(block.kind),
            "items": [[_run(run) for run in item] for item in block.items],
        }
        for block in blocks(text)
    ]


def _run(run: Run) -> dict[str, Any]:
    text = re.sub(r"\S+", lambda found: broken(found.group(), 60), run.text)
    return {"text": together(text), "bold": run.bold, "italic": run.italic}


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


def _picture(document: Document, brand: Brand, *, on_paper: bool) -> dict[str, Any] | None:
    room = WIDE[brand.paper]
    if document.diagram is not None and document.diagram.boxes:
        placed = placed_for(document)
        share = scale(placed, brand)
        drawn = {"svg": svg(placed, brand, on_paper=on_paper), "alt": words(placed.diagram)}
        least = max(0.7, READABLE / (LABEL * share))
        return drawn | {"width": placed.width * share, "height": placed.height * share, "least": min(1.0, least)}
    if document.picture is not None:
        found = document.picture
        fits = min(room / found.width, HIGH / found.height, 0.75)
        drawn = {"svg": _wrapped(found), "alt": _line(document.picture_words or document.caption)}
        return drawn | {"width": found.width * fits, "height": found.height * fits, "least": 0.6}
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
