"""What an address or a file asks for, read from its texts."""

from __future__ import annotations

from io import StringIO

import pytest

from evener.forecast.engine.deal_file import read
from evener.forecast.rules.whatif import LONGEST, Asked, asked

MANY_DIGITS = "9" * 5_000


def test_what_cannot_be_read_is_not_asked() -> None:
    odd = ["", "x", "-1", "1.5", "²", "9" * 19, MANY_DIGITS]
    assert asked(odd, [(each, "30") for each in odd] + [("5", each) for each in odd]) == Asked()
    for each in odd:
        assert asked([], [], skill=each, starts=each) == Asked()
    told = asked(["3", "x"], [("4", "30"), ("5", "9000"), ("6", "0")], skill="7", starts="9000")
    assert told == Asked(frozenset({3}), {4: 30, 5: LONGEST}, 7, LONGEST)


@pytest.mark.parametrize(
    ("created", "closed", "days"),
    [
        ("2026-03-01T10:00:00", "2026-03-01", 0.0),
        ("2026-03-01T10:00:00", "2026-03-02", 14 / 24),
        ("2026-03-01T10:00:00", "2026-02-28", None),
        ("2026-03-01T10:00:00", "2026-03-01T09:00:00", None),
    ],
)
def test_a_deal_created_at_an_instant_may_be_closed_on_that_day(created: str, closed: str, days: float | None) -> None:
    found = read(StringIO(f"id,created,closed,outcome\nA,{created},{closed},won\nB,2026-01-01,2026-01-09,lost\n"))
    if days is None:
        assert [each.id for each in found.left_out] == ["A"]
    else:
        ended = found.deals.ids == "A"
        assert (found.deals.closed - found.deals.created)[ended] == pytest.approx(days) and not found.left_out
