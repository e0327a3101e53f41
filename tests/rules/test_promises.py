"""The life of a promise: every way it may go, the table in docs/promises.md, the gate, verdicts, rates."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evener.deals.rules import Outcome
from evener.deals.rules import Standing as DealStanding
from evener.money import Money
from evener.people.rules import VERDICT_ROLES, Role, Viewer, Visibility
from evener.promises.rules import (
    ENDED,
    SAID,
    Answer,
    Event,
    Life,
    Limits,
    Review,
    Standing,
    State,
    VerdictKind,
    after,
    allowed,
    answer_faults,
    endings,
    keeping,
    may_answer,
    obstacle,
    obstacles,
    open_to,
    rates,
    seen,
    verdict_due,
    waits,
)
from evener.promises.tallies import key_of, standing_of

DOC = Path(__file__).parents[2] / "docs" / "promises.md"
START = Standing()
REVIEWED = (Review.CLEARED, Review.REFUSED, Review.OVERRIDDEN)
ENDINGS = (Event.KEEP, Event.KEEP_LATE, Event.BREAK, Event.RELEASE)

paths = st.lists(st.sampled_from(list(Event)), max_size=12)
standings = st.builds(
    Standing, st.sampled_from(list(Life)), st.sampled_from(list(Review)), st.booleans(), st.booleans()
)
counts = st.lists(st.tuples(standings, st.integers(0, 40)), max_size=12)


def walk(path: list[Event]) -> list[Standing]:
    """Every standing a new promise passes on a path, events that are refused left out."""
    passed = [START]
    for event in path:
        if allowed(event, passed[-1]):
            passed.append(after(event, passed[-1]))
    return passed


def reachable() -> set[Standing]:
    found, new = set(), {START}
    while new:
        found |= new
        new = {after(event, at) for at in new for event in Event if allowed(event, at)} - found
    return found


def is_legal(at: Standing) -> bool:
    """What must hold of a promise whatever happened to it."""
    stale_after_review = not at.stale or at.review in REVIEWED
    blind_once_said = not at.blind or at.life != Life.UNSAID
    said_unseen_is_blind = at.life == Life.UNSAID or at.life == Life.VOID or at.blind or at.review != Review.NONE
    return stale_after_review and blind_once_said and said_unseen_is_blind


@given(paths)
def test_whatever_happens_a_promise_stands_legally(path: list[Event]) -> None:
    assert all(is_legal(at) for at in walk(path))


@given(paths)
def test_the_state_is_made_of_life_and_review(path: list[Event]) -> None:
    unsaid = {
        Review.NONE: State.DRAFT, Review.ASKED: State.ASKED, Review.CLEARED: State.CLEARED,
        Review.REFUSED: State.REFUSED, Review.OVERRIDDEN: State.OVERRIDDEN,
    }  # fmt: skip
    for at in walk(path):
        assert at.state.value == (unsaid[at.review].value if at.life == Life.UNSAID else at.life.value)


@given(paths)
def test_blind_never_goes_away(path: list[Event]) -> None:
    flags = [at.blind for at in walk(path)]
    assert flags == sorted(flags)


@given(paths)
def test_nothing_is_kept_broken_or_released_unsaid(path: list[Event]) -> None:
    for before, at in zip(walk(path), walk(path)[1:], strict=False):
        if at.life in (Life.KEPT, Life.KEPT_LATE, Life.BROKEN, Life.RELEASED):
            assert before.life == Life.MADE


@pytest.mark.parametrize("life", sorted(ENDED))
@pytest.mark.parametrize("event", list(Event))
@given(at=standings)
def test_ended_is_final(life: Life, event: Event, at: Standing) -> None:
    assert not allowed(event, replace(at, life=life))


@given(standings, st.sampled_from(list(Event)))
def test_a_refusal_says_why_in_a_sentence(at: Standing, event: Event) -> None:
    decision = allowed(event, at)
    assert decision.allowed or str(decision.reasons[0]).endswith(".")


@given(paths)
def test_a_verdict_needs_a_question_or_a_verdict_and_a_change_makes_it_stale(path: list[Event]) -> None:
    at = walk(path)[-1]
    for event in (Event.CLEAR, Event.REFUSE):
        answers = at.review in (Review.ASKED, Review.CLEARED, Review.REFUSED)
        assert bool(allowed(event, at)) == (answers and not at.ended)
    if allowed(Event.CHANGE, at):
        assert after(Event.CHANGE, at).stale == (at.review in REVIEWED)


@given(paths, st.sampled_from([Event.CLEAR, Event.REFUSE]))
def test_a_revised_verdict_answers_the_words_as_they_are_and_nothing_else(path: list[Event], event: Event) -> None:
    at = walk(path)[-1]
    if at.review not in (Review.CLEARED, Review.REFUSED) or at.ended:
        return
    revised = after(event, at)
    assert (revised.life, revised.blind, revised.stale) == (at.life, at.blind, False)
    assert (obstacle(revised) is None) == (event == Event.CLEAR)
    assert after(event, revised) == revised
    assert revised == after(event, after(Event.ASK, at)), "the same as had it been asked again"
    assert waits(revised, Outcome.OPEN)


def test_a_no_after_it_was_said_in_good_faith_is_not_blind_but_holds_the_gate() -> None:
    at = START
    for event in (Event.ASK, Event.CLEAR, Event.MAKE, Event.REFUSE):
        assert allowed(event, at)
        at = after(event, at)
    assert (at.state, at.review, at.blind) == (State.MADE, Review.REFUSED, False)
    assert str(obstacle(at)) == "engineering refused it"
    assert not after(Event.OVERRIDE, at).blind


def test_no_verdict_takes_back_what_a_leader_carries() -> None:
    at = Standing(review=Review.OVERRIDDEN)
    assert "asked again" in str(allowed(Event.REFUSE, at).reasons[0])
    assert allowed(Event.CLEAR, after(Event.ASK, after(Event.CHANGE, at)))


@given(paths)
def test_the_gate_holds_back_exactly_what_nobody_stands_behind(path: list[Event]) -> None:
    at = walk(path)[-1]
    assert (obstacle(at) is None) == (at.ended or seen(at))
    assert seen(at) == (at.review in (Review.CLEARED, Review.OVERRIDDEN) and not at.stale)


def test_the_gate_lists_promises_in_their_order_with_why() -> None:
    stale = Standing(Life.MADE, Review.CLEARED, stale=True)
    found = obstacles([(1, "One", START), (2, "Two", Standing(review=Review.CLEARED)), (3, "Three", stale)])
    assert [(item.promise_id, item.words, str(item.why)) for item in found] == [
        (1, "One", "no engineer has seen it"),
        (3, "Three", "it changed since the verdict"),
    ]


@given(standings)
def test_waiting_is_open_deals_and_after_a_win_what_was_said(at: Standing) -> None:
    assert waits(at, Outcome.OPEN) == (not at.ended)
    assert waits(at, Outcome.WON) == (at.life == Life.MADE)
    assert not any(waits(at, outcome) for outcome in (Outcome.LOST, Outcome.NO_DECISION, Outcome.DISQUALIFIED))


@given(standings)
def test_a_tally_key_is_read_back_as_it_was_written(at: Standing) -> None:
    assert standing_of(key_of(at)) == at
    assert len(key_of(at)) <= 40


# What docs/promises.md says

COLUMNS: dict[str, tuple[Event, ...]] = {
    "ask": (Event.ASK,),
    "today, with work, if": (Event.CLEAR,),
    "no": (Event.REFUSE,),
    "override": (Event.OVERRIDE,),
    "make": (Event.MAKE,),
    "change": (Event.CHANGE,),
    "keep, break, release": ENDINGS,
    "void": (Event.VOID,),
}


def told(at: Standing) -> str:
    """`made, cleared, stale`. Blindness is left out: no event depends on it."""
    if at.ended:
        return "ended"
    return ", ".join([at.life.value, at.review.value, *(["stale"] if at.stale else [])])


def row(at: Standing) -> list[str]:
    cells = [told(at), str(obstacle(at) or "–")]
    for events in COLUMNS.values():
        results = {told(after(event, at)) if allowed(event, at) else "–" for event in events}
        assert len(results) == 1, "events of one column must go the same way"
        result = results.pop()
        if events == (Event.MAKE,) and result != "–" and after(Event.MAKE, at).blind:
            result += ", **blind**"
        cells.append(result)
    return cells


def table_from_rules() -> list[list[str]]:
    grid = product((Life.UNSAID, Life.MADE), Review, (False, True))
    legal = [Standing(life, review, stale) for life, review, stale in grid if not stale or review in REVIEWED]
    head = ["stands", "at the gate", *COLUMNS]
    return [head, *(row(at) for at in legal), row(Standing(Life.KEPT, Review.CLEARED))]


def table_in(text: str, name: str) -> list[list[str]]:
    block = text.split(f"<!-- {name} -->")[1].split("\n\n")[1]
    lines = [line.strip().strip("|") for line in block.splitlines() if not re.match(r"\|[-| ]+\|$", line)]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def test_the_documented_table_is_what_the_rules_say() -> None:
    assert table_in(DOC.read_text(encoding="utf-8"), "table of cases") == table_from_rules()


def test_every_reachable_standing_is_in_the_table() -> None:
    listed = {line[0] for line in table_from_rules()[1:]}
    assert {told(at) for at in reachable()} == listed
    assert all(is_legal(at) for at in reachable())


def test_the_worked_example_in_the_document_runs() -> None:
    """Each line of the example: the event, and what people read afterwards."""
    at = START
    for event, state, flags, gate in table_in(DOC.read_text(encoding="utf-8"), "worked example")[1:]:
        if event != "draft":
            assert allowed(Event(event), at), event
            at = after(Event(event), at)
        assert at.state.value == state, event
        assert flags == (", ".join(name for name in ("blind", "stale") if getattr(at, name)) or "–"), event
        assert gate == str(obstacle(at) or "–"), event


def test_the_documented_rates_are_what_the_rules_compute() -> None:
    text = DOC.read_text(encoding="utf-8")
    lines = table_in(text, "rates, counted")[1:]
    standing_counts = [
        (Standing(Life(life), Review(review), stale == "yes", blind == "yes"), int(count))
        for life, review, blind, stale, count in lines
    ]
    found = rates(standing_counts)
    shares: dict[str, str] = {line[0]: line[1] for line in table_in(text, "rates, computed")[1:]}
    computed = {
        "kept on time": f"{found.kept} of {found.kept + found.kept_late + found.broken} = {found.kept_share:.0%}",
        "blind": f"{found.blind} of {found.made} = {found.blind_share:.0%}",
        "overridden": f"{found.overridden} of {found.total} = {found.overridden_share:.0%}",
    }
    assert shares == computed


# Verdicts

HOURS: dict[str, Any] = {"hours_low": 8, "hours_likely": 16, "hours_high": 40}


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (Answer(VerdictKind.TODAY), set()),
        (Answer(VerdictKind.WITH_WORK, **HOURS, skill="API"), set()),
        (Answer(VerdictKind.WITH_WORK, **HOURS), {"skill"}),
        (Answer(VerdictKind.WITH_WORK, skill="API"), {"hours_likely"}),
        (Answer(VerdictKind.WITH_WORK, 20, 10, 30, skill="API"), {"hours_likely"}),
        (Answer(VerdictKind.WITH_WORK, 0, 1, 2, skill="API"), {"hours_likely"}),
        (Answer(VerdictKind.WITH_WORK, 1, 2, 20_001, skill="API"), {"hours_high"}),
        (Answer(VerdictKind.IF, conditions="They bring the servers"), set()),
        (Answer(VerdictKind.IF, conditions="  "), {"conditions"}),
        (Answer(VerdictKind.NO, reason="No such interface", alternative="A nightly file"), set()),
        (Answer(VerdictKind.NO, reason="No such interface"), {"alternative"}),
        (Answer(VerdictKind.NO), {"reason", "alternative"}),
    ],
)
def test_what_a_verdict_lacks(answer: Answer, wrong: set[str]) -> None:
    assert set(answer_faults(answer)) == wrong


def viewer(role: Role, *, architect: bool = False, scopes: tuple[str, ...] = ("read", "write")) -> Viewer:
    return Viewer(1, "Somebody", role, 1, "/1/", Visibility.COMPANY, architect, scopes=frozenset(scopes))


@pytest.mark.parametrize("role", list(Role))
def test_verdicts_come_from_engineering(role: Role) -> None:
    allowed_to = may_answer(viewer(role), Answer(VerdictKind.TODAY), services=Money(0, "EUR"), limits=Limits())
    assert bool(allowed_to) == (role in VERDICT_ROLES)


@pytest.mark.parametrize(
    ("role", "architect", "hours", "services", "kind", "may"),
    [
        (Role.ENGINEER, False, 80, 5_000_000, VerdictKind.WITH_WORK, True),
        (Role.ENGINEER, False, 81, 0, VerdictKind.WITH_WORK, False),
        (Role.ENGINEER, True, 81, 0, VerdictKind.WITH_WORK, True),
        (Role.LEADER, False, 500, 0, VerdictKind.WITH_WORK, True),
        (Role.ENGINEER, False, None, 5_000_001, VerdictKind.TODAY, False),
        (Role.ENGINEER, False, None, 5_000_001, VerdictKind.IF, False),
        (Role.ENGINEER, False, None, 5_000_001, VerdictKind.NO, True),
    ],
)
def test_over_the_limits_an_architect_answers(
    role: Role, architect: bool, hours: int | None, services: int, kind: VerdictKind, may: bool
) -> None:
    answer = Answer(kind, hours, hours, hours)
    who = viewer(role, architect=architect)
    assert bool(may_answer(who, answer, services=Money(services, "EUR"), limits=Limits())) == may


def test_a_token_that_only_reads_answers_nothing() -> None:
    reads = viewer(Role.ENGINEER, scopes=("read",))
    assert not may_answer(reads, Answer(VerdictKind.TODAY), services=Money(0, "EUR"), limits=Limits())


@given(st.datetimes(timezones=st.just(UTC), max_value=datetime(2100, 1, 1)), st.integers(1, 400))
def test_a_verdict_is_due_so_many_hours_after_the_question(asked: datetime, hours: int) -> None:
    assert verdict_due(asked, hours=hours) - asked == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("done", "due", "event"),
    [
        (date(2026, 3, 1), date(2026, 3, 1), Event.KEEP),
        (date(2026, 3, 2), date(2026, 3, 1), Event.KEEP_LATE),
        (date(2026, 3, 2), None, Event.KEEP),
    ],
)
def test_kept_late_is_after_the_day_promised(done: date, due: date | None, event: Event) -> None:
    assert keeping(done, due_on=due) == event


# Who may do what now

deal_standings = st.builds(DealStanding, is_member=st.booleans(), leads_owner=st.booleans(), is_closed=st.booleans())


@given(standings, deal_standings, st.sampled_from(list(Role)))
def test_what_is_offered_is_allowed_and_nobody_is_offered_more_than_their_right(
    at: Standing, deal: DealStanding, role: Role
) -> None:
    offered = open_to(viewer(role), deal, at)
    assert all(allowed(event, at) for event in offered)
    on_it = deal.is_member or deal.leads_owner or role == Role.ADMIN
    if role == Role.VIEWER:
        assert not offered
    if not on_it:
        assert offered <= {Event.CLEAR}
    if role == Role.SALES:
        assert Event.CLEAR not in offered
    if not (deal.leads_owner or role == Role.ADMIN):
        assert Event.OVERRIDE not in offered
    if deal.is_closed:
        assert not offered & {Event.ASK, Event.CHANGE, Event.MAKE, Event.OVERRIDE}


# Rates


@given(counts)
def test_rates_add_up(found: list[tuple[Standing, int]]) -> None:
    said = rates(found)
    assert said.kept + said.kept_late + said.broken <= said.made <= said.total
    assert said.blind <= said.made
    assert said.overridden <= said.total
    assert said.waiting <= said.total
    assert said.total == sum(count for at, count in found if at.life != Life.VOID)
    assert said.made == sum(count for at, count in found if at.life in SAID)
    for share in (said.kept_share, said.blind_share, said.overridden_share):
        assert share is None or 0 <= share <= 1


@given(counts, counts)
def test_rates_of_two_parts_are_the_sum_of_their_rates(
    one: list[tuple[Standing, int]], other: list[tuple[Standing, int]]
) -> None:
    whole, first, second = rates(one + other), rates(one), rates(other)
    for name in ("total", "made", "kept", "kept_late", "broken", "blind", "overridden", "waiting"):
        assert getattr(whole, name) == getattr(first, name) + getattr(second, name)


@given(counts)
def test_how_overrides_ended_adds_up_to_the_overrides(found: list[tuple[Standing, int]]) -> None:
    assert sum(endings(found, review=Review.OVERRIDDEN).values()) == rates(found).overridden


def test_without_promises_there_are_no_shares() -> None:
    none = rates([])
    assert (none.kept_share, none.blind_share, none.overridden_share) == (None, None, None)


def test_services_in_another_currency_are_measured_by_their_hours() -> None:
    """A limit of €50,000 says nothing about ¥6,000,000, nor about 64,000 crowns."""
    engineer, yes = viewer(Role.ENGINEER), Answer(VerdictKind.TODAY)
    for services in (Money(6_000_000, "JPY"), Money(6_400_000, "NOK")):
        assert may_answer(engineer, yes, services=services, limits=Limits())
    long = Answer(VerdictKind.WITH_WORK, 60, 81, 90)
    assert not may_answer(engineer, long, services=Money(6_000_000, "JPY"), limits=Limits())
