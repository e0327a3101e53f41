"""Documents as PDF and as pages to look at, and what is wrong with them before they are printed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evener.papers.engine.brand import Brand
from evener.papers.engine.document import setting
from evener.papers.engine.document.parts import Document
from evener.papers.engine.faults import Fault, Unfit
from evener.papers.engine.letters import clean, missing

MOST_PAGES = 3
# Pages of a preview, however long the text.
MOST_SHOWN = 6
MOST_STEPS, MOST_SECTIONS, MOST_CLAIMS = 20, 8, 20
# A field longer than this is no part of three pages.
LONGEST_TEXT, LONGEST_LINE = 8_000, 300
# Letters of a picture below this size (points) cannot be read on paper.
LEAST_LETTER = 5.5
LINE = 10.3 * 1.27


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, and how many pages it has."""

    data: bytes
    pages: int


def pdf(document: Document, brand: Brand) -> bytes:
    """The document as tagged PDF (PDF/UA-1), the same bytes for the same input. Unfit says what must be changed."""
    return printed(document, brand).data


def printed(document: Document, brand: Brand) -> Printed:
    """The same with the number of its pages."""
    wrong = list(_wrong(document, brand))
    if wrong:
        raise Unfit(wrong)
    made = setting.sheets(setting.given(document, brand), day=setting.midnight(document))
    length = _length(made, brand)
    if length:
        raise Unfit([length])
    return Printed(made.data, made.page)


def pages(document: Document, brand: Brand) -> list[str]:
    """Each page as SVG, also of a document that is too long or has letters that cannot be printed (shown as □)."""
    data = setting.given(document, brand, on_paper=False)
    unknown = missing("".join(text for _part, text, _most in _texts(document, brand)))
    if unknown:
        data = data.translate(dict.fromkeys(map(ord, unknown), "□"))
    return [page.decode("utf-8") for page in setting.looks(data)[:MOST_SHOWN]]


def faults(document: Document, brand: Brand) -> tuple[Fault, ...]:
    """Everything that keeps the document from being printed; `part` is the field. Empty when `pdf` will do."""
    wrong = list(_wrong(document, brand))
    if not wrong:
        try:
            made = setting.sheets(setting.given(document, brand), day=setting.midnight(document))
        except Unfit as unfit:
            return unfit.faults
        length = _length(made, brand)
        wrong = [length] if length else []
    return tuple(wrong)


def _texts(document: Document, brand: Brand) -> Iterator[tuple[str, str, int]]:
    """Every text with its field and the most letters it may have."""
    for name in ("title", "subtitle", "customer", "prepared_for", "prepared_by", "shown_day", "caption", "contact"):
        yield name, getattr(document, name), LONGEST_LINE
    for name in ("problem", "idea"):
        yield name, getattr(document, name), LONGEST_TEXT
    for section in document.sections:
        yield "sections", section.heading, LONGEST_LINE
        yield "sections", section.text, LONGEST_TEXT
    for claim in document.claims:
        yield "claims", claim.text, LONGEST_TEXT
        yield "claims", claim.note, LONGEST_TEXT
    for step in document.steps:
        for text in (step.what, step.who, step.when):
            yield "steps", text, LONGEST_LINE
    if document.diagram:
        for box in document.diagram.boxes:
            yield "diagram", f"{box.name} {box.detail}", LONGEST_LINE
        for text in (group.name for group in document.diagram.groups):
            yield "diagram", text, LONGEST_LINE
        for text in (arrow.label for arrow in document.diagram.arrows):
            yield "diagram", text, LONGEST_LINE
        for text in (document.diagram.title, *(note.text for note in document.diagram.notes)):
            yield "diagram", text, LONGEST_LINE
    yield "brand", brand.name, LONGEST_LINE
    yield "brand", brand.footer, LONGEST_LINE


def _wrong(document: Document, brand: Brand) -> Iterator[Fault]:
    if not document.title.strip():
        yield Fault(_("The document has no title. Write one line that says the idea."), part="title")
    for part, text, most in _texts(document, brand):
        if len(text) > most:
            yield Fault(_("This has more than %(most)s letters. Say it shorter.") % {"most": f"{most:,}"}, part=part)
        unknown = missing(clean(text))
        if unknown:
            yield Fault(_("These signs cannot be printed: %(signs)s. Write words in their place.") % {
                "signs": " ".join(unknown[:12])}, part=part)  # fmt: skip
    for part, count, most in (
        ("steps", len(document.steps), MOST_STEPS),
        ("sections", len(document.sections), MOST_SECTIONS),
        ("claims", len(document.claims), MOST_CLAIMS),
    ):
        if count > most:
            yield Fault(_("There are %(count)s of these, at most %(most)s fit. Leave some out.") % {
                "count": count, "most": most}, part=part)  # fmt: skip
    if document.picture is not None and not (document.picture_words or document.caption).strip():
        yield Fault(_("Say what the picture shows, for those who cannot see it."), part="picture_words")
    if document.diagram is not None and document.diagram.boxes:
        placed = setting.placed_for(document)
        if setting.scale(placed, brand) * 8.5 < LEAST_LETTER:
            yield Fault(_("The picture is too large for a page: its letters would be too small to read. "
                          "Leave out boxes, or shorten their names."), part="diagram")  # fmt: skip


def _length(made: setting.Sheets, brand: Brand) -> Fault | None:
    """A fault when the document is longer than it may be, with about how many lines."""
    if made.page <= MOST_PAGES:
        return None
    lines = max(1, math.ceil(((made.page - MOST_PAGES - 1) * setting.TALL[brand.paper] + made.y) / LINE))
    return Fault(
        ngettext(
            "The document is too long by about %(lines)s line. Shorten it: three pages at most.",
            "The document is too long by about %(lines)s lines. Shorten it: three pages at most.",
            lines,
        )
        % {"lines": lines},
        part="length",
    )
