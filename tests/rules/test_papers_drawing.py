"""The language of pictures: docs/drawing.md is what the program reads, and no text makes it fail."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evener.papers.engine.brand import Brand
from evener.papers.engine.colours import TEXT, contrast
from evener.papers.engine.diagram import Arrow, Direction, layout, read, svg, words
from evener.papers.engine.diagram.drawing import look
from evener.papers.engine.diagram.language import MOST_ARROWS, MOST_BOXES, MOST_CHARACTERS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "drawing.md").read_text(encoding="utf-8")
PICTURES = re.findall(r"```picture\n(.*?)```", PAGE, flags=re.DOTALL)
FAULTS = re.findall(r"^\| `(.+?)` \| (\d+) \| (\d+) \| (.+?) \|$", PAGE, flags=re.MULTILINE)
PARTS = st.sampled_from(
    ["->", "<-", "<->", "-->", "<-->", "--", "=>", ":", ",", '"', "“", "”", "*", "(", ")", "\n", "\n  ", " ", "\t", "#",
     "Gateway", "gateway", "Note on ", "Title:", "Direction: ", "down", "漢字", "\x00", "\u202e", "<b>", "&amp;"]
)  # fmt: skip


@pytest.mark.parametrize("text", PICTURES)
def test_pictures_of_the_page_are_read_and_drawn(text: str) -> None:
    reading = read(text)
    assert not reading.faults
    assert len(reading.diagram.boxes) >= 3
    assert svg(layout(reading.diagram), Brand())


@pytest.mark.parametrize(("text", "line", "column", "sentence"), FAULTS)
def test_faults_of_the_page(text: str, line: str, column: str, sentence: str) -> None:
    fault = next(fault for fault in read(text).faults if fault.sentence == sentence)
    assert (fault.line, fault.column) == (int(line), int(column))


def test_the_page_has_pictures_and_faults() -> None:
    assert len(PICTURES) >= 4
    assert len(FAULTS) >= 10


def test_boxes_groups_and_arrows() -> None:
    diagram = read(
        "Plant: Sensors (cold), Meters -> *Gateway*\n*Cloud*:\n  Store\ngateway <--> STORE : all of it\nSAP"
    ).diagram
    assert [box.name for box in diagram.boxes] == ["Sensors", "Meters", "Gateway", "Store", "SAP"]
    assert [box.group for box in diagram.boxes] == [0, 0, 0, 1, -1]
    assert [box.ours for box in diagram.boxes] == [False, False, True, True, False]
    assert diagram.boxes[0].detail == "cold"
    assert [(group.name, group.ours) for group in diagram.groups] == [("Plant", False), ("Cloud", True)]
    assert diagram.arrows == (Arrow(0, 2), Arrow(1, 2), Arrow(2, 3, "all of it", dashed=True, tail=True))


@pytest.mark.parametrize(
    ("text", "arrow"),
    [
        ("A <- B", Arrow(1, 0)),
        ("A → B", Arrow(0, 1)),
        ("A -- B", Arrow(0, 1, head=False)),
        ("A <-- B", Arrow(1, 0, dashed=True)),
        ("A->B: at 10:30", Arrow(0, 1, "at 10:30")),
    ],
)
def test_arrows(text: str, arrow: Arrow) -> None:
    reading = read(text)
    assert reading.faults == ()
    assert reading.diagram.arrows == (arrow,)


@pytest.mark.parametrize(
    "name", ["plug--in", "E-mail", "10:30", "https://example.com", "“A -> B”", '"a, b: c"', "<script>"]
)
def test_names_that_look_like_something_else(name: str) -> None:
    reading = read(f"{name} -> Z")
    assert reading.faults == ()
    assert [box.name for box in reading.diagram.boxes] == [name.strip('"“”'), "Z"]


def test_a_label_may_not_stand_between_arrows() -> None:
    assert "end of the line" in read("A -> B : now -> C").faults[0].sentence


def test_what_is_right_is_drawn_beside_a_fault() -> None:
    reading = read("A -> B\nC ->\nB -> D")
    assert [fault.line for fault in reading.faults] == [2]
    assert [box.name for box in reading.diagram.boxes][:2] == ["A", "B"]
    assert Arrow(1, len(reading.diagram.boxes) - 1) in reading.diagram.arrows


def test_too_much_is_said_and_bounded() -> None:
    boxes = read("\n".join(f"Box {number}" for number in range(MOST_BOXES + 5)))
    assert len(boxes.diagram.boxes) == MOST_BOXES
    assert "35 boxes" in boxes.faults[0].sentence
    names = ", ".join(f"B{number}" for number in range(12))
    arrows = read(f"{names} -> {names.replace('B', 'C')}")
    assert len(arrows.diagram.arrows) <= MOST_ARROWS
    assert "arrows" in arrows.faults[0].sentence
    assert "longer than 4,000" in read("x" * (MOST_CHARACTERS + 1)).faults[0].sentence
    assert read("").faults[0].sentence.startswith("There is nothing to draw yet")


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PARTS, max_size=30).map("".join)))
def test_any_text_is_read_drawn_and_told(text: str) -> None:
    reading = read(text)
    lines = text.count("\n") + text.count("\r") + 1
    for fault in reading.faults:
        assert fault.sentence
        assert 0 <= fault.line <= lines
    if not reading.faults:
        assert reading.diagram.boxes
    drawn = svg(layout(reading.diagram), Brand(), dark=True)
    ElementTree.fromstring(drawn)
    assert isinstance(words(reading.diagram), str)


def test_nothing_written_becomes_markup() -> None:
    evil = '"<script>alert(1)</script>" -> "a\' onload=x" : </text><image href="//x"/> & more'
    drawn = svg(layout(read(evil).diagram), Brand())
    names = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(drawn).iter()}
    assert names <= {"svg", "title", "desc", "rect", "path", "text", "circle"}
    attributes = {key for element in ElementTree.fromstring(drawn).iter() for key in element.attrib}
    assert not {key for key in attributes if key.startswith("on") or key in ("style", "href", "class", "id")}


def test_the_picture_is_told_in_words() -> None:
    told = words(read("Plant: Sensors -> Gateway : readings\n*Gateway* <-> Cloud\nNote on Cloud: In Frankfurt").diagram)
    assert told == (
        "A picture of 3 boxes. Plant: Sensors, Gateway (ours). On their own: Cloud. Sensors to Gateway: readings. "
        "Gateway to Cloud and back. Note on Cloud: In Frankfurt."
    )


def test_direction_is_kept_or_chosen() -> None:
    chain = " -> ".join(f"Station number {number}" for number in range(9))
    assert layout(read(f"Direction: right\n{chain}").diagram).direction is Direction.RIGHT
    assert layout(read(chain).diagram).direction is Direction.DOWN
    assert layout(read("A -> B -> C").diagram).direction is Direction.RIGHT


@pytest.mark.parametrize("dark", [False, True])
@settings(max_examples=60, deadline=None)
@given(colour=st.integers(0, 0xFFFFFF))
def test_every_colour_of_a_brand_can_be_read(dark: bool, colour: int) -> None:
    found = look(Brand(accent=f"#{colour:06x}"), dark=dark)
    on_ours = ((found.ours_ink, found.ours), (found.ours_title, found.ours_frame))
    for ink, ground in ((found.ink, found.box), (found.soft, found.frame), *on_ours):
        assert contrast(ink, ground) >= TEXT
    for line, ground in ((found.line, found.frame), (found.ours, found.ground), (found.box_line, found.frame)):
        assert contrast(line, ground) >= 3
