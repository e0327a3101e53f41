"""The figures of docs/algorithms/triage.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from evener.engineering.engine import Ask, Place, order

DOC = Path(__file__).parents[2] / "docs" / "algorithms" / "triage.md"


def table() -> list[list[str]]:
    text = DOC.read_text(encoding="utf-8").partition("<!-- table of requests -->")[2].strip().partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()[2:]]


def number(cell: str) -> float:
    return float(cell.removesuffix(" %").replace(",", ""))


def places() -> dict[str, Place]:
    asks = {
        row[0]: Ask(
            id, round(number(row[1])) * 100, "EUR", round(number(row[2])), round(number(row[3])), number(row[4]),
            round(number(row[5])),
        )
        for id, row in enumerate(table(), start=1)
    }  # fmt: skip
    known = {place.ask.id: place for place in order(list(asks.values()))}
    return {name: known[ask.id] for name, ask in asks.items()}


@pytest.mark.parametrize("row", table(), ids=lambda row: row[0])
def test_the_figures_of_the_page(row: list[str]) -> None:
    place = places()[row[0]]
    assert f"{place.worth.swing:.2f}" == row[6]
    assert f"{place.worth.freshness:.2f}" == row[7]
    assert f"{place.worth.gain / 100:,.0f}" == row[8]
    assert f"{place.worth.per_hour / 100:,.0f}" == row[9]
    assert str(place.position) == row[10]


def test_what_the_hours_would_buy() -> None:
    text, found = DOC.read_text(encoding="utf-8").replace("\n", " "), places()
    assert f": {found['Proof of concept'].instead / 100:,.0f} in all" in text
    assert f"would buy {found['Demo'].instead / 100:,.0f} of the proof" in text
