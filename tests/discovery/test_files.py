"""A playbook as a file: written, read back, and every way it can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.discovery import actions, files
from evener.discovery.models import Playbook, Question
from evener.discovery.queries import playbooks
from evener.problems import Invalid, Refused
from tests.world import NOW, World

GOOD = """evener-playbook = 1
name = "Small"

[[question]]
key = "users"
group = "scale"
text = "How many people?"
why = "It sizes it."
before = 50
"""


def said(text: str | bytes) -> str:
    with pytest.raises(Invalid) as refused:
        files.read(text if isinstance(text, bytes) else text.encode())
    return str(refused.value)


def test_a_small_file_is_enough() -> None:
    read = files.read(GOOD.encode())
    assert read.values == {"name": "Small", "deal_type": "", "purpose": ""}
    (question,) = read.questions
    assert (question["kind"], question["weight"], question["wording"]) == ("text", 2, "")


@pytest.mark.parametrize("name", sorted(files.shipped()))
def test_what_ships_is_whole_and_reads_back(name: str) -> None:
    read = files.read((Path(files.SHIPPED) / f"{name}.toml").read_bytes())
    assert 25 <= len(read.questions) <= 40
    assert all(each["wording"] and each["why"] for each in read.questions)
    assert len({each["text"] for each in read.questions}) == len(read.questions)
    again = files.read(files.write(read.values, read.questions).encode())
    assert again == read


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "first line must be “evener-playbook = 1”"),
        (GOOD.replace("evener-playbook = 1", "evener-playbook = 2"), "format 2"),
        (GOOD.replace("evener-playbook = 1", "evener-playbook = true"), "format True"),
        (GOOD.replace('"Small"', '"Small'), "line 2"),
        (b"\xff\xfe\x00", "not a text file"),
        (b"PK\x03\x04" + b"\x00" * 50, "cannot be read as TOML"),
        (b"x" * (files.LARGEST + 1), "larger than 1 MB"),
        (GOOD.replace('name = "Small"', ""), "Give the playbook a name"),
        (GOOD.replace('"Small"', "7"), "name: This must be a text"),
        (GOOD + 'colour = "red"\n', "Line 4, question 1 “users”: “colour” is nothing a question has"),
        (GOOD.replace("[[question]]", 'colour = "red"\n[[question]]'), "“colour” is nothing a playbook has"),
        (GOOD.replace("before = 50", ""), "Line 4, question 1 “users”: “before” is missing"),
        (GOOD.replace("before = 50", 'before = "soon"'), "before: Choose the stage"),
        (GOOD.replace("before = 50", "before = 50\nweight = 9"), "weight: A question opens 1, 2 or 3"),
        (GOOD.replace('"scale"', '"size"'), "group: Choose one of the groups. scope, integration"),
        (GOOD.replace('"scale"', "[1]"), "group: Choose one of the groups"),
        (GOOD.replace('"How many people?"', "[1]"), "text: This must be a text"),
        (GOOD.replace("before = 50", 'before = 50\nanswer = "choice"\nchoices = [1, 2]'), "Choices are a list"),
        (GOOD.replace("before = 50", 'before = 50\nanswer = "essay"'), "answer: Choose what an answer looks like."),
        (GOOD.replace('"users"', "{ a = 1 }"), "key: A key is small letters"),
        (GOOD + GOOD[GOOD.index("[[question]]") :], "Line 10, question 2 “users”: Another question has the key"),
        ("evener-playbook = 1\nname = 'x'\nquestion = 5\n", "Questions stand below [[question]]"),
        ("evener-playbook = 1\nname = 'x'\n", "There is no question in this file"),
        ("evener-playbook = 1\nname = 'x'\n" + "[[question]]\n" * 501, "501 questions"),
        ("a = " + "[" * 3000, "TOML"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_where(text: str | bytes, says: str) -> None:
    assert says in said(text)


def test_many_faults_are_told_ten_at_a_time() -> None:
    assert "more like these" in said("evener-playbook = 1\nname = 'x'\n" + "[[question]]\n" * 20)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    for text in (raw, GOOD.encode() + raw):
        try:
            files.read(text)
        except Invalid as problem:
            assert set(problem.fields) == {"file"}


def test_a_file_becomes_a_draft_and_then_the_next_one(world: World) -> None:
    by = world.viewer("engineer")
    playbook = actions.take_file(by=by, at=NOW, raw=GOOD.encode())
    assert Question.objects.get().of_version.is_draft
    with pytest.raises(Refused, match="is a draft already"):
        actions.take_file(by=by, at=NOW, raw=GOOD.encode())
    actions.publish(by=by, at=NOW, playbook_id=playbook.pk)
    again = actions.take_file(by=by, at=NOW, raw=GOOD.replace("How many people?", "How many?").encode())
    assert (again.pk, Playbook.objects.count()) == (playbook.pk, 1)
    assert [row.text for row in playbooks.questions(playbooks.version(playbook.pk, 1).pk)] == ["How many people?"]
    assert [row.text for row in playbooks.questions(playbooks.version(playbook.pk, 2).pk)] == ["How many?"]
    out = playbooks.file_text(playbook, playbooks.version(playbook.pk, 1).pk)
    assert files.read(out.encode()).questions == files.read(GOOD.encode()).questions
