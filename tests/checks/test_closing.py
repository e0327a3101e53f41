"""The last lines of `make test`: what ran on both databases, as pytest writes it, and what did not and why."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.closing import described
from tools.test import sentence


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({"passed": 3}, "3 passed"),
        ({"passed": 3, "failed": 1, "skipped": 2}, "1 failed, 3 passed, 2 skipped"),
        ({"passed": 3, "error": 1}, "3 passed, 1 error"),
        ({"passed": 3, "error": 2, "deselected": 9}, "3 passed, 9 deselected, 2 errors"),
        ({}, "no tests ran"),
    ],
)
def test_sentence(counts: dict[str, int], text: str) -> None:
    assert sentence(Counter(counts)) == text


def test_a_journey_that_ran_on_neither_database_is_named_once() -> None:
    assert described({"No browser.": ["test_b.py::test_b", "test_a.py::test_a", "test_b.py::test_b"]}) == [
        "No browser.",
        "  test_a.py::test_a",
        "  test_b.py::test_b",
    ]
