"""The examples of docs/algorithms/hygiene.md, and laws of the search for dirt."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evener.forecast.engine.changes import Changes, changed_at_end
from evener.forecast.engine.deals import LOST, NOTHING, OPEN, WON, Column, worded
from evener.forecast.engine.dirt import NONE, Found, Records, find
from evener.forecast.rules.dirt import ADVICE, EFFECTS, OF, TITLES, Dirt, Of, say
from tests.worked_examples import number, table

PAGE = "hygiene.md"
TODAY = 100.0


def numbers(cell: str) -> Any:
    return np.array([number(each) for each in cell.split(", ")], float)


def kinds(records: Records, today: float = TODAY) -> list[str]:
    return [found.kind.value for found in find(records, today=today)]


def ended_after(days: Any, *, outcome: int = LOST, first: float = 0.0, **more: Any) -> Records:
    """Deals opened on different days that lasted so long."""
    opened = first + np.arange(len(days), dtype=float)
    return Records(opened, opened + np.asarray(days, float), np.full(len(days), outcome), **more)


@pytest.mark.parametrize("row", table(PAGE, "Opened", "Closed"))
def test_single_deals(row: list[str]) -> None:
    opened, closed, entered, end_entered = (numbers(cell) for cell in row[:4])
    ended = np.where(np.isfinite(closed), closed, np.inf)
    kind = np.where(np.isfinite(closed), LOST, OPEN)
    assert kinds(Records(opened, ended, kind, entered=entered, end_entered=end_entered)) == row[4].split()


@pytest.mark.parametrize("row", table(PAGE, "Opened", "Amounts"))
def test_copies(row: list[str]) -> None:
    opened, amount = numbers(row[0]), numbers(row[1])
    alike = np.zeros(len(opened), np.int64)
    records = Records(opened, opened + np.inf, np.full(len(opened), OPEN), amount, account=alike, name=alike)
    found = {each.kind: len(each.rows) for each in find(records, today=TODAY)}
    assert found.get(Dirt.DUPLICATE, 0) == int(row[2])
    nowhere = Records(opened, opened + np.inf, np.full(len(opened), OPEN), amount, account=alike + NONE, name=alike)
    assert Dirt.DUPLICATE not in kinds(nowhere)


@pytest.mark.parametrize("row", table(PAGE, "Endings", "The longest took"))
def test_open_for_longer_than_any(row: list[str]) -> None:
    endings, longest, age = int(row[0]), float(row[1]), float(row[2])
    length = np.linspace(1, longest, endings)
    ended = ended_after(length)
    records = Records(
        np.append(ended.opened, TODAY - age), np.append(ended.ended, np.inf), np.append(ended.outcome, OPEN)
    )
    found = kinds(records, today=TODAY)
    assert (Dirt.OLD_OPEN in found) == bool(row[3])


@pytest.mark.parametrize("row", table(PAGE, "Amounts"))
def test_one_giant(row: list[str]) -> None:
    amount = numbers(row[0])
    size = len(amount)
    for kind in (OPEN, WON):
        opened = np.arange(size, dtype=float)
        ended = opened + (np.inf if kind == OPEN else 20.0)
        assert kinds(Records(opened, ended, np.full(size, kind), amount)) == row[1].split()
    lost = Records(opened, opened + 20, np.full(size, LOST), amount)
    assert Dirt.GIANT not in kinds(lost)


@pytest.mark.parametrize("row", table(PAGE, "On a usual day"))
def test_a_day_that_stands_out(row: list[str]) -> None:
    usual, many = int(row[0]), int(row[1])
    closed = np.concatenate([np.repeat(np.arange(40.0, 50.0), usual), np.full(many, 60.0)])
    spread = np.random.default_rng(1).permutation(len(closed)) % 37
    records = Records(np.zeros(len(closed)) + spread, closed, np.full(len(closed), LOST))
    found = [each for each in find(records, today=TODAY) if each.kind is Dirt.MASS_CLOSED]
    assert [each.kind.value for each in found] == row[2].split()
    assert all(each.at == (60.0, 60.0) and len(each.rows) == many for each in found)
    won = Records(records.opened, closed, np.full(len(closed), WON))
    assert Dirt.MASS_CLOSED not in kinds(won)


@pytest.mark.parametrize("row", table(PAGE, "More on day 30"))
def test_ages_that_stand_out(row: list[str]) -> None:
    more = {30 + place: int(cell) for place, cell in enumerate(row[:3])}
    ages = [age for age in range(1, 61) for _ in range(2 + more.get(age, 0))]
    found = [each for each in find(ended_after(ages), today=5_000.0) if each.kind is Dirt.SAME_AGE]
    said = [say(each.kind, count=len(each.rows), of=each.of, at=each.at).title.rpartition(" day")[2] for each in found]
    assert [text.lstrip("s ") for text in said] == ([] if row[3] == "-" else [row[3]])


@pytest.mark.parametrize("row", table(PAGE, "Won", "Lost"))
def test_the_pipeline_as_a_whole(row: list[str]) -> None:
    kind = np.repeat([WON, LOST, NOTHING], [int(cell) for cell in row[:3]])
    length = 10 + 3 * np.arange(len(kind))
    opened = np.arange(len(kind), dtype=float)
    assert kinds(Records(opened, opened + length, kind), today=5_000.0) == row[3].split()


@pytest.mark.parametrize("row", table(PAGE, "Of 40 won, changed at the end"))
def test_fields_changed_at_the_end(row: list[str]) -> None:
    won, other = int(row[0]), int(row[1])
    outcome = np.repeat([WON, LOST], [40, 60])
    late = np.array([*range(won), *range(40, 40 + other)])
    early = np.arange(100)
    changes = Changes(np.append(late, early), np.append(np.full(len(late), 50.3), np.full(100, 20.0)))
    found = changed_at_end(np.full(100, 50.0), outcome, {"amount": changes})
    assert [each.why.value for each in found] == row[2].split()


def test_a_field_that_says_the_same_of_every_deal() -> None:
    columns = {
        "same": worded(["x"] * 12), "empty": Column(np.full(12, np.nan)), "ticked": worded(["yes", *[""] * 11]),
        "told": Column(np.arange(12.0)),
    }  # fmt: skip
    opened = np.arange(12.0)
    found = find(Records(opened, opened + np.inf, np.full(12, OPEN), columns=columns), today=TODAY)
    assert [(each.kind, each.what) for each in found] == [(Dirt.CONSTANT, "same"), (Dirt.CONSTANT, "empty")]


def test_owners() -> None:
    opened = np.arange(3.0)
    records = Records(
        opened, np.array([np.inf, 5.0, 6.0]), np.array([OPEN, LOST, WON]),
        owner=np.array([NONE, NONE, 7]), people=np.array([7, 8, 9]),
    )  # fmt: skip
    found = {each.kind: each for each in find(records, today=TODAY)}
    assert found[Dirt.NO_OWNER].rows.tolist() == [0, 1] and found[Dirt.NO_OWNER].of == 3
    assert found[Dirt.IDLE_OWNER].rows.tolist() == [8, 9] and found[Dirt.IDLE_OWNER].of == 3


def test_every_kind_has_its_words() -> None:
    assert set(TITLES) == set(EFFECTS) == set(ADVICE) == set(OF) == set(Dirt)
    for kind in Dirt:
        said = say(kind, count=3, of=9, at=(31.0, 31.0) if kind in (Dirt.SAME_AGE, Dirt.MASS_CLOSED) else None)
        assert said.sentence.count(".") >= 3 and "%" not in said.sentence
        assert bool(said.count) == (OF[kind] in (Of.ALL, Of.OPEN, Of.ENDED))
    assert say(Dirt.NO_AMOUNT, count=1000, of=8800, at_least=True).count == "at least 1,000 of 8,800 deals"
    assert say(Dirt.OLD_OPEN, count=1, of=1).count == "1 of 1 open deal"


@settings(max_examples=60, deadline=None)
@given(
    size=st.integers(0, 60), seed=st.integers(0, 10_000), spread=st.sampled_from([1, 20, 4000]),
)  # fmt: skip
def test_any_records_get_an_answer_without_a_warning(size: int, seed: int, spread: int) -> None:
    rng = np.random.default_rng(seed)
    opened = np.floor(rng.uniform(-spread, spread, size))
    outcome = rng.integers(0, 4, size)
    ended = np.where(outcome == OPEN, np.inf, opened + np.floor(rng.uniform(-5, spread, size)))
    unknown = np.where(rng.random(size) < 0.3, np.nan, opened + rng.integers(0, 40, size))
    records = Records(
        opened, ended, outcome, amount=np.where(rng.random(size) < 0.3, np.nan, rng.integers(0, 3, size) * 1e9),
        currency=rng.integers(0, 2, size), account=rng.integers(-1, 3, size), name=rng.integers(-1, 3, size),
        owner=rng.integers(-1, 3, size), entered=unknown, end_entered=unknown, people=np.arange(4),
        columns={"a": Column(np.full(size, np.nan)), "b": worded(["x"] * size)},
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = find(records, today=50.0)
    for each in found:
        _sound(each, size)


def _sound(found: Found, size: int) -> None:
    assert len(found.rows) <= found.of and len(set(found.rows.tolist())) == len(found.rows)
    if found.kind is not Dirt.IDLE_OWNER:
        assert (found.rows < size).all()
