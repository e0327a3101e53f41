"""The pure parts of the pages on the past: counting, sizes, stages, deadlines, and groups of deals compared."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter

from evener.forecast.engine.curves import incidence
from evener.forecast.engine.jumps import jump
from evener.forecast.engine.together import LEAN, THIN, compare, strata
from evener.forecast.rules.counting import FEWEST, Share, Size, against_elsewhere, middle, percent, starts, thirds
from evener.forecast.rules.stages import Left, Spell, longest, path, spells
from evener.forecast.rules.together import filled_alike

# --- shares, middles, sizes -----------------------------------------------------------------------------------------


def test_a_share_is_told_from_ten_on() -> None:
    assert Share(3, 9).value is None and Share(3, 9).text == "too few to tell" and Share(3, 9).counts == "3 of 9"
    assert Share(4, 10).text == "40\u00a0%"


@pytest.mark.parametrize(
    ("count", "said"), [(0, "Here it is less"), (8, "within"), (12, "within"), (13, "Here it is more")]
)
def test_no_decision_is_held_against_what_is_usual_elsewhere(count: int, said: str) -> None:
    assert said in against_elsewhere(Share(count, 20))
    assert against_elsewhere(Share(4, 9)) == ""


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0\u00a0%"), (0.001, "under 1 %"), (0.999, "over 99 %"), (1, "100\u00a0%"), (0.415, "42\u00a0%")],
)
def test_what_is_nearly_nothing_is_not_called_nothing(share: float, text: str) -> None:
    assert percent(share) == text


@given(st.lists(st.floats(0, 1000), min_size=FEWEST, max_size=60))
def test_quartiles_are_numpys(values: list[float]) -> None:
    found = middle(values)
    assert found.count == len(values)
    assert (found.low, found.median, found.high) == pytest.approx(tuple(np.percentile(values, [25, 50, 75])))


def test_no_median_of_nine() -> None:
    assert middle([1.0] * 9).median is None and middle([]).count == 0


@given(st.lists(st.tuples(st.sampled_from(["EUR", "USD"]), st.integers(0, 50)), max_size=60))
def test_sizes_are_thirds_that_keep_the_order_within_a_currency(amounts: list[tuple[str, int]]) -> None:
    of = thirds(amounts)
    order = [Size.NONE, Size.SMALLER, Size.MIDDLE, Size.LARGER]
    found = [order[bisect_right(starts(of, currency), amount)] for currency, amount in amounts]
    for (currency, amount), third in zip(amounts, found, strict=True):
        assert (third == Size.NONE) == (amount == 0)
        for (other, more), larger in zip(amounts, found, strict=True):
            if other == currency and more >= amount > 0:
                assert order.index(larger) >= order.index(third)
    for currency in ("EUR", "USD"):
        mine = [third for (each, amount), third in zip(amounts, found, strict=True) if each == currency and amount]
        assert mine.count(Size.LARGER) <= (len(mine) + 2) / 3
        assert mine.count(Size.SMALLER) >= len(mine) / 3


# --- stages ---------------------------------------------------------------------------------------------------------

BOARD = {name: number for number, name in enumerate(["Qualify", "Discovery", "Proposal", "Commit"])}


def test_time_in_each_stage_adds_up_to_the_life_of_the_deal() -> None:
    moves = [(110.0, "Qualify", "Discovery"), (140.0, "Discovery", "Proposal")]
    found = spells(moves, now="Proposal", start=100.0, end=200.0, ended=True)
    assert found == [
        Spell("Qualify", 10.0, Left.MOVED),
        Spell("Discovery", 30.0, Left.MOVED),
        Spell("Proposal", 60.0, Left.ENDED),
    ]
    assert longest(found) == "Proposal"


@given(
    st.floats(0, 100), st.floats(0, 100),
    st.lists(st.tuples(st.floats(0, 200), st.sampled_from(list(BOARD)), st.sampled_from(list(BOARD))), max_size=8),
)  # fmt: skip
def test_spells_never_overlap_and_fill_the_life(
    start: float, length: float, moves: list[tuple[float, str, str]]
) -> None:
    moves = sorted(moves)
    found = spells(moves, now="Commit", start=start, end=start + length, ended=False)
    assert len(found) == len(moves) + 1 and all(spell.days >= 0 for spell in found)
    assert sum(spell.days for spell in found) == pytest.approx(length, abs=1e-6)
    assert found[-1].left == Left.STAYS


def test_going_back_takes_back_what_lay_between() -> None:
    assert path(["Qualify", "Proposal", "Discovery"], BOARD) == ["Qualify", "Discovery"]
    assert path(["Commit", "Gone", "Qualify"], BOARD) == ["Qualify"]
    assert path([], BOARD) == []


@given(st.lists(st.sampled_from([*BOARD, "Gone"]), max_size=12))
def test_a_way_only_leads_forward_and_ends_where_the_deal_does(stages: list[str]) -> None:
    way = path(stages, BOARD)
    places = [BOARD[stage] for stage in way]
    assert places == sorted(set(places))
    known = [stage for stage in stages if stage in BOARD]
    assert way[-1:] == known[-1:]


# --- curves and deadlines -------------------------------------------------------------------------------------------


def test_four_ends_compete_as_lifelines_says() -> None:
    random = np.random.default_rng(5)
    age = random.exponential(60, 400)  # no two on one moment, which lifelines would shake apart
    kind = random.choice(5, size=400, p=[0.3, 0.25, 0.2, 0.05, 0.2])
    found = incidence(age, kind, kinds=range(4))
    for each in range(4):
        fitter = AalenJohansenFitter(calculate_variance=False)
        fitter.fit(age, np.where(kind == 4, 0, kind + 1), event_of_interest=each + 1)
        for day in (10, 30, 60, 120):
            theirs = float(fitter.cumulative_density_.loc[:day].iloc[-1, 0])
            assert found.at(day)[each] == pytest.approx(theirs, abs=1e-9)
    assert (found.share.sum(1) <= 1 + 1e-12).all() and (np.diff(found.share, axis=0) >= -1e-12).all()
    assert found.at(0).tolist() == [0.0] * 4


def test_a_deadline_is_found_and_counted() -> None:
    random = np.random.default_rng(3)
    age = np.concatenate([random.integers(0, 200, 120), np.full(30, 30), np.full(12, 32)]).astype(float)
    found = jump(age)
    assert found and (found.first, found.last) == (30, 32) and found.of == 162
    assert found.count == int(((age >= 30) & (age <= 32)).sum())


@settings(max_examples=40)
@given(st.integers(0, 2**31), st.integers(0, 300))
def test_an_even_spread_has_no_deadline(seed: int, count: int) -> None:
    assert jump(np.random.default_rng(seed).uniform(0, 365, count)) is None


def test_few_deals_have_no_deadline() -> None:
    assert jump(np.full(9, 30.0)) is None
    assert jump(np.full(10, 30.0)) is not None


# --- working together -----------------------------------------------------------------------------------------------


def test_amounts_filled_in_at_the_win_are_not_compared_by() -> None:
    assert not filled_alike((20, 20), (0, 20))
    assert filled_alike((20, 20), (15, 20)), "25 points apart"
    nobody = (0, 0)
    assert filled_alike(nobody, nobody), "of one end nothing can be compared"
    assert filled_alike((20, 20), nobody)


def groups(cells: list[tuple[int, int, int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """From (stratum, is first, deals, hits)."""
    rows = [(stratum, first, place < hits) for stratum, first, deals, hits in cells for place in range(deals)]
    stratum, first, hit = zip(*rows, strict=True)
    return np.array(first, bool), np.array(hit, bool), np.array(stratum, np.int64)


CELLS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 1), st.integers(1, 12), st.integers(0, 12)).map(
        lambda each: (*each[:3], min(each[2], each[3]))
    ),
    min_size=2, max_size=12,
).filter(lambda cells: {each[1] for each in cells} == {0, 1})  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(CELLS)
def test_laws_of_comparing(cells: list[tuple[int, int, int, int]]) -> None:
    first, hit, stratum = groups(cells)
    found = compare(first, hit, stratum, seed=1)
    for ratio in (found.first, found.second):
        assert 0 <= ratio.low <= ratio.adjusted <= ratio.high <= 1
    assert found.first.deals + found.second.deals == len(first)
    # What came about and what did not add up; swapping the groups turns the difference round.
    other = compare(first, ~hit, stratum, seed=1)
    assert found.first.adjusted + other.first.adjusted == pytest.approx(1)
    assert compare(~first, hit, stratum, seed=1).difference == pytest.approx(-found.difference)
    assert compare(first, hit, stratum, seed=1) == found


@settings(max_examples=40, deadline=None)
@given(CELLS)
def test_where_all_deals_are_alike_nothing_is_adjusted(cells: list[tuple[int, int, int, int]]) -> None:
    first, hit, _ = groups(cells)
    found = compare(first, hit, np.zeros(len(first), np.int64), seed=1)
    assert found.first.adjusted == pytest.approx(found.first.plain)
    assert found.second.adjusted == pytest.approx(found.second.plain)


def test_intervals_cover_what_they_say() -> None:
    """Both groups win 30 % of small and 60 % of large deals; the first has more large ones."""
    random, covered = np.random.default_rng(8), 0
    for seed in range(200):
        stratum = random.integers(0, 2, 160)
        first = random.random(160) < np.where(stratum == 1, 0.65, 0.35)
        hit = random.random(160) < np.where(stratum == 1, 0.6, 0.3)
        found = compare(first, hit, stratum, seed=seed)
        covered += found.low <= 0 <= found.high
    assert 0.9 <= covered / 200 <= 0.99


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.integers(0, 3)), min_size=1, max_size=80))
def test_thin_strata_are_joined_to_the_next_coarser(keys: list[tuple[str, bool, int]]) -> None:
    names = [sorted({key[part] for key in keys}) for part in range(3)]
    found = strata([np.array([names[part].index(key[part]) for key in keys]) for part in range(3)])
    assert len(found) == len(keys)
    for key in set(keys):
        rows = [place for place, each in enumerate(keys) if each == key]
        assert len({int(found[row]) for row in rows}) == 1
        if len(rows) >= THIN:
            assert sum(found == found[rows[0]]) == len(rows)


def test_a_group_leans_as_if_two_more_had_been_seen() -> None:
    assert LEAN == 2.0
