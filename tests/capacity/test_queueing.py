"""Waits: every row of docs/algorithms/queueing.md, what is known exactly, and the laws that hold for all of them."""

from __future__ import annotations

from math import factorial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.capacity.engine.queueing import (
    BadNumber,
    Overloaded,
    erlang_c,
    people_for,
    sakasegawa,
    waiting,
    waits_in_service_times,
    waits_longer,
)

pytestmark = pytest.mark.pure
DOC = Path(__file__).parents[2] / "docs" / "algorithms" / "queueing.md"


def rows() -> list[tuple[str, ...]]:
    table = (
        DOC.read_text(encoding="utf-8")
        .partition("<!-- table of waits -->")[2]
        .partition("\n\n|")[2]
        .partition("\n\n")[0]
    )
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table.splitlines()[2:]]


@pytest.mark.parametrize("row", rows(), ids=lambda row: " ".join(row[:4]))
def test_the_figures_of_the_page(row: tuple[str, ...]) -> None:
    people, load = int(row[0]), float(row[1].removesuffix(" %")) / 100
    cv2 = {"arrival_cv2": float(row[2]), "service_cv2": float(row[3])}
    assert f"{waits_in_service_times(people=people, load=load, **cv2):.2f}" == row[4]
    assert f"{sakasegawa(people=people, load=load, **cv2):.2f}" == row[5]


def test_the_page_has_its_rows() -> None:
    assert len(rows()) == 9


def test_the_page_counts_people_right() -> None:
    text = DOC.read_text(encoding="utf-8")
    waits = [waiting(people=people, arrivals=3, service=0.5).wait for people in (2, 3)]
    assert f"2 people wait {waits[0]:.2f} days, 3 people {waits[1]:.2f} days. So 3" in text.replace("\n", " ")
    assert people_for(arrivals=3, service=0.5, wait=0.1) == 3


@pytest.mark.parametrize("people", [1, 2, 5, 20])
@pytest.mark.parametrize("load", [0.05, 0.5, 0.95])
def test_erlang_as_it_is_written_in_books(people: int, load: float) -> None:
    offered = people * load
    all_busy = offered**people / factorial(people) / (1 - load)
    assert erlang_c(people=people, load=load) == pytest.approx(
        all_busy / (sum(offered**k / factorial(k) for k in range(people)) + all_busy)
    )


@given(st.integers(1, 500), st.floats(0, 0.999))
def test_a_chance_is_a_chance_for_up_to_500_people(people: int, load: float) -> None:
    assert 0 <= erlang_c(people=people, load=load) <= 1
    assert erlang_c(people=people + 1, load=load) <= erlang_c(people=people, load=load) + 1e-12


@given(st.floats(0.01, 50), st.floats(0.01, 5), st.floats(0.001, 3), st.floats(0, 4))
def test_the_fewest_people_are_enough_and_one_less_is_not(
    arrivals: float, service: float, wait: float, service_cv2: float
) -> None:
    people = people_for(arrivals=arrivals, service=service, wait=wait, service_cv2=service_cv2)
    assert waiting(people=people, arrivals=arrivals, service=service, service_cv2=service_cv2).wait <= wait
    if people > 1 and arrivals * service < people - 1:
        fewer = waiting(people=people - 1, arrivals=arrivals, service=service, service_cv2=service_cv2)
        assert fewer.wait > wait


def test_one_person_and_uneven_work_is_exact() -> None:
    # Pollaczek and Khinchine: rho / (1 - rho) * (1 + cv²) / 2
    assert waits_in_service_times(people=1, load=0.5, service_cv2=3) == pytest.approx(2.0)


def test_the_rest_of_the_answer() -> None:
    found = waiting(people=2, arrivals=1.0, service=1.0)
    assert (found.load, found.waits, found.wait) == pytest.approx((0.5, 1 / 3, 1 / 3))
    assert found.queue == pytest.approx(1 / 3)
    assert found.served == pytest.approx(4 / 3)
    assert waits_longer(people=2, arrivals=1.0, service=1.0, than=0) == pytest.approx(1 / 3)
    assert waits_longer(people=2, arrivals=1.0, service=1.0, than=1) == pytest.approx(0.1226, abs=1e-4)
    assert waiting(people=3, arrivals=0.0, service=1.0).wait == 0


@pytest.mark.parametrize("load", [1.0, 1.2, 40.0])
def test_too_much_work_is_an_error_that_says_so(load: float) -> None:
    with pytest.raises(Overloaded) as raised:
        waits_in_service_times(people=4, load=load)
    assert raised.value.load == load
    with pytest.raises(Overloaded):
        waiting(people=4, arrivals=load * 4, service=1.0)


@pytest.mark.parametrize(
    ("numbers", "what"),
    [
        ({"people": 0}, "people"),
        ({"arrivals": -1.0}, "arrivals"),
        ({"service": 0.0}, "service"),
        ({"service": float("nan")}, "service"),
        ({"service_cv2": float("inf")}, "service_cv2"),
    ],
)
def test_numbers_that_mean_nothing(numbers: dict[str, float], what: str) -> None:
    with pytest.raises(BadNumber) as raised:
        waiting(**({"people": 2, "arrivals": 0.5, "service": 1.0} | numbers))  # type: ignore[arg-type]
    assert raised.value.what == what


def test_no_number_of_people_makes_chance_work_wait_for_nothing() -> None:
    with pytest.raises(BadNumber):
        people_for(arrivals=1.0, service=1.0, wait=0.0)
    assert people_for(arrivals=0.0, service=1.0, wait=0.0) == 1
