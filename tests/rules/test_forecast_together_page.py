"""The numbers of docs/algorithms/together.md are the numbers of the program."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evener.deals.rules import Outcome
from evener.forecast.engine import groups, jumps, together
from evener.forecast.engine.curves import incidence
from evener.forecast.rules.counting import FEWEST
from evener.forecast.rules.together import AFTER, HALF, LANDMARKS, Out

PAGE = (Path(__file__).parents[2] / "docs" / "algorithms" / "together.md").read_text(encoding="utf-8")
SEED = 20_260_101


def rows(name: str) -> list[list[str]]:
    """The cells of the table that follows `<!-- table of name -->`, without its head."""
    lines = PAGE.split(f"<!-- table of {name} -->")[1].strip().splitlines()
    table = lines[: next((place for place, line in enumerate(lines) if not line.startswith("|")), len(lines))]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


def test_incidence_by_hand() -> None:
    found = incidence(np.array([10.0, 20, 30, 40, 25]), np.array([0, 1, 2, 0, 3]), kinds=range(3))
    for day, *said in rows("incidence"):
        shares = found.at(float(day))
        assert [*shares, 1 - shares.sum()] == pytest.approx([float(each) for each in said])


def test_deadlines() -> None:
    even = np.arange(1.0, 61.0)
    ages = {
        "one each day from 1 to 60, and 14 on day 30": [even, np.full(14, 30.0)],
        "one each day from 1 to 60, 8 on day 30 and 6 on day 32": [even, np.full(8, 30.0), np.full(6, 32.0)],
        "two each day from 1 to 60": [even, even],
        "9 on day 30": [np.full(9, 30.0)],
    }
    for said, deadline in rows("deadlines"):
        found = jumps.jump(np.concatenate(ages.pop(said)))
        told = "none" if found is None else f"day {found.first}"
        if found is not None and found.last != found.first:
            told += f" to {found.last}"
        assert told == deadline, said
    assert not ages


def test_landmarks() -> None:
    for opened, recorded, ended, outcome, engineer, days, group in rows("landmarks"):
        days_of = (np.array([int(each)]) for each in (opened, recorded, ended))
        life = groups.Lives(next(days_of), next(days_of), next(days_of), np.array([outcome == Outcome.DISQUALIFIED]))
        there = [] if engineer == "never" else [float(engineer)]
        seen = groups.Events(np.zeros(len(there), np.int64), np.array(there), np.ones(len(there), bool))
        had = seen.until(life.opened + int(days)).any(1)
        (code,) = groups.grouped(groups.at_landmark(life, int(days)), np.array([True]), had).tolist()
        told = ["not in", "in", *Out][code]
        assert told == group


def test_the_four_strata() -> None:
    first, hit, stratum = [], [], []
    for size, group, deals, won, leaning in rows("strata"):
        first += [group == "in"] * int(deals)
        stratum += [size == "large"] * int(deals)
        hit += [place < int(won) for place in range(int(deals))]
        overall = {"in": 36 / 80, "not in": 40 / 80}[group]
        assert f"{(int(won) + together.LEAN * overall) / (int(deals) + together.LEAN):.1%}" == leaning.replace(" ", "")
    found = together.compare(np.array(first), np.array(hit), np.array(stratum, np.int64), seed=SEED)
    assert (round(found.first.adjusted, 3), round(found.second.adjusted, 3)) == (0.494, 0.456)
    assert "**49.4 %**" in PAGE and "**45.6 %**" in PAGE
    assert (round(found.difference * 100), round(found.low * 100), round(found.high * 100)) == (4, -13, 20)
    assert "between −13 and 20" in PAGE and not found.told_apart


def test_the_figures_in_the_text() -> None:
    assert (jumps.FEWEST, jumps.SHARE, jumps.TIMES, jumps.AROUND, jumps.WIDE) == (10, 0.1, 5.0, 15, 3)
    assert (together.LEAN, together.THIN, together.DRAWS) == (2.0, 10, 4_000)
    assert (FEWEST, LANDMARKS, HALF, AFTER) == (10, (14, 30, 60), 50, 60)
