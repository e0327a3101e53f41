"""The numbers of docs/algorithms/coverage.md are the numbers of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from evener.discovery.rules.coverage import Asked, Stage, ask_next, by_group, cover, pressing, stages_until, to_leave
from evener.discovery.rules.questions import Group
from evener.discovery.rules.spread import goes_with, rate

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "coverage.md"
STAGES = [Stage(*each) for each in (("Qualify", 10), ("Discover", 25), ("Prove", 50), ("Propose", 70), ("Commit", 90))]
HERE = 1


def rows(name: str) -> list[list[str]]:
    """The cells of the table that follows `<!-- name -->`, without its head."""
    lines = PAGE.read_text(encoding="utf-8").split(f"<!-- {name} -->")[1].strip().splitlines()
    table = lines[: next((place for place, line in enumerate(lines) if not line.startswith("|")), len(lines))]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    return [
        Asked(
            id=place, key=key, group=Group(group), text=key, weight=int(weight), before=int(before), position=place,
            known=answer in ("told", "observed"), assumed=answer == "assumed",
        )
        for place, (key, group, weight, before, answer) in enumerate(rows("questions"), start=1)
    ]  # fmt: skip


def test_coverage(asked: list[Asked]) -> None:
    found = {str(group): each for group, each in by_group(asked).items()} | {"all": cover(asked)}
    said = rows("coverage")
    assert {name for name, *_ in said} == set(found)
    for name, *numbers in said:
        each = found[name]
        assert [each.known, each.asked, each.weight_known, each.weight, each.percent] == [int(n) for n in numbers]


def test_what_to_ask_next(asked: list[Asked]) -> None:
    chosen = ask_next(asked, stages=STAGES, here=HERE)
    said = rows("next")
    assert [each.question.key for each in chosen] == [row[1] for row in said]
    for each, (_place, _key, weight, how_pressing, lack, opens) in zip(chosen, said, strict=True):
        question = each.question
        press = pressing(stages_until(question.before, stages=STAGES, here=HERE))
        assert (question.weight, press) == (int(weight), float(how_pressing))
        assert each.opens == pytest.approx(float(opens), abs=0.005)
        assert int(weight) * float(how_pressing) * (1 + float(lack)) == pytest.approx(float(opens), abs=0.005)


def test_leaving_a_stage(asked: list[Asked]) -> None:
    found = to_leave(asked, stages=STAGES, here=HERE, people=2)
    assert [(str(each.text), each.met) for each in found.criteria] == [
        (text, met == "yes") for text, met in rows("leave")
    ]
    assert f"To leave {found.stage} with two people named: {found.met} of {len(found.criteria)}." in PAGE.read_text()


def test_the_spread_of_a_rate() -> None:
    for hits, n, share, low, high in rows("spread"):
        each = rate(int(hits), int(n))
        assert [f"{value:.3f}" for value in (each.share, each.low, each.high)] == [share, low, high]
    won, lost = rate(30, 40), rate(5, 20)
    assert "more often" in str(goes_with(won, lost))
    assert "more often" in str(goes_with(rate(9, 12), lost))
    assert "no clear difference" in str(goes_with(rate(9, 12), won))
    assert goes_with(rate(9, 9), lost) == ""
