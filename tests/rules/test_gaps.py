"""The score of a gap: the example of docs/algorithms/gaps.md, and laws that hold for any."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.promises.engine import Score, Weighed, score, total_of

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "algorithms" / "gaps.md"


def table(first: str) -> list[list[str]]:
    """The rows of the document's table whose first column is called so."""
    text = DOCUMENT.read_text(encoding="utf-8")
    [body] = re.findall(rf"^\| {first} \|.*\n\|[-|]+\|\n((?:\|.*\n?)+)", text, re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body.splitlines()]


def scored() -> dict[str, Score]:
    deals = {
        name: (int(money.replace(",", "")), set(lacks.split(", ")), breaks)
        for name, money, lacks, breaks in table("Deal")
    }
    total = total_of((money, bool(breaks)) for money, _lacks, breaks in deals.values())
    gaps = {gap for _money, lacks, _breaks in deals.values() for gap in lacks}
    return {
        gap: score(
            total_of((money, breaks == gap) for money, lacks, breaks in deals.values() if gap in lacks),
            total=total,
            weight=0.6,
        )
        for gap in gaps
    }


def percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}".replace("%", " %")


def test_the_documents_example() -> None:
    found = scored()
    shown = [
        [
            name, percent(each.breakers.by_money), percent(each.breakers.by_deals), percent(each.asks.by_money),
            percent(each.asks.by_deals), percent(each.value),
        ]
        for name, each in sorted(found.items(), key=lambda pair: -pair[1].value)
    ]  # fmt: skip
    assert shown == table("Gap")


counts = st.integers(0, 10**6)


@given(st.lists(st.tuples(counts, st.booleans()), min_size=1, max_size=20), st.floats(0, 1), st.data())
def test_a_score_is_a_share(deals: list[tuple[int, bool]], weight: float, data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(deals), max_size=len(deals), unique_by=id))
    total = total_of(deals)
    one, whole = score(total_of(some), total=total, weight=weight), score(total, total=total, weight=weight)
    assert 0 <= one.value <= 1 + 1e-9
    if total.breaker_deals and len(some) <= len(deals):
        assert whole.value == pytest.approx(1)


def test_without_comparable_money_the_number_decides() -> None:
    total = Weighed(4, 0, 2, 0)
    found = score(Weighed(1, 0, 1, 0), total=total, weight=0.6)
    assert found.asks.by_money is None
    assert found.value == pytest.approx(0.6 * 0.5 + 0.4 * 0.25)
    assert score(Weighed(1, 0, 0, 0), total=Weighed(4, 0, 0, 0), weight=0.6).breakers.value == 0
