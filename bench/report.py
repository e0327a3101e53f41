"""The benchmark's results as tables, in the terminal and in docs/performance.md.

`python -m bench.report` writes the document anew from `bench/latest.json`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
LATEST, TARGET = HERE / "latest.json", HERE.parent / "docs" / "performance.md"
BEGIN, END = "<!-- results: written by `make bench` -->\n", "<!-- end of results -->\n"
LARGE, SMALL = 100_000, 20_000

# p50 at 100,000 deals in units of F, the least Django page of the same run.
GOALS = {
    "deals list, first page": 1.6,
    "deals list, all": 1.6,
    "deals list, deep page": 1.6,
    "deals list, text search": 2.0,
    "deals list, rarer words": 2.0,
    "deals list, filtered": 1.6,
    "deals list, admin": 1.6,
    "board": 4.0,
    "deal page": 2.0,
    "ledger": 1.6,
    "shared plan": 1.6,
    "meetings": 1.6,
    "points of view": 1.6,
    "reviews": 1.6,
    "ledger, filtered": 1.6,
    "ledger, text search": 2.0,
    "Today": 1.6,
    "Today, leader": 1.6,
    "palette": 2.0,
    "forecast": 1.6,
    "forecast, by month": 1.6,
    "forecast, record": 1.6,
    "forecast, how deals end": 1.6,
    "forecast, how a team's deals end": 1.6,
    "forecast, together": 1.6,
    "forecast, data": 1.6,
    "outlook of a deal": 2.0,
    "API list, 50 deals": 0.7,
    "create a deal, form": 1.4,
    "create a deal, API": 1.4,
    "change a deal, API": 1.4,
}


def table(results: list[dict[str, Any]], *, deals: int, small: int) -> str:
    """Markdown: one table of pages per database, one of everything measured as a whole."""
    lines: list[str] = []
    for database in dict.fromkeys(row["database"] for row in results):
        rows = [row for row in results if row["database"] == database and row["deals"] == deals]
        before = {row["work"]: row for row in results if row["database"] == database and row["deals"] == small}
        lines += ["", f"### {database}, {deals:,} deals", ""]
        lines += [
            "| work | p50 ms | p95 ms | per s | SQL | of F | goal | growth | from memory ms | bare SQL ms |",
            "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        ]
        lines += [_page(row, before.get(row["work"])) for row in rows if "sql" in row]
        whole = [row for row in rows if "sql" not in row]
        if whole:
            lines += ["", "| whole processes | median | of three | unit |", "|---|--:|--:|---|"]
            lines += [f"| {row['work']} | {row['value']} | {row.get('spread', '')} | {row['unit']} |" for row in whole]
    return "\n".join(lines)


def _page(row: dict[str, Any], before: dict[str, Any] | None) -> str:
    growth = f"{_steady(row) / _steady(before):.2f}" if before and "pace_ms" in row else ""
    goal = GOALS.get(row["work"])
    return (
        "| "
        + " | ".join(
            [
                row["work"],
                f"{row['p50_ms']:.2f}",
                f"{row['p95_ms']:.2f}",
                f"{row['per_s']:.0f}",
                str(row["sql"]),
                f"{row['ratio_to_floor']:.2f}",
                f"{goal:.1f}" if goal else "",
                growth,
                _number(row.get("bytes_from_memory_ms")),
                _number(row.get("bare_sql_ms")),
            ]
        )
        + " |"
    )


def _steady(row: dict[str, Any]) -> float:
    """The time of a call in times of `calls.pace`, so that runs at different moments of a machine compare."""
    return float(row["p50_ms"]) / float(row["pace_ms"])


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def misses(row: dict[str, Any]) -> bool:
    """Whether a page took more of F than it may."""
    goal = GOALS.get(row["work"])
    return goal is not None and row["ratio_to_floor"] > goal


def renewed(page: str, results: list[dict[str, Any]]) -> str:
    """`page` with the tables of `results`."""
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}{table(results, deals=LARGE, small=SMALL)}\n\n{END}{after}"


def main() -> None:
    results = json.loads(LATEST.read_text(encoding="utf-8"))
    TARGET.write_text(renewed(TARGET.read_text(encoding="utf-8"), results), encoding="utf-8")


if __name__ == "__main__":
    main()
