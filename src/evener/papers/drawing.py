"""A paper drawn: its content and look handed to the engine, and what comes back. Reads nothing, keeps nothing."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _

from evener.papers.engine import brand as brands
from evener.papers.engine import diagram as diagrams
from evener.papers.engine import document as documents
from evener.papers.engine.document.writing import Block
from evener.papers.engine.document.writing import blocks as read_blocks
from evener.papers.engine.faults import Fault, Unfit
from evener.papers.engine.image import Picture
from evener.papers.models import Brand, Edition, Logo
from evener.papers.rules.content import Content, content_of
from evener.papers.rules.going import Whole
from evener.papers.rules.writing import HEADINGS, PAPER_NAMES
from evener.problems import Refused

# So many editions' pages are kept at hand, by digest: some 300 kB each.
KEPT = 32
_drawn: dict[str, tuple[str, ...]] = {}
# What the engine calls our fields.
PARTS = {"diagram": "picture", "caption": "picture_says", "prepared_for": "readers"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """The bytes of the PDF, and how many pages it has."""

    pdf: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Seen:
    """The pages as SVG, and what of the picture could not be read."""

    pages: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def addresses(self) -> list[str]:
        """Each page as the address of an image that holds all of it."""
        return [_svg_address(page) for page in self.pages]


def look_of(brand: Brand) -> dict[str, str]:
    """What an edition keeps of the brand beside the logo."""
    return {
        "name": brand.organisation.name, "colour": brand.colour, "accent": brand.accent, "footer": brand.footer,
        "page_size": brand.page_size,
    }  # fmt: skip


def draw(content: Content, *, look: Mapping[str, str], logo: Logo | None) -> Drawn:
    """The PDF; the same content and look give the same bytes. Refused in words where it cannot be printed."""
    document, _faults = _document(content)
    looked = _brand(look, logo)
    try:
        pdf = documents.pdf(document, looked)
    except Unfit as unfit:
        reasons = [_said(fault) for fault in unfit.faults]
        raise Refused(" ".join(reasons), reasons=reasons) from unfit
    return Drawn(pdf, len(documents.pages(document, looked)))


def print_faults(content: Content, *, look: Mapping[str, str], logo: Logo | None) -> list[str]:
    """What keeps it from being printed, in sentences that name the field."""
    document, _faults = _document(content)
    return [_said(fault) for fault in documents.faults(document, _brand(look, logo))]


def whole(content: Content, brand: Brand) -> Whole:
    """What is known of a paper before it goes out. Draws it."""
    return Whole(
        problem=bool(content.problem.strip()), idea=bool(content.idea.strip()),
        picture_faults=len(picture_faults(content.picture)),
        unprinted=tuple(print_faults(content, look=look_of(brand), logo=brand.logo)),
    )  # fmt: skip


def _said(fault: Fault) -> str:
    """`The picture: …`; what is wrong with the whole stands alone."""
    name = PAPER_NAMES.get(PARTS.get(fault.part, fault.part))
    return f"{name}: {fault.sentence}" if name else fault.sentence


def pages(content: Content, *, look: Mapping[str, str], logo: Logo | None) -> Seen:
    document, faults = _document(content)
    return Seen(tuple(documents.pages(document, _brand(look, logo))), faults)


def picture_faults(text: str) -> tuple[Fault, ...]:
    """What of a picture's text cannot be read; none of an empty one."""
    return diagrams.read(text).faults if text.strip() else ()


def picture_words(content: Content) -> str:
    """What the picture shows, for who cannot see it: as its writer says it, else read off it."""
    if not content.picture.strip():
        return ""
    read = diagrams.words(diagrams.read(content.picture).diagram)
    return f"{content.picture_says} {read}".strip()


def day_words(content: Content, day: Any, *, short: bool = False) -> str:
    return format_date(day, "d MMM y" if short else "d MMMM y", locale=content.language) if day else ""


def _document(content: Content) -> tuple[documents.Document, tuple[Fault, ...]]:
    reading = diagrams.read(content.picture) if content.picture.strip() else None
    headings: dict[str, Any] = dict(HEADINGS.get(content.language, HEADINGS["en"]))
    labels = documents.Labels(**headings)
    document = documents.Document(
        title=content.title,
        day=content.day,
        shown_day=day_words(content, content.day),
        customer=content.customer,
        prepared_for=content.readers,
        prepared_by=", ".join(filter(None, (content.author, content.company))),
        language=content.language,
        problem=content.problem,
        idea=content.idea,
        diagram=reading.diagram if reading and reading.diagram.boxes else None,
        caption=content.picture_says,
        steps=tuple(
            documents.Step(each.what, each.who, day_words(content, each.due_on, short=True)) for each in content.steps
        ),
        labels=labels,
    )
    return document, reading.faults if reading else ()


def _brand(look: Mapping[str, str], logo: Logo | None) -> brands.Brand:
    return brands.Brand(
        name=look["name"],
        colour=look["colour"],
        accent=look["accent"],
        logo=Picture(bytes(logo.data), logo.kind, logo.width, logo.height) if logo else None,
        footer=look["footer"],
        paper=brands.Paper(look["page_size"]),
    )


def file_name(title: str) -> str:
    """`Fewer stops on line 3` → `Fewer stops on line 3.pdf`: without what a file system minds."""
    bare = "".join(letter if letter.isalnum() or letter in " -_.,()" else " " for letter in title)
    return f"{' '.join(bare.split())[:80].strip(' .') or _('Point of view')}.pdf"


def blocks(text: str) -> tuple[Block, ...]:
    """A text as paragraphs and lists, for a page of HTML."""
    return read_blocks(text)


def pages_of(edition: Edition) -> Seen:
    """The pages of what went out, as they were."""
    return Seen(_pages_of(edition.digest, edition), ())


def _pages_of(digest: str, edition: Edition) -> tuple[str, ...]:
    """Drawn once and kept a while: an edition never changes."""
    found = _drawn.get(digest)
    if found is None:
        found = pages(content_of(edition.content), look=edition.look, logo=edition.logo).pages
        if len(_drawn) >= KEPT:
            _drawn.pop(next(iter(_drawn)), None)
        _drawn[digest] = found
    return found


def words_of(picture: str) -> str:
    """What a picture's text shows, read aloud."""
    return diagrams.words(diagrams.read(picture).diagram) if picture.strip() else ""


def picture_address(picture: str) -> str:
    """A picture's text drawn, as the address of an image; '' where nothing of it can be read."""
    diagram = diagrams.read(picture).diagram
    return _svg_address(diagrams.svg(diagrams.layout(diagram), brands.Brand())) if diagram.boxes else ""


def logo_address(logo: Logo) -> str:
    return f"data:image/{logo.kind};base64,{base64.b64encode(bytes(logo.data)).decode()}"


def _svg_address(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
