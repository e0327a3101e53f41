"""What an address or a file asks for, read from its texts."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest

from evener import problems
from evener.forecast.engine import deal_file, trial
from evener.forecast.engine.deal_file import read
from evener.forecast.rules.backtests import ODD, Odd
from evener.forecast.rules.whatif import LONGEST, Asked, asked
from evener.problems import Refused

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


FILES = {
    "wrong columns": ("id,created,outcome\na,2024-01-01,won\n", True),
    "a column twice": ("id,created,closed,outcome,source,source\n", True),
    "no rows": ("id,created,closed,outcome\n", True),
    "not text": ("id,created\0", True),
    "nul": ("id,created,closed,outcome\na\0,2024-01-01,,\n", True),
    "no id": ("id,created,closed,outcome\n,2024-01-01,,\n", True),
    "no outcome that is known": ("id,created,closed,outcome\na,2024-01-01,,maybe\n", True),
    "no day": ("id,created,closed,outcome\na,soon,,\n", True),
    "no day of the end": ("id,created,closed,outcome\na,2024-01-01,soon,won\n", True),
    "no end": ("id,created,closed,outcome\na,2024-01-01,,won\n", True),
    "days the wrong way round": ("id,created,closed,outcome\na,2024-02-01,2024-01-01,won\n", True),
    "open, without days": ("id,outcome\na,\n", False),
}


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language in which each sentence stands in brackets."""
    for module in (deal_file, trial, problems):
        monkeypatch.setattr(module, "_", lambda text: f"[{text}]")
    for module in (deal_file, trial):
        monkeypatch.setattr(module, "ngettext", lambda one, many, number: f"[{one if number == 1 else many}]")


@pytest.mark.parametrize("name", list(FILES))
def test_what_a_file_is_refused_for_can_be_said_in_any_language(marked: None, name: str) -> None:
    text, dated = FILES[name]
    with pytest.raises(Refused) as refused:
        read(StringIO(text), dated=dated)
    said = str(refused.value)
    assert said.startswith("[") and said.endswith("]")
    if "Line" in said and "no row" in said.lower():
        assert "[Line 2: [" in said


def test_what_a_backtest_says_beside_its_figures_can_be_said_in_any_language(marked: None) -> None:
    rows = ["id,created,closed,outcome,stage"]
    rows += [f"w{n},2024-01-{n:02d},2024-02-{n:02d},won,early" for n in range(1, 5)]
    rows += ["o1,2024-03-01,,,new", "o2,2024-03-01,2024-03-02,,new"]
    made = trial.of_files(
        StringIO("\n".join(rows)), None, trial.Asked(date(2024, 4, 1), 900), today=date(2024, 5, 1)
    )  # fmt: skip
    assert len(made.notes) == 3 and all(note.startswith("[") and note.endswith("]") for note in made.notes)
    # What machines read is the same in every language; pages look up how it is said.
    assert made.odd == {"closed without an outcome, taken as open": 1}
    assert set(made.odd) <= set(ODD) == {each.value for each in Odd}
    with pytest.raises(Refused, match=r"^\[.*parts"):
        undated = StringIO("id,outcome\na,won\n")
        trial.of_files(undated, None, trial.Asked(None), today=date(2024, 5, 1))
    with pytest.raises(Refused, match=r"^\[Say how far ahead"):
        trial.check(trial.Asked(date(2024, 4, 1)))
