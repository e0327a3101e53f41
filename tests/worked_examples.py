"""Reads the tables of docs/algorithms/, so that tests run the examples that stand there."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parents[1] / "docs" / "algorithms"


def table(page: str, *header: str) -> list[list[str]]:
    """The rows of the one table of `page` whose first cells are `header`, as text."""
    found = [rows for rows in _tables(page) if rows[0][: len(header)] == list(header)]
    assert len(found) == 1, f"{page} has {len(found)} tables that begin with {header}"
    return found[0][1:]


def numbers(page: str, *header: str) -> list[list[float]]:
    """The same with every cell as a number; `-` is what cannot be told (NaN)."""
    return [[number(cell) for cell in row] for row in table(page, *header)]


def number(cell: str) -> float:
    """`12`, `1,000`, `75 %` (0.75), `-` (NaN)."""
    text = cell.replace(",", "")
    if text == "-":
        return float("nan")
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def _tables(page: str) -> list[list[list[str]]]:
    found: list[list[list[str]]] = [[]]
    for line in (FOLDER / page).read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not all(set(cell) <= {"-", ":"} for cell in cells) or not found[-1]:
                found[-1].append(cells)
        elif found[-1]:
            found.append([])
    return [rows for rows in found if rows]
