"""People's parts in a deal and what is missing, without a database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.stakeholders.rules.parts import DealRole, Influence, circle, circle_text, faults, is_large
from evener.stakeholders.rules.warnings import Cast, Lack, warnings

TODAY = date(2026, 3, 2)
WHOLE: dict[str, Any] = {
    "people": 7, "buyers": 1, "champions": 1, "since": TODAY - timedelta(days=90), "last_met": TODAY,
}  # fmt: skip


def lacks(**facts: Any) -> list[Lack]:
    return [each.lack for each in warnings(Cast(**{**WHOLE, **facts}), today=TODAY)]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"people": 0, "buyers": 0, "champions": 0}, [Lack.ONE_CONTACT]),
        ({"people": 1}, [Lack.ONE_CONTACT]),
        ({"buyers": 0}, [Lack.BUYER]),
        ({"champions": 0}, [Lack.CHAMPION]),
        ({"last_met": TODAY - timedelta(days=21)}, []),
        ({"last_met": TODAY - timedelta(days=22)}, [Lack.UNMET]),
        ({"last_met": None}, [Lack.UNMET]),
        ({"last_met": None, "since": TODAY - timedelta(days=3)}, []),
        ({"people": 5}, []),
        ({"people": 5, "large": True}, [Lack.GROUP]),
        ({"people": 6, "large": True}, []),
        ({"people": 1, "large": True}, [Lack.ONE_CONTACT]),
        ({"unknown_stakes": ["Nora"], "unknown_count": 1}, [Lack.STAKES]),
        ({"opposed": ["Nora"], "buyers": 0}, [Lack.OPPOSED, Lack.BUYER]),
    ],
)
def test_what_is_missing(facts: dict[str, Any], expected: list[Lack]) -> None:
    assert lacks(**facts) == expected


def test_a_warning_says_what_why_and_what_to_do() -> None:
    everything = Cast(people=1, buyers=0, champions=0, since=TODAY - timedelta(days=30), opposed=["Nora", "Bo"],
                      unknown_stakes=["Nora", "Bo"], unknown_count=9, large=True)  # fmt: skip
    found = warnings(everything, today=TODAY)
    assert all(str(each.what) and str(each.why).endswith(".") and str(each.todo).endswith(".") for each in found)
    assert "Nora, Bo have a strong word" in str(found[0].why)
    assert "Nora, Bo and 7 others" in str(found[-1].why)
    assert "30 days ago" in next(str(each.why) for each in found if each.lack == Lack.UNMET)


@given(st.lists(st.integers(0, 12), min_size=2, max_size=13), st.integers(0, 12), st.integers(0, 12))
def test_lines_that_pass_never_close_a_circle(bosses: list[int], who: int, boss: int) -> None:
    """Drawing line after line, each asked first, whoever one starts from one arrives at somebody without a boss."""
    lines: dict[int, int | None] = dict.fromkeys(range(13))
    for id, wanted in [*enumerate(bosses), (who, boss)]:
        if not circle(lines, who=id, boss=wanted):
            lines[id] = wanted
    for start in lines:
        above, steps = lines[start], 0
        while above is not None:
            above, steps = lines[above], steps + 1
            assert steps <= len(lines)


def test_a_circle_is_told_in_names() -> None:
    assert circle({1: None, 2: 1, 3: 2}, who=1, boss=3) == [3, 2, 1]
    assert circle({1: None, 2: 1, 3: 2}, who=3, boss=1) == []
    assert "themselves" in str(circle_text(["Ana"]))
    assert str(circle_text(["Ben", "Ana"])).startswith("Ben reports to Ana already")
    assert "by way of Cid" in str(circle_text(["Ben", "Cid", "Ana"]))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"roles": ["emperor"]}, "roles"),
        ({"stance": "maybe"}, "stance"),
        ({"influence": 9}, "influence"),
        ({"stake_time": "x" * 501}, "stake_time"),
        ({"lowers_risk": "\x00"}, "lowers_risk"),
        ({"listens_to_ids": list(range(51))}, "listens_to_ids"),
        ({"shoe_size": 44}, "shoe_size"),
    ],
)
def test_what_cannot_be_taken(values: dict[str, Any], field: str) -> None:
    assert list(faults(values)) == [field]


def test_what_can() -> None:
    assert not faults({"roles": list(DealRole), "stance": "for", "influence": Influence.DECIDES, "stake_money": "<b>"})


def test_large_is_the_organisations_own_currency() -> None:
    assert is_large(10_000_000, "EUR", home="EUR")
    assert not is_large(9_999_999, "EUR", home="EUR")
    assert not is_large(10_000_000, "USD", home="EUR")
