"""Questions, answers, coverage and spread: plain functions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.discovery.rules.answers import Unfit, fits, read, read_exact, shown, typed
from evener.discovery.rules.coverage import Asked, Stage, ask_next, by_group, cover, due_text, entering, to_leave
from evener.discovery.rules.questions import AnswerKind as Kind
from evener.discovery.rules.questions import Group, key_from, question_faults
from evener.discovery.rules.spread import Z, rate

STAGES = [Stage("Qualify", 10), Stage("Prove", 50), Stage("Commit", 90)]
WHOLE: dict[str, Any] = {
    "key": "users", "group": "scale", "text": "How many?", "why": "It sizes it.", "wording": "", "kind": "number",
    "unit": "people", "choices": [], "weight": 2, "before": 50,
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        (Kind.NUMBER, "1,200", "1200"), (Kind.NUMBER, "2.50", "2.5"), (Kind.NUMBER, "-0", "0"),
        (Kind.NUMBER, "12k", "12000"),
        (Kind.YES_NO, "Yes", "yes"), (Kind.DATE, "2026-03-31", "2026-03-31"), (Kind.MONEY, "12 500", "12500.00 EUR"),
        (Kind.MONEY, "CHF 3k", "3000.00 CHF"), (Kind.CHOICE, " Cloud ", "Cloud"), (Kind.TEXT, " So.\n", "So."),
    ],
)  # fmt: skip
def test_an_answer_is_kept_in_one_way(kind: Kind, text: str, kept: str) -> None:
    assert read(text, kind=kind, choices=["Cloud", "Here"]) == kept
    assert fits(kept, kind=kind, choices=["Cloud", "Here"])


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.NUMBER, "many"), (Kind.NUMBER, "9" * 29), (Kind.NUMBER, "nan"), (Kind.YES_NO, "maybe"),
        (Kind.DATE, "31.3."), (Kind.DATE, "2300-01-01"), (Kind.MONEY, "a lot"), (Kind.CHOICE, "Moon"), (Kind.TEXT, " "),
        (Kind.TEXT, "x" * 5001), (Kind.TEXT, "a\x00b"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_said_in_words(kind: Kind, text: str) -> None:
    with pytest.raises(Unfit) as refused:
        read(text, kind=kind, choices=["Cloud"])
    assert str(refused.value).endswith(".")


@given(st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=3))
def test_a_number_offered_for_editing_reads_back(number: Any) -> None:
    kept = read_exact(f"{number:f}", kind=Kind.NUMBER)
    assert read(typed(kept, kind=Kind.NUMBER), kind=Kind.NUMBER) == kept
    assert read_exact(kept, kind=Kind.NUMBER) == kept


@given(st.text())
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    for kind in Kind:
        try:
            kept = read(text, kind=kind, choices=["a", "b"])
        except Unfit:
            continue
        assert fits(kept, kind=kind, choices=["a", "b"])
        assert shown(kept, kind=kind, unit="m") or kind == Kind.TEXT


def test_a_program_writes_thousandths_and_a_person_thousands() -> None:
    assert read_exact("1.125", kind=Kind.NUMBER) == "1.125"
    assert read("1.125", kind=Kind.NUMBER) == "1125"
    assert shown("1200", kind=Kind.NUMBER, unit="users") == "1,200 users"
    assert shown("12500.00 EUR", kind=Kind.MONEY) == "€12,500"


@pytest.mark.parametrize(
    "change",
    [
        {"text": " "}, {"why": ""}, {"key": "Users"}, {"key": ""}, {"group": "colour"}, {"kind": "essay"},
        {"weight": 4}, {"weight": True}, {"before": 0}, {"before": 101}, {"before": "50"}, {"choices": ["a", "b"]},
        {"unit": "x" * 41},
        {"kind": "choice", "choices": ["one"]}, {"kind": "choice", "choices": ["a", "a"]}, {"text": 7}, {"colour": 1},
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused_at_its_field(change: dict[str, Any]) -> None:
    assert question_faults(WHOLE) == {}
    wrong = question_faults(WHOLE | change)
    assert wrong
    assert set(wrong) <= {*change, "choices"}


def test_a_key_is_made_from_the_words() -> None:
    assert key_from("How many people use it?", []) == "how-many-people-use-it"
    assert key_from("How many people use it?", ["how-many-people-use-it"]) == "how-many-people-use-it-2"
    assert key_from("„Où?“", []) == "q-o" or key_from("„Où?“", []).startswith("o")
    assert not question_faults(WHOLE | {"key": key_from("12 % – 日本?", [])})


asked = st.builds(
    Asked,
    id=st.integers(1, 10**6), key=st.just("k"), group=st.sampled_from(list(Group)), text=st.just("T"),
    weight=st.integers(1, 3), before=st.integers(1, 100), position=st.integers(1, 500), known=st.booleans(),
    assumed=st.booleans(),
)  # fmt: skip
sheets = st.lists(asked, max_size=40, unique_by=lambda row: row.id)


@given(sheets, st.integers(0, 2))
def test_laws_of_coverage(rows: list[Asked], here: int) -> None:
    whole = cover(rows)
    assert 0 <= whole.percent <= 100
    assert (whole.percent == 100) == (bool(rows) and all(row.known for row in rows))
    assert sum(each.weight_known for each in by_group(rows).values()) == whole.weight_known
    chosen = ask_next(rows, stages=STAGES, here=here)
    assert len(chosen) == min(5, sum(not row.known for row in rows))
    assert not any(each.question.known for each in chosen)
    assert len({each.question.id for each in chosen}) == len(chosen)
    assert all(str(each.why) for each in chosen)
    found = to_leave(rows, stages=STAGES, here=here, people=0)
    assert found.met + len(found.missing) == len(found.criteria)
    due = {row.id for row in rows if row.before <= entering(STAGES, here)}
    assert {each.question_id for each in found.criteria if each.question_id} == due


def test_the_end_of_the_pipeline_is_the_win() -> None:
    assert str(due_text(100, stages=STAGES, here=0)) == "due before the win"
    assert str(due_text(95, stages=STAGES, here=0)) == "due before the win"
    assert str(due_text(50, stages=STAGES, here=1)) == "was due before Prove"
    last = to_leave([], stages=STAGES, here=2, people=2)
    assert (str(last.to), last.met) == ("the win", 1)


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_spread_holds_its_share(hits: int, more: int) -> None:
    each = rate(hits, hits + more)
    assert 0 <= each.low <= each.share + 1e-9
    assert each.share - 1e-9 <= each.high <= 1
    for end in (each.low, each.high) if each.n else ():
        # What defines Wilson's interval: at its ends, the share is just z standard errors of the true rate away.
        assert (each.share - end) ** 2 == pytest.approx(Z * Z * end * (1 - end) / each.n, abs=1e-9)
