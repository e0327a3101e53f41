"""What a paper may hold, when it is due, what may go out, and what the library asks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.deals.rules import YES, no
from evener.papers.rules.brand import brand_faults
from evener.papers.rules.clock import ClockState, due_on, hit_rate, state
from evener.papers.rules.content import Content, Line, content_of
from evener.papers.rules.going import Whole, claim_obstacles, lacking, may_go_out
from evener.papers.rules.pieces import is_check_due, piece_faults, put_in, replaced, tags_of
from evener.papers.rules.writing import HEADINGS, LANGUAGES, Step, budget, clean, faults, step_of, words_in
from evener.promises.rules import Life, Review, Standing
from evener.search.rules import worded_like

DAY = timedelta(days=1)
THURSDAY = date(2026, 3, 5)


def weekday(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("met", "due"),
    [
        (THURSDAY, date(2026, 3, 9)),
        (THURSDAY + DAY, date(2026, 3, 10)),
        (THURSDAY + 2 * DAY, date(2026, 3, 10)),
        (THURSDAY + 4 * DAY, date(2026, 3, 11)),
    ],
)
def test_two_business_days(met: date, due: date) -> None:
    assert due_on(met, weekday) == due


def test_a_holiday_and_a_short_week_move_it_and_a_week_without_work_does_not_stop_it() -> None:
    holiday = date(2026, 3, 6)
    assert due_on(THURSDAY, lambda day: weekday(day) and day != holiday) == date(2026, 3, 10)
    assert due_on(THURSDAY, lambda day: day.weekday() in (0, 1)) == date(2026, 3, 10)
    assert due_on(THURSDAY, lambda day: False) == date(2026, 3, 9)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sets(st.integers(0, 6), min_size=1))
def test_it_is_due_on_a_working_day_after_exactly_two(met: date, week: set[int]) -> None:
    due = due_on(met, lambda day: day.weekday() in week)
    worked = [met + n * DAY for n in range(1, (due - met).days + 1) if (met + n * DAY).weekday() in week]
    assert len(worked) == 2 and worked[-1] == due


def test_where_the_clock_stands_and_the_rate() -> None:
    due = THURSDAY + 4 * DAY
    cases = {
        ClockState.AHEAD: (None, THURSDAY - DAY), ClockState.RUNNING: (None, due), ClockState.LATE: (None, due + DAY),
        ClockState.MET: (due, due), ClockState.MISSED: (due + DAY, due + DAY),
    }  # fmt: skip
    for wanted, (out, today) in cases.items():
        assert state(met_on=THURSDAY, due=due, out_on=out, today=today) == wanted
    rate = hit_rate([*cases, ClockState.MET])
    assert (rate.met, rate.missed, rate.running, rate.percent) == (2, 2, 1, 50)
    assert hit_rate([]).percent is None


@given(st.text())
def test_cleaned_text_has_no_control_characters_and_stays_clean(text: str) -> None:
    for lines in (True, False):
        found = clean(text, lines=lines)
        assert clean(found, lines=lines) == found
        found.encode()
        assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in found)


def test_words_are_counted_as_people_do() -> None:
    assert words_in("Their pumps aren't watched – well-known, isn’t it?") == 7
    spent = budget(problem="word " * 81, idea="word " * 600, steps=["one step"])
    assert (spent.problem, spent.problem_long, spent.all, spent.long) == (81, True, 683, True)


def test_faults_of_a_paper_and_its_steps() -> None:
    assert not faults({"title": "A", "steps": [Step("Call", owner_id=1), Step("", step_id=4)]})
    for wrong in (
        {"title": " "}, {"problem": "x" * 2001}, {"language": "xx"}, {"steps": [Step(" ")]},
        {"steps": [Step("x", owner_id=1, contact_id=2)]}, {"steps": [Step("x", due_on=date(1900, 1, 1))]},
        {"steps": [Step("x")] * 13},
    ):  # fmt: skip
        assert faults(wrong), wrong
    step = Step("Call", contact_id=3, due_on=THURSDAY)
    assert step_of(step.kept()) == step and step_of(Step("x", step_id=9).kept()) == Step("", step_id=9)


def test_every_language_says_every_heading() -> None:
    assert set(HEADINGS) == set(LANGUAGES)
    assert {frozenset(words) for words in HEADINGS.values()} == {frozenset(HEADINGS["en"])}
    assert all("{page}" in words["page"] and "{pages}" in words["page"] for words in HEADINGS.values())


def test_content_as_json_and_back() -> None:
    content = Content(
        "T", "Nordhafen", "Olga", "Kestrel", THURSDAY, idea="a b", steps=(Line("Call", "Nora", THURSDAY), Line("x"))
    )
    assert content_of(content.kept()) == content and content.words == 4


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (Standing(review=Review.CLEARED), None),
        (Standing(review=Review.OVERRIDDEN), None),
        (Standing(life=Life.KEPT, review=Review.CLEARED), None),
        (Standing(), "no engineer has seen it"),
        (Standing(review=Review.ASKED), "the verdict is still out"),
        (Standing(review=Review.REFUSED), "engineering refused it"),
        (Standing(review=Review.CLEARED, stale=True), "it changed since the verdict"),
        (Standing(life=Life.BROKEN, review=Review.CLEARED), "it was broken"),
        (Standing(life=Life.VOID), "it was recorded by mistake"),
    ],
)
def test_what_a_promise_says_to_a_paper_that_rests_on_it(at: Standing, why: str | None) -> None:
    found = claim_obstacles([(1, "Words", at)])
    assert [str(each.why) for each in found] == ([why] if why else [])
    assert all(each.remedy for each in found)


def test_only_a_leader_sends_it_nevertheless_and_only_with_a_reason() -> None:
    held = claim_obstacles([(1, "Words", Standing())])
    assert may_go_out([], reason="", overrides=no("not you"))
    assert not may_go_out(held, reason=" ", overrides=YES)
    assert not may_go_out(held, reason="They need it", overrides=no("not you"))
    assert may_go_out(held, reason="They need it", overrides=YES)
    assert not lacking(Whole(problem=True, idea=True))
    assert len(lacking(Whole(problem=False, idea=False, picture_faults=2, unprinted=("Too long.",)))) == 4


def test_pieces() -> None:
    assert tags_of("Pumps, #Security pumps") == " pumps security " and tags_of(" , ") == ""
    assert put_in("Here.", "There.", most=20) == "Here.\n\nThere." and put_in("", "There.", most=6) == "There."
    assert put_in("Here.", "There.", most=10) is None
    assert replaced("One. Old. Two.", old="Old.", new="New.") == "One. New. Two."
    assert replaced("One. Two.", old="Old.", new="New.") is None
    assert is_check_due(THURSDAY - timedelta(days=182), today=THURSDAY)
    assert not is_check_due(THURSDAY - timedelta(days=181), today=THURSDAY)
    assert set(piece_faults({"title": "", "body": " ", "section": "steps", "tags": "a " * 20})) == {
        "title", "body", "section", "tags",
    }  # fmt: skip
    assert piece_faults({"title": "T", "body": "x" * 4001, "section": "picture"})


def test_the_look() -> None:
    assert not brand_faults({"colour": "#0b665f", "accent": "#FFFFFF", "footer": "", "page_size": "a4"})
    assert set(brand_faults({"colour": "#0b665", "accent": "red", "footer": "x" * 121, "page_size": "a5"})) == {
        "colour", "accent", "footer", "page_size",
    }  # fmt: skip


def test_worded_like_the_text() -> None:
    promises = {1: "Reports every vibration within a minute", 2: "Drives the crane without an operator", 3: ""}
    text = "Every pump is watched: the vibrations are reported, once in a minute."
    assert worded_like(promises, text) == {1}
    assert worded_like(promises, "") == set()
