"""The point of view on paper: what is printed, what is refused, and that the same input gives the same bytes."""

from __future__ import annotations

import io
from datetime import date

import pypdf

from evener.papers.engine.brand import Brand
from evener.papers.engine.diagram import read
from evener.papers.engine.document import Document, Step, pages, pdf

DOCUMENT = Document(
    title="Twelve fewer stops a month",
    day=date(2026, 11, 22),
    customer="Harbour Cement",
    prepared_by="Anna Keller",
    problem="Line 3 stops **fourteen times** a month.",
    idea="Tell the shift lead before it stops.\n\n- Nothing is replaced",
    diagram=read("Sensors -> Gateway : readings").diagram,
    steps=(Step("Send the log", "Ingrid", "Fri 27 Nov"),),
)


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_same_input_same_bytes() -> None:
    assert pdf(DOCUMENT, Brand()) == pdf(DOCUMENT, Brand())


def test_everything_written_is_on_paper() -> None:
    printed = text_of(pdf(DOCUMENT, Brand(name="Northwind", footer="Northwind, Berlin")))
    for words in ("Twelve fewer stops", "Harbour Cement", "fourteen times", "Nothing is replaced", "Fri 27 Nov"):
        assert words in printed


def test_pages_are_pictures_without_anything_a_strict_policy_blocks() -> None:
    (page,) = pages(DOCUMENT, Brand())
    assert page.startswith("<svg")
    assert "style=" not in page
    assert "<script" not in page
