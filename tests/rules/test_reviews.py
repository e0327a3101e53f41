"""Reviews: signs, turns, chances, scores and come-backs. Pure."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.deals.rules import REASONS, Outcome
from evener.reviews.rules import course
from evener.reviews.rules.course import Chances, ReviewStatus, brier, brier_of_three, chance_faults, is_revealed, record
from evener.reviews.rules.keys import FIRST_DOUBTS, SignAsk, SignFamily, SignKey
from evener.reviews.rules.lightly import Ending, came_back, comebacks, return_fault
from evener.reviews.rules.meanings import MEANINGS
from evener.reviews.rules.signs import Facts, RiskLevel, Sign, Trial, foretold, risk, signs
from evener.reviews.rules.turns import Candidate, turn

DAY = date(2026, 3, 2)
FINE = Facts(
    chance=70, pain=True, figure=True, date=True, buyer=True, champion=True, people=4, technical_win=True, steps=2
)


def keys(facts: Facts) -> set[SignKey]:
    return {sign.key for sign in signs(facts)}


def test_a_record_that_says_everything_leaves_nothing_open() -> None:
    assert signs(FINE) == []
    assert risk(FINE).level == RiskLevel.NONE


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"pain": False}, SignKey.NO_PAIN),
        ({"figure": False}, SignKey.NO_FIGURE),
        ({"assumed": ("How many?",)}, SignKey.ASSUMED),
        ({"scopes": 2}, SignKey.SCOPE_CHANGES),
        ({"buyer": False}, SignKey.NO_BUYER),
        ({"champion": False}, SignKey.NO_CHAMPION),
        ({"people": 1}, SignKey.FEW_CONTACTS),
        ({"stakes_unknown": ("Nora",)}, SignKey.STAKES_UNKNOWN),
        ({"unmet_days": 22}, SignKey.UNMET),
        ({"idle_meetings": 2}, SignKey.IDLE_MEETINGS),
        ({"blind": 1}, SignKey.BLIND),
        ({"stale": 1}, SignKey.STALE),
        ({"refused": 1}, SignKey.REFUSED),
        ({"undated_promises": 1}, SignKey.UNDATED_PROMISES),
        ({"technical_win": False}, SignKey.NO_TECHNICAL_WIN),
        ({"trials": (Trial("Pilot", 0),)}, SignKey.NO_CRITERIA),
        ({"trials": (Trial("Pilot", 1, stalled=True),)}, SignKey.TRIAL_DRAGS),
        ({"date": False}, SignKey.NO_DATE),
        ({"moves": 2}, SignKey.DATE_MOVED),
        ({"unreasoned": 1}, SignKey.DATE_UNREASONED),
        ({"close_passed": True}, SignKey.CLOSE_PASSED),
        ({"has_close": False}, SignKey.NO_CLOSE),
        ({"quiet_days": 14}, SignKey.SILENCE),
        ({"steps": 0}, SignKey.NO_STEP),
        ({"loose_steps": 1}, SignKey.LOOSE_STEPS),
    ],
)
def test_each_sign_comes_from_one_fact(changed: dict[str, object], key: SignKey) -> None:
    facts = Facts(**{**{name: getattr(FINE, name) for name in FINE.__slots__}, **changed})
    assert keys(facts) == {key}
    assert str(MEANINGS[key].question).endswith("?")
    assert "%(" not in MEANINGS[key].said(3)


def test_every_key_has_a_meaning_and_every_family_a_weight() -> None:
    assert set(MEANINGS) == set(SignKey)
    for meaning in MEANINGS.values():
        assert (meaning.family is None) == (meaning.weight == 0)
        assert len(str(meaning.step)) <= 300


def test_a_young_deal_is_not_blamed_for_being_young() -> None:
    """The questions stand from the first day; as signs of doing nothing they count from their stage on."""
    young = Facts(chance=10)
    assert {SignKey.NO_PAIN, SignKey.NO_BUYER, SignKey.NO_DATE, SignKey.NO_CHAMPION} <= keys(young)
    assert risk(young).level == RiskLevel.NONE
    late = risk(Facts(chance=70))
    assert late.level == RiskLevel.MANY and {sign.key for sign in late.of(SignFamily.STATUS_QUO)} == {
        SignKey.NO_PAIN, SignKey.NO_FIGURE, SignKey.NO_BUYER, SignKey.NO_DATE,
    }  # fmt: skip


def test_whys_come_before_hows_before_whens() -> None:
    asks = [sign.ask for sign in signs(Facts(chance=90))]
    assert asks == sorted(asks, key=list(SignAsk).index)


def test_what_an_outcome_bears_out_is_known_reasons_and_known_keys() -> None:
    for (outcome, reason), found in FIRST_DOUBTS.items():
        assert reason in REASONS[Outcome(outcome)] and found <= set(SignKey)
    assert foretold("won", "fit") == frozenset()


def test_turns() -> None:
    olga, egon, lena, new = (
        Candidate(1, "Olga", 0), Candidate(2, "Egon", 2, DAY), Candidate(3, "Lena", 1, DAY), Candidate(4, "New", 1, DAY)
    )  # fmt: skip
    found = turn([olga, egon, lena], owner_id=1)
    assert found is not None and found.id == 3 and "1 time" in str(found.why)
    assert turn([olga], owner_id=1) is None and turn([], owner_id=None) is None
    fresh = turn([Candidate(5, "Ada", on_the_deal=True), Candidate(6, "Zoe")], owner_id=None)
    assert fresh is not None and fresh.id == 6 and "year" in str(fresh.why)
    earlier = Candidate(7, "Old", 1, DAY - timedelta(days=9))
    longest = turn([lena, new, earlier], owner_id=None)
    assert longest is not None and longest.id == 7


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=2, max_size=8), st.integers(10, 40))
def test_over_time_everybody_dissents_as_often(people: list[tuple[int, bool]], rounds: int) -> None:
    times = dict.fromkeys(range(len(people)), 0)
    last: dict[int, date] = {}
    for number in range(rounds):
        rows = [Candidate(id, str(id), times[id], last.get(id), people[id][1]) for id in times]
        found = turn(rows, owner_id=0)
        assert found is not None and found.id != 0
        times[found.id] += 1
        last[found.id] = DAY + timedelta(days=number)
    others = [times[id] for id in times if id]
    assert max(others) - min(others) <= 1


@pytest.mark.parametrize(
    ("chances", "field"),
    [
        (Chances(0), "won"),
        (Chances(100), "won"),
        (Chances(40, 30), "nothing"),
        (Chances(40, None, 30), "lost"),
        (Chances(40, 0, 60), "lost"),
        (Chances(40, 30, 31), "won"),
        (Chances(99, 1, 1), "won"),
    ],
)
def test_chances_that_are_none(chances: Chances, field: str) -> None:
    assert list(chance_faults(chances)) == [field]


@given(st.integers(1, 97).flatmap(lambda won: st.tuples(st.just(won), st.integers(1, 99 - won))))
def test_three_that_add_up_are_taken_and_their_score_lies_between_0_and_1(pair: tuple[int, int]) -> None:
    won, lost = pair
    given_ = Chances(won, lost, 100 - won - lost)
    assert chance_faults(given_) == {}
    for outcome in (Outcome.WON, Outcome.LOST, Outcome.NO_DECISION):
        two, three = brier(won, outcome), brier_of_three(given_, outcome)
        assert two is not None and three is not None and 0 < two < 1 and 0 < three < 1


@given(st.integers(1, 99), st.integers(1, 99))
def test_the_honest_chance_costs_least(true: int, said: int) -> None:
    """Brier is proper: whoever believes `true` loses by saying anything else."""

    def expected(chance: int) -> float:
        won, lost = brier(chance, Outcome.WON), brier(chance, Outcome.LOST)
        assert won is not None and lost is not None
        return true / 100 * won + (1 - true / 100) * lost

    assert expected(true) <= expected(said) + 1e-12


def test_a_deal_we_walked_away_from_scores_nobody() -> None:
    assert brier(70, Outcome.DISQUALIFIED) is None and brier_of_three(Chances(70, 20, 10), Outcome.DISQUALIFIED) is None


def test_when_chances_are_shown() -> None:
    assert not is_revealed(given=2, asked=3, held=False)
    assert is_revealed(given=3, asked=3, held=False) and is_revealed(given=0, asked=3, held=True)
    assert not is_revealed(given=0, asked=0, held=False)


def test_too_few_scores_have_no_mean() -> None:
    assert record([0.1] * 4).mean is None
    assert record([0.1, None, 0.3, 0.2, 0.2, 0.2]).mean == pytest.approx(0.2)


def test_what_waits() -> None:
    assert course.waits(ReviewStatus.ASKED, closed=False) and not course.waits(ReviewStatus.ASKED, closed=True)
    assert course.waits(ReviewStatus.HELD, closed=True) and not course.waits(ReviewStatus.HELD, closed=False)


def test_large_enough() -> None:
    assert course.is_over(100, "EUR", limit_minor=100, own="EUR")
    assert not course.is_over(99, "EUR", limit_minor=100, own="EUR")
    assert not course.is_over(100, "JPY", limit_minor=100, own="EUR")
    assert not course.is_over(100, "EUR", limit_minor=0, own="EUR")


def test_days_to_return() -> None:
    assert return_fault(DAY, today=DAY) and return_fault(None, today=DAY)
    assert return_fault(DAY + timedelta(days=1), today=DAY) is None
    assert came_back(closed_on=DAY, on=DAY + timedelta(days=7)) and not came_back(closed_on=DAY, on=DAY)


def test_come_backs_are_counted_over_days_that_have_come() -> None:
    past, ahead = DAY - timedelta(days=1), DAY + timedelta(days=1)
    found = comebacks(
        [
            Ending(past), Ending(past), Ending(past, past, Outcome.WON), Ending(past, past, Outcome.LOST),
            Ending(past, past), Ending(ahead), Ending(ahead, past, Outcome.WON), Ending(None),
        ],
        today=DAY,
    )  # fmt: skip
    assert (found.endings, found.due, found.back, found.decided, found.won, found.early) == (8, 5, 3, 2, 1, 1)


def test_a_long_list_names_the_first_three() -> None:
    found = signs(Facts(**{**{n: getattr(FINE, n) for n in FINE.__slots__}, "assumed": ("a", "b", "c", "d")}))
    assert found == [Sign(SignKey.ASSUMED, 4, "a; b; c …")]
