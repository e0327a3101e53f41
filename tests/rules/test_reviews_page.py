"""The numbers of docs/algorithms/reviews.md are the numbers of the program."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from evener.deals.rules import Outcome
from evener.reviews.rules.course import Chances, brier, brier_of_three
from evener.reviews.rules.lightly import Ending, comebacks
from evener.reviews.rules.meanings import MEANINGS
from evener.reviews.rules.signs import Facts, RiskLevel, Trial, risk
from evener.reviews.rules.turns import Candidate, turn

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "reviews.md"
DAY = date(2026, 3, 2)


def rows(name: str) -> list[list[str]]:
    """The cells of the table that follows `<!-- name -->`, without its head."""
    lines = PAGE.read_text(encoding="utf-8").split(f"<!-- {name} -->")[1].strip().splitlines()
    table = lines[: next((place for place, line in enumerate(lines) if not line.startswith("|")), len(lines))]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def test_weights() -> None:
    said = {key: (family, int(weight), since) for key, family, weight, since in rows("weights")}
    assert said == {
        key.value: (meaning.family.value, meaning.weight, f"{meaning.since} %")
        for key, meaning in MEANINGS.items()
        if meaning.family is not None
    }


def test_the_deal_in_prove() -> None:
    facts = Facts(
        chance=50, pain=True, date=True, buyer=True, champion=True, people=3, stakes_unknown=("Nora",), moves=3,
        trials=(Trial("Pilot", criteria=2, stalled=True),), steps=1,
    )  # fmt: skip
    found = risk(facts)
    *signs, (_all, total) = rows("example")
    assert {(sign.key.value, str(sign.weight)) for sign in found.signs} == {tuple(row) for row in signs}
    assert found.weight == int(total) and found.level == RiskLevel.MANY


def test_turns() -> None:
    named = [row for row in rows("turns") if row[4] != "–"]
    left = [
        Candidate(place, name, int(times), None if last == "–" else date.fromisoformat(last), works == "yes")
        for place, (name, times, last, works, _place) in enumerate(named)
    ]
    order: list[str] = []
    while (found := turn(left, owner_id=None)) is not None:
        order.append(found.name)
        left = [each for each in left if each.id != found.id]
    assert order == [row[0] for row in sorted(named, key=lambda row: int(row[4]))]


def test_scores() -> None:
    for won, lost, nothing, outcome, score, three in rows("scores"):
        given = Chances(int(won), *(None if cell == "–" else int(cell) for cell in (lost, nothing)))
        assert brier(given.won, Outcome(outcome)) == pytest.approx(float(score), abs=0.005)
        of_three = brier_of_three(given, Outcome(outcome))
        assert (of_three is None) == (three == "–")
        assert of_three is None or of_three == pytest.approx(float(three), abs=0.005)


def test_comebacks() -> None:
    days = {"passed": DAY - timedelta(days=1), "ahead": DAY + timedelta(days=1), "–": None}
    endings = [
        Ending(days[day], DAY if back == "yes" else None, Outcome.OPEN if then == "–" else Outcome(then))
        for day, back, then in rows("comebacks")
    ]
    found = comebacks(endings, today=DAY)
    [said] = rows("counted")
    counted = (found.endings, found.due, found.back, found.decided, found.won, found.early)
    assert list(counted) == [int(cell) for cell in said]
