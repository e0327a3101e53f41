"""docs/algorithms/assignment.md: its example comes out as it says, and its weights are those of the code."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from evener.capacity.engine.assignment import Job, Person, Proposal, Status, Weights, propose

pytestmark = pytest.mark.pure
DOC = Path(__file__).parents[2] / "docs" / "algorithms" / "assignment.md"
SKILLS = {"python": 1, "cables": 2, "law": 3}


def rows(name: str) -> list[list[str]]:
    text = DOC.read_text(encoding="utf-8").partition(f"<!-- table of {name} -->")[2].partition("\n\n|")[2]
    lines = text.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def skills(cell: str) -> dict[int, int]:
    return {SKILLS[name]: int(level) for name, level in (skill.split() for skill in cell.split(", "))}


def proposed() -> Proposal:
    knows = {int(row[3].removeprefix("job ")): int(row[0]) for row in rows("people") if row[3] != "–"}
    people = [
        Person(
            id=int(row[0]),
            name=row[0],
            skills=skills(row[1]),
            free=(float(row[2]),) * 4,
            learning=frozenset() if row[4] == "–" else frozenset({SKILLS[row[4]]}),
        )
        for row in rows("people")
    ]
    jobs = [
        Job(
            id=int(row[0]),
            title=row[0],
            skills=skills(row[1]),
            hours=float(row[2]),
            due=int(row[3]),
            value=float(row[4]),
            known={knows[int(row[0])]: 1.0} if int(row[0]) in knows else {},
        )
        for row in rows("jobs")
    ]
    return propose(people, jobs)


@pytest.mark.parametrize("row", rows("jobs"), ids=lambda row: f"job {row[0]}")
def test_the_worked_example(row: list[str]) -> None:
    proposal = proposed()
    line = next((line for line in proposal.lines if line.job == int(row[0])), None)
    if line is None:
        left = next(left for left in proposal.unplaced if left.job == int(row[0]))
        assert (row[5], row[6], row[7]) == ("–", "–", left.why)
        return
    assert str(line.person) == row[5]
    assert str(line.partner or "–") == row[6]
    assert row[7] in {reason.code for reason in line.reasons}


def test_what_the_page_says_of_the_whole() -> None:
    proposal = proposed()
    assert proposal.value == 12_800
    assert proposal.status is Status.PROVEN


def test_the_weights_of_the_page_are_those_of_the_code() -> None:
    weights = Weights()
    assert {row[0]: float(row[1].removesuffix(" %")) / 100 for row in rows("weights")} == {
        field.name: getattr(weights, field.name) for field in fields(weights)
    }
