"""Can we promise this date? From calendars, skills and registered work to an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from evener.capacity import dates, jobs
from evener.capacity.actions import add_leave, make_skill, register_work, set_skill, set_week
from evener.capacity.asks import Finished
from evener.capacity.dates import DateAnswer, can_we
from evener.capacity.engine import dates as engine
from evener.capacity.engine import faults
from evener.capacity.engine.estimates import RatioModel
from evener.capacity.models import RatioRecord, WorkItem
from evener.capacity.rules import HOUR, WorkKind
from evener.people import actions as people
from evener.people.models import User
from evener.people.rules import Role
from evener.problems import Invalid
from tests.query_counts import StoredQueries
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
LEVELS = {"alone": 2, "with help": 1}


def skill(world: World, name: str = "Radio", *, able: Sequence[str] = ("engineer",), level: int = 2) -> int:
    made = make_skill(by=world.viewer("engineer"), at=NOW, name=name).pk
    for who in able:
        set_skill(
            by=world.viewer("leader"), at=NOW, person_id=getattr(world, who).pk, skill_id=made, level=level, wants=False
        )
    return made


def colleague(world: World, name: str = "Erik Engineer") -> User:
    return people.make_person(
        by=world.viewer("admin"), at=NOW, email=f"{name.split()[0]}@example.com", name=name, role=Role.ENGINEER,
        team_id=world.north.pk,
    )  # fmt: skip


def ask(
    world: World, skill_id: int | None, hours: float = 8, *, due_on: date | None = None, today: date = TODAY
) -> DateAnswer:
    minutes = round(hours * HOUR)
    return can_we(
        world.viewer("owner"), today=today, minutes=(minutes, minutes, minutes), skill_id=skill_id, due_on=due_on
    )


def register(
    thing: int, skill_id: int | None, hours: float, *, weight: int = 100, person: User | None = None,
    starts_on: date | None = None, minute: int = 0,
) -> WorkItem:  # fmt: skip
    minutes = round(hours * HOUR)
    return register_work(
        at=NOW + timedelta(minutes=minute), kind=WorkKind.CHUNK, thing_id=thing, minutes=(minutes, minutes, minutes),
        skill_id=skill_id, weight=weight, person_id=person.pk if person else None, starts_on=starts_on,
    )  # fmt: skip


def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything takes what was estimated."""
    model = RatioModel(table=RatioModel().table * 0, spread=0.0)
    monkeypatch.setattr(dates, "ratios", lambda: (model, 0))


