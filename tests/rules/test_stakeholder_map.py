"""The layout of the map: everybody once, no overlap, the same picture for the same people."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evener.stakeholders.engine.layout import Box, Person, lay_out
from evener.stakeholders.engine.letters import MORE, width_of, wrap

NAMES = st.one_of(st.text(max_size=40), st.sampled_from(["Ana Lu", "Dr. Wilhelmina von Habsburg-Lothringen", "W" * 60]))


@st.composite
def crowds(draw: st.DrawFn) -> list[Person]:
    """Up to 30 people whose lines may be anything: to nobody drawn, to themselves, in circles."""
    count = draw(st.integers(0, 30))
    ids = st.one_of(st.none(), st.integers(0, max(0, count - 1)), st.just(99))
    return [
        Person(
            id, draw(NAMES), draw(NAMES), draw(NAMES), "Leans to us · High", draw(st.integers(0, 4)), draw(ids),
            tuple(draw(st.lists(st.integers(0, 31), max_size=3))),
        )
        for id in range(count)
    ]  # fmt: skip


def apart(one: Box, other: Box) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


@settings(max_examples=150, deadline=None)
@given(crowds(), st.randoms(use_true_random=False))
def test_laws_of_the_picture(people: list[Person], dice: random.Random) -> None:
    picture = lay_out(people)
    assert [box.id for box in picture.boxes] == [each.id for each in people]
    assert all(apart(one, other) for one, other in combinations(picture.boxes, 2))
    for box in picture.boxes:
        assert 0 <= box.x <= box.x + box.width <= picture.width
        assert 0 <= box.y <= box.y + box.height <= picture.height
        assert all(0 < text.y <= box.height for text in box.texts)
    shuffled = list(people)
    dice.shuffle(shuffled)
    assert lay_out(shuffled) == picture


def team(size: int, *, boss: int | None) -> list[Person]:
    return [
        Person(id, f"Person {id}", "Engineer", "User", "Neutral · Low", 1, boss if id != boss else None)
        for id in range(size)
    ]


def test_whoever_reports_stands_below() -> None:
    people = [
        Person(1, "Ana", influence=4),
        Person(2, "Ben", boss=1),
        Person(3, "Cid", boss=2),
        Person(4, "Dot", boss=1),
    ]
    at = {box.id: box for box in lay_out(people).boxes}
    assert at[1].y < at[2].y == at[4].y < at[3].y
    assert at[1].width > at[2].width
    lines = lay_out(people).lines
    assert [(line.start, line.end) for line in lines if line.reports] == [(1, 2), (2, 3), (1, 4)]


def test_a_team_of_twenty_is_no_ribbon() -> None:
    picture = lay_out(team(21, boss=0))
    assert picture.width < 900
    assert len({box.y for box in picture.boxes}) == 6


def test_people_without_lines_stand_apart() -> None:
    people = [Person(1, "Ana"), Person(2, "Ben", boss=1), Person(3, "Cid"), Person(4, "Dot", listens=(1,))]
    picture = lay_out(people)
    at = {box.id: box.y for box in picture.boxes}
    assert picture.loose_y is not None
    assert at[3] > picture.loose_y > max(at[1], at[2], at[4])
    assert [(line.start, line.end) for line in picture.lines if not line.reports] == [(4, 1)]
    assert lay_out([]).boxes == []


@pytest.mark.parametrize(
    "text", ["Ana", "Dr. Wilhelmina von Habsburg-Lothringen", "W" * 200, "Ægir Þórsson 株式会社", ""]
)
def test_lines_of_text_fit(text: str) -> None:
    lines = wrap(text, width=120, size=13, lines=2, bold=True)
    assert len(lines) <= 2
    assert all(width_of(line, size=13, bold=True) <= 120 for line in lines)
    whole = " ".join(lines)
    assert whole == text or whole.endswith(MORE) or whole.replace(" ", "") == text.replace(" ", "")
