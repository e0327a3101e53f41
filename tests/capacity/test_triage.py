"""The queue of requests: every number of docs/algorithms/triage.md, the order by hand, and what cannot be compared."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.capacity.engine.ordering import Override, overruled
from evener.capacity.engine.triage import (
    LIFTS,
    OTHER_LIFT,
    BadRequest,
    Ground,
    Place,
    Request,
    queue,
    urgency,
)

pytestmark = pytest.mark.pure
DOC = Path(__file__).parents[2] / "docs" / "algorithms" / "triage.md"


def rows(name: str) -> list[list[str]]:
    text = DOC.read_text(encoding="utf-8").partition(f"<!-- table of {name} -->")[2].partition("\n\n|")[2]
    lines = text.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def share(cell: str) -> float:
    return float(cell.removesuffix(" %")) / 100


def request_of(row: list[str]) -> Request:
    return Request(
        id=int(row[0]),
        kind=row[1],
        amount=float(row[2]),
        chance=share(row[3]),
        hours=float(row[4]),
        days_left=None if row[5] == "–" else float(row[5]),
        soonest=float(row[6]),
    )


def request(id: int, **more: Any) -> Request:
    facts: dict[str, Any] = {"kind": "demo", "hours": 10.0, "chance": 0.5, "amount": 1000.0}
    return Request(id=id, **(facts | more))


def codes(place: Place) -> set[Ground]:
    return {code for code, _ in place.grounds}


def test_the_lifts_of_the_page_are_those_of_the_code() -> None:
    written = {kind: share(lift) for kind, lift, _ in rows("lifts")}
    assert written == {**LIFTS, "anything else": OTHER_LIFT}


def test_the_worked_example() -> None:
    table = rows("requests")
    places = {place.request: place for place in queue([request_of(row) for row in table], capacity=60)}
    for row in table:
        place = places[int(row[0])]
        assert f"{place.value:.0f}" == row[7]
        assert f"{place.per_hour:.2f}" == row[8]
        assert f"{place.cost:.0f}" == row[9]
        assert place.place == int(row[10])
    assert Ground.BETTER_ELSEWHERE in codes(places[4])
    assert places[4].displaced == (1, 2, 3)
    assert places[1].displaced == (4,)
    assert Ground.LATE in codes(places[3])


@pytest.mark.parametrize("row", rows("overrides"), ids=lambda row: row[1])
def test_the_order_by_hand(row: list[str]) -> None:
    overrides = []
    for wish in row[1].split(", "):
        item, how, target = wish.split()
        overrides.append(Override(int(item), **{"place" if how == "at" else "before": int(target)}))
    order, _ = overruled([int(item) for item in row[0].split()], overrides)
    assert order == [int(item) for item in row[2].split()]


wishes = st.lists(
    st.builds(Override, st.integers(1, 9), st.none() | st.integers(-1, 12), st.none() | st.integers(1, 9)), max_size=12
)


@given(st.permutations(range(1, 8)), wishes)
def test_nothing_is_lost_and_what_nobody_moved_keeps_its_order(computed: list[int], overrides: list[Override]) -> None:
    order, void = overruled(computed, overrides)
    assert sorted(order) == sorted(computed)
    moved = {override.item for override in overrides} - void
    assert [item for item in order if item not in moved] == [item for item in computed if item not in moved]
    last = {override.item: override for override in overrides if override.item in computed}
    if not any(override.place is None for item, override in last.items() if item not in void):
        for item, override in last.items():
            same = [other for other, wish in last.items() if wish.place == override.place and other not in void]
            if item not in void and same == [item] and override.place and override.place <= len(computed) - len(last):
                assert order.index(item) == override.place - 1


def test_a_row_shows_both_places() -> None:
    places = queue([request(1), request(2, amount=9000.0)], capacity=20, overrides=[Override(1, place=1)])
    assert [(place.request, place.place, place.computed, place.by_hand) for place in places] == [
        (1, 1, 2, True),
        (2, 2, 1, False),
    ]
    assert Ground.BY_HAND in codes(places[0])
    gone = queue([request(1)], capacity=20, overrides=[Override(1, before=77)])
    assert Ground.HAND_VOID in codes(gone[0])
    assert not gone[0].by_hand


def test_urgency_rises_towards_the_date_and_falls_after_it() -> None:
    assert urgency(days_left=None, soonest=0) == 1
    assert urgency(days_left=60, soonest=2) == 1
    assert urgency(days_left=5, soonest=5) == 1.5
    assert urgency(days_left=-7, soonest=7) == 0.25
    values = [urgency(days_left=days, soonest=0) for days in range(0, 60)]
    assert all(one >= other for one, other in pairwise(values))


def test_a_safe_deal_and_a_hopeless_one_gain_little() -> None:
    places = queue([request(1, chance=0.98), request(2, chance=0.5), request(3, chance=0.02)], capacity=30)
    assert places[0].request == 2
    sure = queue([request(1, chance=1.0)], capacity=30)[0]
    assert sure.value == 0
    assert Ground.WORTH_NOTHING in codes(sure)


def test_no_amount_counts_as_the_middle_one() -> None:
    places = queue([request(1, amount=None), request(2, amount=100.0), request(3, amount=300.0)], capacity=30)
    middle = next(place for place in places if place.request == 1)
    assert [place.request for place in places] == [3, 1, 2]
    assert (Ground.ASSUMED_AMOUNT, (("amount", 200.0),)) in middle.grounds
    nothing = queue([request(1, amount=None, chance=0.2), request(2, amount=None)], capacity=30)
    assert [place.request for place in nothing] == [2, 1]


def test_currencies_that_cannot_be_compared_are_merged_evenly() -> None:
    euros = [request(number, currency="EUR", amount=1000.0 * number) for number in (1, 2, 3, 4)]
    yen = [request(number, currency="JPY", amount=1_000_000.0 * number) for number in (11, 12)]
    places = queue([*euros, *yen], capacity=40)
    assert [place.request for place in places] == [4, 12, 3, 2, 11, 1]
    assert all(Ground.OTHER_CURRENCY in codes(place) for place in places)
    assert places[1].displaced in ((), (11,))


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1), st.floats(0, 1e6)), min_size=1, max_size=12),
    st.floats(0, 500),
)
def test_an_opportunity_cost_is_never_more_than_what_the_others_bring(
    facts: list[tuple[float, float, float]], capacity: float
) -> None:
    requests = [
        request(number, hours=hours, chance=chance, amount=amount)
        for number, (hours, chance, amount) in enumerate(facts, start=1)
    ]
    places = queue(requests, capacity=capacity)
    total = sum(place.value for place in places)
    for place in places:
        assert -1e-6 <= place.cost <= total - place.value + 1e-6 * (1 + total)
        assert place.request not in place.displaced
    if sum(max(0.25, each.hours) for each in requests) <= capacity:
        assert all(place.cost <= 1e-6 * (1 + total) for place in places)


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        ({"hours": -1.0}, "hours"),
        ({"hours": float("nan")}, "hours"),
        ({"chance": 1.5}, "chance"),
        ({"amount": -5.0}, "amount"),
        ({"amount": float("inf")}, "amount"),
        ({"days_left": float("nan")}, "days_left"),
    ],
)
def test_numbers_that_mean_nothing(bad: dict[str, float], what: str) -> None:
    with pytest.raises(BadRequest) as raised:
        queue([request(1, **bad)], capacity=10)
    assert raised.value.what == what


def test_no_effort_and_a_million_hours() -> None:
    places = queue([request(1, hours=0.0), request(2, hours=1_000_000.0), request(3)], capacity=0)
    assert [place.request for place in places] == [1, 3, 2]
    assert queue([], capacity=10) == []
    with pytest.raises(BadRequest):
        queue([request(1), replace(request(1), hours=2.0)], capacity=10)
