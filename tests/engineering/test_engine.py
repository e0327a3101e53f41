"""The order of the queue (docs/algorithms/triage.md)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.engineering.engine import Ask, freshness, gain, order, swing


def ask(id: int = 1, **changes: object) -> Ask:
    values: dict[str, object] = {
        "id": id, "amount": 100_000_00, "currency": "EUR", "chance": 50, "lift": 10, "hours": 10.0, "days_left": 5,
        **changes,
    }  # fmt: skip
    return Ask(**values)  # type: ignore[arg-type]


def test_a_lift_counts_most_where_the_deal_is_open() -> None:
    assert swing(50) == 1
    assert [swing(10), swing(90)] == pytest.approx([0.36, 0.36])
    assert swing(0) == swing(100) == 0


def test_help_that_comes_late_is_worth_half_after_two_weeks() -> None:
    assert freshness(0) == freshness(30) == 1
    assert freshness(-14) == 0.5
    assert freshness(-28) == 0.25


def test_gain_is_amount_times_lift_times_swing() -> None:
    assert gain(ask()) == pytest.approx(10_000_00)
    assert gain(ask(chance=10)) == pytest.approx(3_600_00)


def test_the_most_valuable_hours_come_first() -> None:
    small = ask(1, amount=50_000_00, hours=2.0)
    large = ask(2, amount=100_000_00, hours=20.0)
    assert [place.ask.id for place in order([large, small])] == [1, 2]


def test_a_place_by_hand_is_kept_and_the_computed_one_shown() -> None:
    places = order([ask(1, amount=300), ask(2, amount=200), ask(3, amount=100, placed=1)])
    assert [(place.ask.id, place.position, place.computed) for place in places] == [(3, 1, 3), (1, 2, 1), (2, 3, 2)]


def test_a_place_behind_the_end_is_the_last() -> None:
    assert [place.ask.id for place in order([ask(1, placed=99), ask(2)])] == [2, 1]


def test_currencies_are_compared_by_their_own_middle() -> None:
    """Ten times the figures in another currency change nothing."""
    euro = [ask(1, amount=100), ask(2, amount=300)]
    forint = [ask(3, amount=100_000, currency="HUF"), ask(4, amount=300_000, currency="HUF")]
    assert [place.ask.id for place in order(euro + forint)] == [2, 4, 1, 3]


def test_the_same_hours_elsewhere_are_those_of_the_best_others() -> None:
    places = {place.ask.id: place for place in order([ask(1, hours=10.0), ask(2, hours=4.0), ask(3, hours=20.0)])}
    assert places[1].instead_ids == (2, 3)
    assert places[1].instead == pytest.approx(10_000_00 + 6 * 10_000_00 / 20)


def test_the_only_request_takes_hours_from_nobody() -> None:
    (place,) = order([ask()])
    assert (place.instead, place.instead_ids) == (0.0, ())


ASKS = st.lists(
    st.builds(
        Ask, id=st.integers(1, 1_000_000), amount=st.integers(0, 10**12), currency=st.sampled_from(["EUR", "JPY"]),
        chance=st.integers(0, 100), lift=st.integers(0, 100), hours=st.floats(0.1, 20_000),
        days_left=st.integers(-999, 999), placed=st.none() | st.integers(1, 50),
    ),
    max_size=30, unique_by=lambda ask: ask.id,
)  # fmt: skip


@given(ASKS)
def test_everybody_has_one_place(asks: list[Ask]) -> None:
    places = order(asks)
    assert [place.position for place in places] == list(range(1, len(asks) + 1))
    assert sorted(place.computed for place in places) == list(range(1, len(asks) + 1))
    assert {place.ask.id for place in places} == {ask.id for ask in asks}


@given(ASKS)
def test_the_order_does_not_depend_on_the_order_it_came_in(asks: list[Ask]) -> None:
    assert [place.ask.id for place in order(asks)] == [place.ask.id for place in order(list(reversed(asks)))]