def test_free_people_do_it_in_their_working_hours(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    exact(monkeypatch)
    radio = skill(world)
    found = ask(world, radio, 48, due_on=TODAY + timedelta(days=4))
    assert TODAY.weekday() == 0
    assert found.p50 == found.p85 == TODAY + timedelta(days=7)  # five days, then Monday
    assert (found.chance, found.before_count, found.cannot) == (0, 0, "")
    assert found.pool and (found.pool.people, found.pool.week_hours, found.pool.with_help) == (1, 40, False)


def test_weeks_and_leave_count(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    exact(monkeypatch)
    radio = skill(world)
    engineer = world.viewer("engineer")
    week = [4 * HOUR] * 5 + [0, 0]
    set_week(
        by=engineer, at=NOW, person_id=engineer.id, minutes=week, focus_minutes=0, country="", region="", seen_version=0
    )
    assert ask(world, radio, 16).p50 == TODAY + timedelta(days=3)
    add_leave(by=engineer, at=NOW, person_id=engineer.id, first_on=TODAY, last_on=TODAY + timedelta(days=6))
    assert ask(world, radio, 16).p50 == TODAY + timedelta(days=10)


def test_what_came_before_stands_before(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    exact(monkeypatch)
    radio = skill(world)
    register(1, radio, 40)
    register(2, radio, 16, weight=25, minute=1)
    found = ask(world, radio, 8, due_on=TODAY + timedelta(days=7))
    assert (found.before_count, round(found.before_hours)) == (2, 44)
    assert found.chance == pytest.approx(0.75, abs=0.02)
    assert [each.titled for each in found.before] == [None, None]  # nobody said what they are called
    first = can_we(
        world.viewer("owner"), today=TODAY, minutes=(40 * HOUR,) * 3, skill_id=radio, thing=(WorkKind.CHUNK, 1)
    )
    assert (first.before_count, first.p50) == (0, TODAY + timedelta(days=4))


def test_what_starts_later_holds_nothing_up_before(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    exact(monkeypatch)
    radio = skill(world)
    register(1, radio, 80, starts_on=TODAY + timedelta(days=21))
    assert ask(world, radio, 8).p50 <= TODAY + timedelta(days=3)  # type: ignore[operator]


def test_two_skills_of_one_person_do_not_count_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    exact(monkeypatch)
    radio, data = skill(world), skill(world, "Data")
    register(1, radio, 40)
    register(2, data, 40)
    found = ask(world, radio, 40)
    assert found.p50 == TODAY + timedelta(days=18)  # 120 hours of one person: both queues, then this
    assert found.before_hours == pytest.approx(40)
    own = register(3, None, 40, person=world.engineer)
    assert ask(world, radio, 40).p50 >= TODAY + timedelta(days=24)  # type: ignore[operator]
    own.delete()
    assert ask(world, radio, 40).p50 == TODAY + timedelta(days=18)


def test_what_comes_later_moves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    exact(monkeypatch)
    radio, data = skill(world), skill(world, "Data")
    register(1, radio, 40)
    place = (WorkKind.CHUNK, 1)

    def day() -> date | None:
        minutes = (40 * HOUR,) * 3
        return can_we(world.viewer("owner"), today=TODAY, minutes=minutes, skill_id=radio, thing=place).p50

    assert day() == TODAY + timedelta(days=4)
    register(2, data, 400, minute=1)
    register(3, radio, 400, minute=2)
    register(4, None, 400, person=world.engineer, minute=3)
    assert day() == TODAY + timedelta(days=4)


def test_who_can_do_it_alone_is_the_pool_else_who_can_with_help(world: World) -> None:
    other = colleague(world)
    radio = skill(world, level=1)
    assert ask(world, radio).pool == dates.Pool(1, 40, 1, True)
    set_skill(by=world.viewer("leader"), at=NOW, person_id=other.pk, skill_id=radio, level=3, wants=False)
    assert ask(world, radio).pool == dates.Pool(1, 40, 1, False)


@pytest.mark.parametrize("hours", [0, 1_000_000])
def test_effort_of_nothing_or_without_end_is_refused(world: World, hours: float) -> None:
    with pytest.raises(Invalid) as problem:
        ask(world, skill(world), hours)
    assert set(problem.value.fields) <= {"low", "likely", "high"}


def test_what_cannot_be_told_is_said(world: World) -> None:
    assert "Choose the skill" in str(ask(world, None).cannot)
    assert "Nobody here has the skill “Sorcery”" in str(ask(world, skill(world, "Sorcery", able=())).cannot)
    radio = skill(world)
    engineer = world.viewer("engineer")
    add_leave(by=engineer, at=NOW, person_id=engineer.id, first_on=TODAY, last_on=TODAY + timedelta(days=730))
    assert "has working time in the next two years" in str(ask(world, radio).cannot)


@pytest.mark.parametrize("fault", [faults.Cycle(("a", "b")), faults.Twice("a"), faults.BadCalendar("1", 3, 99.0)])
def test_every_fault_of_the_engine_has_words(
    world: World, monkeypatch: pytest.MonkeyPatch, fault: faults.CannotTell
) -> None:
    def refuse(**_facts: object) -> None:
        raise fault

    monkeypatch.setattr(engine, "answer", refuse)
    assert "“Radio”" in str(ask(world, skill(world)).cannot)


def test_beyond_two_years(world: World) -> None:
    radio = skill(world)
    register(1, radio, 19_000)
    found = ask(world, radio, 8, due_on=TODAY + timedelta(days=30))
    assert (found.p50, found.p85, found.cannot) == (None, None, "")
    assert found.beyond > 0.9


def test_it_writes_nothing_and_costs_the_same(world: World, stored_queries: StoredQueries) -> None:
    radio = skill(world)
    for thing in range(20):
        register(thing, radio, 8)
    before = list(WorkItem.objects.values())
    with stored_queries("date answer"):
        ask(world, radio)
    assert list(WorkItem.objects.values()) == before


def finished(count: int, ratio: float) -> list[Finished]:
    return [Finished(NOW + timedelta(hours=place), 240, round(240 * ratio)) for place in range(count)]


def test_ratios_are_learnt_once_there_are_enough(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    radio = skill(world)
    monkeypatch.setattr(jobs, "answers", lambda name: (lambda: finished(jobs.ENOUGH - 1, 3.0),))
    jobs.learn_ratios(at=NOW)
    assert not RatioRecord.objects.exists()
    assert ask(world, radio).tasks == 0
    monkeypatch.setattr(jobs, "answers", lambda name: (lambda: finished(60, 3.0),))
    jobs.learn_ratios(at=NOW)
    jobs.learn_ratios(at=NOW)
    assert RatioRecord.objects.get().tasks == 60
    found = ask(world, radio, 40)
    assert found.tasks == 60
    monkeypatch.setattr(jobs, "answers", lambda name: ())
    jobs.learn_ratios(at=NOW)
    assert ask(world, radio, 40).hours < found.hours
