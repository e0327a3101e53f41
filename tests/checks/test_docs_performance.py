"""docs/performance.md says what was measured: its tables are those of bench/latest.json."""

from __future__ import annotations

import json

from bench import report


def test_the_document_shows_what_was_measured() -> None:
    page = report.TARGET.read_text(encoding="utf-8")
    results = json.loads(report.LATEST.read_text(encoding="utf-8"))
    assert report.renewed(page, results) == page
    assert {row["database"] for row in results} == {"sqlite", "postgres"}


def test_what_fell_short_is_named_below_the_tables() -> None:
    """A line that misses its goal is not left for readers to find."""
    page = report.TARGET.read_text(encoding="utf-8")
    results = json.loads(report.LATEST.read_text(encoding="utf-8"))
    told = page.split(report.END)[1]
    missed = [row["work"] for row in results if row["deals"] == report.LARGE and report.misses(row)]
    assert [work for work in missed if work not in told] == []
