"""The point of view on paper: what is printed, what is refused, and that the same input gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date
from typing import Any

import PIL.Image
import PIL.ImageFont
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evener.papers.engine.brand import Brand, Paper
from evener.papers.engine.diagram import read
from evener.papers.engine.document import Claim, Document, Mark, Section, Step, faults, pages, pdf, printed
from evener.papers.engine.document.setting import together
from evener.papers.engine.document.writing import Block, Kind, Run, blocks, plain
from evener.papers.engine.faults import Unfit
from evener.papers.engine.image import checked
from evener.papers.engine.letters import FOLDER, REGULAR, STRONG, clean, face, missing, width

DOCUMENT = Document(
    title="Twelve fewer stops a month",
    day=date(2026, 11, 22),
    subtitle="What we would do first",
    customer="Harbour Cement",
    prepared_by="Anna Keller",
    problem="Line 3 stops **fourteen times** a month.",
    idea="Tell the shift lead before it stops.\n\n- Nothing is replaced",
    sections=(Section("What it is worth", "1. Count stops"),),
    diagram=read("Plant: Sensors -> Gateway : readings").diagram,
    claims=(Claim("Reads Modbus", Mark.IF, "with a gateway"),),
    steps=(Step("Send the log", "Ingrid", "Fri 27 Nov"),),
    contact="anna@example.com",
)
# Each is Typst, HTML or PDF to somebody; none of it may be more than letters here.
EVIL = [
    '#set page(width: 1pt) #read("/etc/passwd")', "$ sum_x $ $x$", r"\ \u{41} \n", "*b* _i_ `raw` ```x```",
    "= Heading @ref <label>", "<script>alert(1)</script>", "\"quotes' “and” ‘others’", "{{ 7*7 }} {% x %}",
    "// comment /* and */ ~ --- ...", "[x] #[y] #{z}", "https://example.com/a?b=c&d", "a/b\\c", "(cn)(/JavaScript)",
]  # fmt: skip


KNOWN = {chr(code) for name in REGULAR for code in face(name).widths}


def picture(*, width: int = 300, height: int = 120) -> bytes:
    out = io.BytesIO()
    PIL.Image.new("RGB", (width, height), "#7a1f5c").save(out, "PNG")
    return out.getvalue()


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def bare(text: str) -> str:
    """Without space, which a line break takes away or adds."""
    return re.sub(r"\s+", "", text)


def test_same_input_same_bytes() -> None:
    brand = Brand(name="Northwind", logo=checked(picture()))
    first = pdf(DOCUMENT, brand)
    pdf(replace(DOCUMENT, title="Another"), Brand())
    assert pdf(DOCUMENT, brand) == first
    assert hashlib.sha256(pdf(replace(DOCUMENT, title="Another"), brand)).digest() != hashlib.sha256(first).digest()


def test_everything_written_is_on_paper() -> None:
    text = text_of(pdf(DOCUMENT, Brand(name="Northwind", footer="Northwind, Berlin")))
    for words in (
        "Twelve fewer stops a month", "HARBOUR CEMENT", "Anna Keller", "2026-11-22", "stops fourteen times a month",
        "What it is worth", "Nothing is replaced", "Reads Modbus", "Under a condition", "with a gateway", "Fri 27 Nov",
        "Ingrid", "anna@example.com", "Northwind, Berlin", "Page 1 of ", "Count stops",
    ):  # fmt: skip
        assert words in text


def test_a_sum_stays_with_its_currency() -> None:
    assert together("€ 11,000 and CHF 5 are 3 % of ABC and 4 of 5") == (
        "€\u00a011,000 and CHF\u00a05 are 3\u00a0% of ABC and 4 of 5"
    )


def test_it_can_be_read_aloud() -> None:
    """Tagged (PDF/UA-1): structure, language, title, words for pictures, bookmarks."""
    reader = pypdf.PdfReader(
        io.BytesIO(pdf(replace(DOCUMENT, language="de-CH"), Brand(logo=checked(picture()), name="N")))
    )
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de-CH"
    assert reader.metadata is not None
    assert reader.metadata.title == DOCUMENT.title
    assert reader.metadata.author == "Anna Keller"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    found = [element["/Alt"] for element in elements(root["/StructTreeRoot"]) if element.get("/S") == "/Figure"]
    assert found == ["N", "A picture of 2 boxes. Plant: Sensors, Gateway. Sensors to Gateway: readings."]
    kinds = {element.get("/S") for element in elements(root["/StructTreeRoot"])}
    assert {"/H1", "/H2", "/P", "/L", "/Table", "/TH", "/TD"} <= kinds
    assert "Next steps together" in json.dumps(titles(reader.outline))


def elements(node: Any) -> list[dict[str, object]]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [found for each in node for found in elements(each)]
    return [node, *elements(node.get("/K", []))] if isinstance(node, dict) else []


def titles(outline: object) -> object:
    return [titles(each) for each in outline] if isinstance(outline, list) else str(getattr(outline, "title", ""))


@pytest.mark.parametrize("evil", EVIL)
def test_whatever_is_written_stays_text(evil: str) -> None:
    plain_evil = plain(evil)
    document = Document(
        title=evil, day=date(2026, 1, 1), subtitle=evil, customer=evil, prepared_for=evil, prepared_by=evil,
        shown_day=evil, problem=evil, idea=f"- {evil}", sections=(Section(evil, evil),), caption=evil, language=evil,
        claims=(Claim(evil, Mark.NO, evil),), diagram=read("A -> B").diagram, steps=(Step(evil, evil, evil),),
        contact=evil,
    )  # fmt: skip
    told = bare(text_of(pdf(document, Brand(name=evil, footer=evil, colour=evil, accent=evil))))
    assert told.count(bare(evil)) >= 8
    assert told.count(bare(plain_evil)) >= 3
    assert "root:" not in told


@settings(max_examples=10, deadline=None)
@given(
    st.text(
        st.one_of(st.characters(codec="latin-1"), st.sampled_from(sorted(KNOWN)), st.characters()),
        min_size=1,
        max_size=80,
    )
)
def test_any_letters_are_printed_or_refused(text: str) -> None:
    document = replace(DOCUMENT, title=f"T {text}", problem=text, idea="", steps=(Step(text, text, text),))
    wrong = faults(document, Brand(footer=text))
    if wrong:
        assert all("cannot be printed" in fault.sentence for fault in wrong)
    else:
        assert pdf(document, Brand(footer=text)).startswith(b"%PDF-")
    assert pages(document, Brand(footer=text))[0].startswith("<svg")


def test_every_letter_of_the_fonts_is_printed_in_every_style() -> None:
    letters = "".join(sorted(letter for letter in KNOWN if clean(letter).strip() and letter not in "*_"))
    text = " ".join(letters[begin : begin + 12] for begin in range(0, len(letters), 12))
    assert pdf(replace(DOCUMENT, problem=text, diagram=None), Brand())
    # No style may lack what the upright has: it would be printed as an empty box.
    for name in ("SourceSans3-It.otf", "SourceSans3-Semibold.otf", "SourceSans3-SemiboldIt.otf"):
        assert face(name).widths.keys() >= face(REGULAR[0]).widths.keys()
    for one, other in zip(REGULAR, STRONG, strict=True):
        assert face(other).widths.keys() >= face(one).widths.keys()


def test_letters_no_font_has_are_named_and_shown() -> None:
    document = replace(DOCUMENT, problem="漢字 and 🎉", steps=(Step("送る"),))
    wrong = faults(document, Brand())
    assert wrong[0].sentence == "These signs cannot be printed: 漢 字 🎉. Write words in their place."
    assert {fault.part for fault in wrong} == {"problem", "steps"}
    with pytest.raises(Unfit):
        pdf(document, Brand())
    assert pages(document, Brand())


@pytest.mark.parametrize(
    "text", ["Ελληνικά", "Кириллица", "Tiếng Việt", "ภาษาไทย", "العربية", "עברית", "€ → ✓ ½ × „“ «»", "ŵŷçğışőű"]
)
def test_letters_of_these_are_there(text: str) -> None:
    assert missing(text) == ""


def test_three_pages_and_no_more() -> None:
    one = "A sentence of some length that fills most of a line of the page, as people write. "
    three = replace(DOCUMENT, idea="\n\n".join([one * 6] * 14))
    assert len(pypdf.PdfReader(io.BytesIO(pdf(three, Brand()))).pages) == printed(three, Brand()).pages == 3
    (fault,) = faults(replace(DOCUMENT, idea="\n\n".join([one * 6] * 15), problem=one * 60), Brand())
    assert fault.part == "length"
    found = re.fullmatch(r"The document is too long by about (\d+) lines\. Shorten it.*", fault.sentence)
    assert found
    assert 10 < int(found[1]) < 60
    assert len(pages(replace(DOCUMENT, idea="\n\n".join([one] * 500)), Brand())) == 6


def test_what_is_missing_or_too_much_is_said() -> None:
    parts = {
        fault.part
        for fault in faults(
            replace(
                DOCUMENT, title=" ", problem="x" * 9000, steps=(Step("x"),) * 21, diagram=None,
                picture=checked(picture()),
            ),
            Brand(),
        )
    }  # fmt: skip
    assert parts == {"title", "problem", "steps", "picture_words"}
    boxes = " -> ".join(f"A long name of box {number}" for number in range(30))
    long_chain = replace(DOCUMENT, diagram=read(f"Direction: right\n{boxes}").diagram)
    assert [fault.part for fault in faults(long_chain, Brand())] == ["diagram"]


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("steps", [0, 1, 20])
def test_long_words_and_many_steps_stay_on_the_page(steps: int, paper: Paper) -> None:
    word = "Betäubungsmittelverschreibungsverordnungsbeauftragte"
    row = Step(f"{word} {word}", word, word)
    document = replace(
        DOCUMENT, title=word * 2, prepared_for=word * 2, customer=word, problem="x" * 400, steps=(row,) * steps,
        diagram=None,
        contact=f"https://example.com/{'a' * 200}", claims=(),
    )  # fmt: skip
    reader = pypdf.PdfReader(io.BytesIO(pdf(document, Brand(paper=paper))))
    wide = float(reader.pages[0].mediabox.width)
    for page in reader.pages:
        for x, text in placed_text(page):
            assert 55 < x < wide - 55, text


def placed_text(page: pypdf.PageObject) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        if text.strip():
            found.append((tm[4] * cm[0] + cm[4], text))

    page.extract_text(visitor_text=visit)
    return found


def test_pages_are_pictures_without_anything_a_strict_policy_blocks() -> None:
    page = pages(DOCUMENT, Brand(logo=checked(picture())))[0]
    assert page.startswith("<svg")
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href=\"(?!#|data:image/)", page)


def test_many_at_once() -> None:
    made: dict[str, bytes] = {}

    def make(title: str) -> None:
        made[title] = pdf(replace(DOCUMENT, title=title), Brand())

    threads = [threading.Thread(target=make, args=(f"Title {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(title in text_of(data) for title, data in made.items())
    assert len(made) == 6


# --- the little formatting -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("a **b** c", [Run("a "), Run("b", bold=True), Run(" c")]),
        ("*a* _b_", [Run("a", italic=True), Run(" "), Run("b", italic=True)]),
        ("***a***", [Run("a", bold=True, italic=True)]),
        ("**a *b* c**", [Run("a ", bold=True), Run("b", bold=True, italic=True), Run(" c", bold=True)]),
        ("2 * 3 * 4", [Run("2 * 3 * 4")]),
        ("snake_case_name", [Run("snake_case_name")]),
        ("** a ** and *", [Run("** a ** and *")]),
    ],
)
def test_bold_and_italic(text: str, runs: list[Run]) -> None:
    assert blocks(text) == (Block(Kind.PARAGRAPH, (tuple(runs),)),)


def test_paragraphs_and_lists() -> None:
    found = blocks("One\nline\n\n- a\n- b\n  more\n1. c\n2) d\nAfter")
    assert [(block.kind, ["".join(run.text for run in item) for item in block.items]) for block in found] == [
        (Kind.PARAGRAPH, ["One\nline"]),
        (Kind.BULLETS, ["a", "b\nmore"]),
        (Kind.NUMBERS, ["c", "d"]),
        (Kind.PARAGRAPH, ["After"]),
    ]


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("*_- \n1.ab•"), max_size=60))
def test_no_letter_is_lost(text: str) -> None:
    shown = plain(text)
    assert sorted(letter for letter in shown if letter in "ab") == sorted(letter for letter in text if letter in "ab")


# --- fonts -----------------------------------------------------------------------------------------------------------


def test_fonts_are_the_recorded_ones() -> None:
    entries = json.loads((FOLDER / "VENDORED.json").read_text(encoding="utf-8"))
    for entry in entries:
        assert hashlib.sha256((FOLDER / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
        assert "Open Font License" in (FOLDER / entry["licence_file"]).read_text(encoding="utf-8").title()
    recorded = {name for entry in entries for name in (entry["file"], entry["licence_file"])}
    assert {path.name for path in FOLDER.iterdir()} == recorded | {"VENDORED.json"}


def test_widths_are_those_of_the_font() -> None:
    for name in (*REGULAR, *STRONG):
        shaped = PIL.ImageFont.truetype(FOLDER / name, 1000, layout_engine=PIL.ImageFont.Layout.BASIC)
        for code in list(face(name).widths)[20:300:7]:
            assert face(name).widths[code] == pytest.approx(shaped.getlength(chr(code)) / 1000, abs=0.001)
    assert width("n n", size=10) == pytest.approx(2 * 5.47 + 2.0, abs=0.02)
    assert width("e\u0301", size=10) == width("e", size=10)


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    """Typst and Pillow take longer to load than a server may take to start."""
    code = (
        "import sys, evener.papers.engine.document, evener.papers.engine.diagram;"
        "print([type(sys.modules[name]).__name__ for name in ('typst', 'PIL.Image', 'PIL.ImageOps')])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "['_LazyModule', '_LazyModule', '_LazyModule']"
