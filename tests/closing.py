"""Pytest plugin: the end of a run says which browser journeys did not run, and counts for `make test`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

JOURNEYS = "tests/browser/"
OUTCOMES = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "error")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("evener")
    group.addoption("--outcomes", default="", metavar="FILE", help="write how many tests passed, failed, … as JSON")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    counts = {name: len(terminalreporter.stats.get(name, ())) for name in OUTCOMES}
    missing = not_run(terminalreporter)
    target = config.getoption("--outcomes")
    if target:  # whoever asked says it at the very end
        Path(target).write_text(json.dumps({"counts": counts, "not_run": missing}), encoding="utf-8")
    elif missing:
        terminalreporter.section("Browser journeys that did not run")
        for line in described(missing):
            terminalreporter.line(line)


def not_run(terminalreporter: pytest.TerminalReporter) -> dict[str, list[str]]:
    """The journeys that were skipped, by the reason why."""
    reasons: dict[str, list[str]] = {}
    for report in terminalreporter.stats.get("skipped", ()):
        if report.nodeid.startswith(JOURNEYS):
            why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            reasons.setdefault(why.removeprefix("Skipped: "), []).append(report.nodeid.removeprefix(JOURNEYS))
    return reasons


def described(missing: dict[str, list[str]]) -> list[str]:
    lines = []
    for why, journeys in missing.items():
        lines += [why, *(f"  {name}" for name in sorted(set(journeys)))]
    return lines
